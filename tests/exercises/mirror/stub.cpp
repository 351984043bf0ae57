#include "tests/exercises/mirror/exercise.h"

namespace lgn::exercises {

// Yours. Compute the elements, then record them with a function that adds to tape.accumulate(v). For the
// gradient write A = I - 2 v v^T / s with s = v^T v, and let v change once in v v^T and once in s.
Variable mirror_stub(Variable v) {
  const Shape& shape = v.shape();
  Tensor elements({shape[0], shape[1], 2, shape[2], shape[2]});
  return v.tape().record("mirror_elements", std::move(elements), {v}, [](const Tensor& /*delements*/) {});
}

}  // namespace lgn::exercises
