// The Adam update: the same bits on every instruction set as its definition, whatever length and alignment.
#include <cmath>
#include <vector>

#include "tensor/random.h"
#include "tensor/simd/adam_kernels.h"
#include "tensor/simd/dispatch.h"
#include "tests/support.h"

namespace lgn {
namespace {

constexpr simd::AdamStep step = {0.9f, 0.1f, 0.999f, 0.001f, 0.01f, 0.5f, 1e-8f};

TEST(AdamKernels, EveryInstructionSetGivesTheBitsOfTheDefinition) {
  for (InstructionSet set : supported_instruction_sets()) {
    const ScopedInstructionSet scope(set);
    for (Index count : {0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 100, 1000}) {
      for (Index offset : {0, 1, 5}) {
        Random random(static_cast<std::uint64_t>(count * 10 + offset));
        const Index size = count + offset + 1;  // one number beyond, which has to stay
        Tensor g = normal_tensor(random, {size}), x = normal_tensor(random, {size});
        Tensor m = normal_tensor(random, {size}), v = uniform_tensor(random, {size}, 0, 2);
        Tensor expected_x = x.clone(), expected_m = m.clone(), expected_v = v.clone();
        for (Index i = offset; i < offset + count; ++i) {
          expected_m[i] = step.beta1 * m[i] + step.rest1 * g[i];
          expected_v[i] = step.beta2 * v[i] + step.rest2 * g[i] * g[i];
          expected_x[i] -=
              step.step_size * (expected_m[i] / (std::sqrt(expected_v[i]) / step.correction + step.epsilon));
        }
        simd::select<simd::AdamKernels>().update(step, count, g.data() + offset, x.data() + offset, m.data() + offset,
                                                 v.data() + offset);
        EXPECT_TRUE(std::equal(x.begin(), x.end(), expected_x.begin())) << name(set) << " " << count;
        EXPECT_TRUE(std::equal(m.begin(), m.end(), expected_m.begin())) << name(set) << " " << count;
        EXPECT_TRUE(std::equal(v.begin(), v.end(), expected_v.begin())) << name(set) << " " << count;
      }
    }
  }
}

}  // namespace
}  // namespace lgn
