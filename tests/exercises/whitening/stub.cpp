#include "tests/exercises/whitening/exercise.h"

namespace lgn::exercises {

// Yours. eigh (tensor/linalg/eigh.h) gives eigenvalues, and eigenvectors as columns. Rounding can make the
// eigenvalue of a direction in which nothing varies slightly negative: take it as 0.
TensorD whitening_stub(const TensorD& rows, double /*eps*/) {
  const Index D = rows.extent(1);
  return TensorD({D, D});
}

}  // namespace lgn::exercises
