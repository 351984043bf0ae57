#include "tensor/linalg/gram.h"
#include "tensor/simd/dispatch.h"
#include "tests/linalg_matrices.h"

namespace lgn {
namespace {

using namespace testing_matrices;

void check(const Tensor& x) {
  const Index N = x.extent(0), D = x.extent(1);
  const TensorD found = gram(x);
  ASSERT_EQ(found.shape(), (Shape{D, D}));
  for (Index i = 0; i < D; ++i) {
    for (Index j = 0; j < D; ++j) {
      double sum = 0, magnitude = 0;
      for (Index n = 0; n < N; ++n) {
        const double product = static_cast<double>(x(n, i)) * static_cast<double>(x(n, j));
        sum += product;
        magnitude += std::abs(product);
      }
      ASSERT_LE(std::abs(found(i, j) - sum), static_cast<double>(N + 1) * epsilon * magnitude)
          << i << ", " << j;
      ASSERT_EQ(found(i, j), found(j, i));
    }
  }
}

TEST(LinalgGram, EveryInstructionSetOnAwkwardSizes) {
  Random random(2);
  for (InstructionSet set : supported_instruction_sets()) {
    const ScopedInstructionSet scope(set);
    for (auto [N, D] : {std::pair<Index, Index>{1, 1}, {7, 3}, {20, 33}, {33, 12}, {300, 50}, {600, 101}})
      check(normal_tensor(random, {N, D}));
  }
}

TEST(LinalgGram, SmallDifferencesOfLargeNumbersSurvive) {
  // A float sum would lose the ones beside 1e8 altogether.
  Tensor x({4001, 2});
  for (Index n = 0; n < 4000; ++n) x(n, 0) = x(n, 1) = 1;
  x(4000, 0) = x(4000, 1) = 1e4f;
  EXPECT_EQ(gram(x)(0, 1), 1e8 + 4000);
}

TEST(LinalgGram, EmptyAndWrongShapes) {
  EXPECT_EQ(frobenius(gram(Tensor({0, 3}))), 0);
  EXPECT_EQ(gram(Tensor({5, 0})).count(), 0);
  expect_contains(error_message([] { gram(Tensor({2, 3, 4})); }), "[2, 3, 4]");
}

}  // namespace
}  // namespace lgn
