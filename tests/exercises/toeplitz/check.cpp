#include <algorithm>
#include <cmath>

#include "tests/exercises/toeplitz/exercise.h"

namespace lgn::exercises {

std::string check(const Toeplitz& attempt) {
  const Index d = 6, draws = 99;
  const TensorD diagonals = normal_numbers(1, {2 * d - 1});
  TensorD exact({d, d}), single({d, d});
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j) exact(i, j) = diagonals[d - 1 + i - j];
  single(2, 2) = 3;
  if (std::fabs(attempt.score(exact) - 1) > 1e-12)
    return concat("a Toeplitz matrix scores ", attempt.score(exact), "; expected 1, as all of it is in the class");
  if (std::fabs(attempt.score(single) - 1.0 / d) > 1e-12)
    return concat("a single entry on the main diagonal of ", d, " scores ", attempt.score(single), "; expected 1/", d,
                  ": its mean, ", d, " times, has a ", d, "th of its square");

  Random random(2);
  const double certain = attempt.p_value(exact, draws, random);
  if (std::fabs(certain - 0.01) > 1e-12)
    return concat("a Toeplitz matrix has p = ", certain,
                  "; expected 1/100 with 99 draws: never 0, A itself is one of the ways to come to its score");
  double mean = 0, below_tenth = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    const double p = attempt.p_value(normal_numbers(100 + seed, {d, d}), draws, random);
    mean += p / 200;
    below_tenth += p <= 0.1 ? 1.0 / 200 : 0;
  }
  if (std::fabs(mean - 0.505) > 0.08 || std::fabs(below_tenth - 0.1) > 0.07)
    return concat("of 200 random matrices the mean p-value is ", mean, ", and ", 100 * below_tenth,
                  " % are at most 0.1; expected 0.5 and 10 %: under the null, p-values are uniform");
  return "";
}

}  // namespace lgn::exercises
