// The Adam update for AVX-512.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx512.h"
// The types come first.
#include "tensor/simd/adam_update.h"

namespace lgn::simd {

constinit const AdamKernels AdamKernels::avx512 = {adam_update};

}  // namespace lgn::simd
#endif
