// The peak of the floating-point units: multiply-adds on registers alone, without memory, one version per
// instruction set. What a kernel reaches is given as a share of it.
//
// `scalar` is one lane: kernels in which the compiler finds vectors by itself reach more than that.
#pragma once

#include "tensor/shape.h"
#include "tensor/simd/dispatch.h"

namespace lgn::simd {

struct PeakKernels {
  /// Floating-point operations of one pass; a multiply-add counts as two.
  Index operations;

  /// Runs so many passes; the value only keeps the compiler from leaving them out.
  float (*run)(Index passes);

  static const PeakKernels scalar, neon, avx2, avx512;
};

}  // namespace lgn::simd
