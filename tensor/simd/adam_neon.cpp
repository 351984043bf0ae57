// The Adam update for NEON.
#if defined(__aarch64__)
#include "tensor/simd/vector_neon.h"
// The types come first.
#include "tensor/simd/adam_update.h"

namespace lgn::simd {

constinit const AdamKernels AdamKernels::neon = {adam_update};

}  // namespace lgn::simd
#endif
