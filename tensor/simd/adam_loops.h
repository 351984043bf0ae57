// The loop of adam_kernels.h.
#pragma once

#include "tensor/simd/adam_kernels.h"

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

struct AdamVectors {
  Floats x, m, v;
};

inline AdamVectors adam_vectors(const AdamStep& step, Floats g, AdamVectors old) {
  const Floats m = Floats::broadcast(step.beta1) * old.m + Floats::broadcast(step.rest1) * g;
  const Floats v = Floats::broadcast(step.beta2) * old.v + Floats::broadcast(step.rest2) * g * g;
  const Floats root = sqrt(v) / Floats::broadcast(step.correction) + Floats::broadcast(step.epsilon);
  return {old.x - Floats::broadcast(step.step_size) * (m / root), m, v};
}

void adam_update(const AdamStep& step, Index count, const float* g, float* x, float* m, float* v) {
  Index i = 0;
  for (; i + Floats::lanes <= count; i += Floats::lanes) {  // main loop
    const AdamVectors next =
        adam_vectors(step, Floats::load_unaligned(g + i),
                     {Floats::load_unaligned(x + i), Floats::load_unaligned(m + i), Floats::load_unaligned(v + i)});
    next.x.store_unaligned(x + i);
    next.m.store_unaligned(m + i);
    next.v.store_unaligned(v + i);
  }
  const Index rest = count - i;  // tail
  const AdamVectors next =
      adam_vectors(step, Floats::load_first(g + i, rest),
                   {Floats::load_first(x + i, rest), Floats::load_first(m + i, rest), Floats::load_first(v + i, rest)});
  next.x.store_first(x + i, rest);
  next.m.store_first(m + i, rest);
  next.v.store_first(v + i, rest);
}

constexpr AdamKernels adam_kernels() {
  return {adam_update};
}

}  // namespace
}  // namespace lgn::simd
