#include "tests/exercises/toeplitz/exercise.h"

namespace lgn::exercises {
namespace {

// Yours. The nearest Toeplitz matrix has, along each of the 2 d - 1 diagonals, the mean of A's entries there.
double score_so_far(const TensorD& /*A*/) {
  return 0;
}

// Yours. How does the score change when A is multiplied by a number? What follows for the matrices to be
// drawn?
double p_value_so_far(const TensorD& /*A*/, Index /*draws*/, Random& /*random*/) {
  return 0;
}

}  // namespace

Toeplitz toeplitz_stub() {
  return {score_so_far, p_value_so_far};
}

}  // namespace lgn::exercises
