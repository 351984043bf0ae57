#include "tests/exercises/exercise.h"

#include <algorithm>
#include <cmath>

#include "tensor/random.h"
#include "tests/exercises/mirror/exercise.h"
#include "tests/exercises/powers/exercise.h"
#include "tests/exercises/soft_threshold/exercise.h"
#include "tests/exercises/toeplitz/exercise.h"
#include "tests/exercises/whitening/exercise.h"

namespace lgn::exercises {

const std::vector<Exercise>& all_exercises() {
  static const std::vector<Exercise> all = {
      {"soft_threshold", [] { return check(soft_threshold_stub); },
       [] { return check(soft_threshold_answer); }},
      {"powers", [] { return check(powers_stub); }, [] { return check(powers_answer); }},
      {"mirror", [] { return check(mirror_stub); }, [] { return check(mirror_answer); }},
      {"toeplitz", [] { return check(toeplitz_stub()); }, [] { return check(toeplitz_answer()); }},
      {"whitening", [] { return check(whitening_stub); }, [] { return check(whitening_answer); }},
  };
  return all;
}

std::string difference(const std::string& what, const TensorD& found, const TensorD& expected,
                       double tolerance) {
  if (found.shape() != expected.shape())
    return concat(what, " has shape ", to_string(found.shape()), "; expected ", to_string(expected.shape()));
  double largest = 0;
  for (double x : expected) largest = std::max(largest, std::fabs(x));
  for (Index i = 0; i < found.count(); ++i) {
    if (std::fabs(found[i] - expected[i]) <= tolerance * std::max(largest, 1e-3)) continue;
    return concat(what, "[", i, "] is ", found[i], "; expected ", expected[i]);
  }
  return "";
}

TensorD normal_numbers(unsigned seed, Shape shape) {
  Random random(seed);
  TensorD numbers(std::move(shape));
  for (double& x : numbers) x = random.normal();
  return numbers;
}

}  // namespace lgn::exercises
