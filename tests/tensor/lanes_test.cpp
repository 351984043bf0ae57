// Packing images into lanes and back.
#include "tensor/lanes.h"

#include <gtest/gtest.h>

#include <limits>

#include "tensor/random.h"
#include "tensor/simd/dispatch.h"

namespace lgn {
namespace {

TEST(Lanes, EveryNumberLandsInItsPlaceAndTheRestIsZero) {
  for (InstructionSet set : supported_instruction_sets()) {
    ScopedInstructionSet forced(set);
    const Index V = lane_count();
    for (const Shape& shape : {Shape{1, 1, 1, 1}, Shape{15, 2, 3, 5}, Shape{16, 3, 4, 32}, Shape{17, 1, 2, 19},
                               Shape{33, 2, 7, 16}, Shape{64, 1, 3, 33}, Shape{2, 3, 0, 4}}) {
      for (Index border : {0, 1, 3}) {
        Random random(5);
        const Tensor x = normal_tensor(random, shape);
        const Index margin[2] = {border, border ? border + 1 : 0};
        const Index H = shape[2] + 2 * margin[0], W = shape[3] + 2 * margin[1];
        Tensor::full({bundle_count(shape[0]), H, shape[1], W, V}, std::numeric_limits<float>::quiet_NaN());
        const Tensor lanes = pack_lanes(x, margin);
        ASSERT_EQ(lanes.shape(), (Shape{bundle_count(shape[0]), H, shape[1], W, V}));
        for (Index n = 0; n < bundle_count(shape[0]) * V; ++n) {
          for (Index c = 0; c < shape[1]; ++c) {
            for (Index i = 0; i < H; ++i) {
              for (Index j = 0; j < W; ++j) {
                const Index a = i - margin[0], b = j - margin[1];
                const bool inside = n < shape[0] && a >= 0 && a < shape[2] && b >= 0 && b < shape[3];
                ASSERT_EQ(lanes(n / V, i, c, j, n % V), inside ? x(n, c, a, b) : 0.0f)
                    << name(set) << " " << to_string(shape) << " " << n << " " << c << " " << i << " " << j;
              }
            }
          }
        }
      }
    }
  }
}

TEST(Lanes, UnpackingInverts) {
  for (InstructionSet set : supported_instruction_sets()) {
    ScopedInstructionSet forced(set);
    for (const Shape& shape : {Shape{1, 1, 1, 1}, Shape{15, 2, 3, 5}, Shape{16, 3, 4, 32}, Shape{17, 1, 2, 19},
                               Shape{40, 2, 7, 16}, Shape{0, 3, 4, 4}}) {
      Random random(6);
      const Tensor x = normal_tensor(random, shape), lanes = pack_lanes(x, {0, 0});
      Tensor back(shape);
      for (Index bundle = 0; bundle < lanes.extent(0); ++bundle)
        unpack_bundle(lanes.slice(bundle, 1).data(), bundle, back);
      for (Index i = 0; i < x.count(); ++i) ASSERT_EQ(back[i], x[i]) << name(set) << " " << to_string(shape);
    }
  }
}

}  // namespace
}  // namespace lgn
