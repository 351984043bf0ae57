// The Adam update for any CPU.
#include "tensor/simd/vector_scalar.h"
// The types come first.
#include "tensor/simd/adam_update.h"

namespace lgn::simd {

constinit const AdamKernels AdamKernels::scalar = {adam_update};

}  // namespace lgn::simd
