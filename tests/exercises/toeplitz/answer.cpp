#include <algorithm>

#include "tests/exercises/toeplitz/exercise.h"

namespace lgn::exercises {
namespace {

double score(const TensorD& A) {
  const Index d = A.extent(0);
  double whole = 0, share = 0;
  for (double x : A) whole += x * x;
  for (Index diagonal = 1 - d; diagonal < d; ++diagonal) {
    double sum = 0, count = 0;
    for (Index i = std::max<Index>(0, -diagonal); i < std::min(d, d - diagonal); ++i, ++count)
      sum += A(i, i + diagonal);
    share += sum * sum / count;  // count times the squared mean
  }
  return share / whole;
}

double p_value(const TensorD& A, Index draws, Random& random) {
  const double found = score(A);
  Index at_least = 0;
  TensorD chance(A.shape());
  for (Index draw = 0; draw < draws; ++draw) {
    for (double& x : chance) x = random.normal();
    at_least += score(chance) >= found;
  }
  return static_cast<double>(1 + at_least) / static_cast<double>(1 + draws);
}

}  // namespace

Toeplitz toeplitz_answer() {
  return {score, p_value};
}

}  // namespace lgn::exercises
