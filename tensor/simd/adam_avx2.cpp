// The Adam update for AVX2.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx2.h"
// The types come first.
#include "tensor/simd/adam_update.h"

namespace lgn::simd {

constinit const AdamKernels AdamKernels::avx2 = {adam_update};

}  // namespace lgn::simd
#endif
