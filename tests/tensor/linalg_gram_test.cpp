#include "tensor/linalg/matmul.h"
#include "tensor/simd/dispatch.h"
#include "tests/support.h"
#include "tests/tensor/linalg_matrices.h"

namespace lgn {
namespace {

using namespace testing_matrices;

void check_gram(const TensorD& x) {
  const Index N = x.extent(0), D = x.extent(1);
  TensorD found = TensorD::full({D, D}, 2);
  add_upper_gram(x.data(), N, found);
  for (Index i = 0; i < D; ++i) {
    for (Index j = i; j < D; ++j) {
      double sum = 2, magnitude = 2;
      for (Index n = 0; n < N; ++n) {
        sum += x(n, i) * x(n, j);
        magnitude += std::abs(x(n, i) * x(n, j));
      }
      ASSERT_LE(std::abs(found(i, j) - sum), static_cast<double>(N + 1) * epsilon * magnitude) << i << ", " << j;
    }
  }
}

TEST(LinalgGram, EveryInstructionSetOnAwkwardSizes) {
  for (InstructionSet set : supported_instruction_sets()) {
    const ScopedInstructionSet scope(set);
    for (auto [N, D] : {std::pair<Index, Index>{1, 1}, {7, 3}, {20, 33}, {33, 12}, {300, 50}, {600, 101}})
      check_gram(random_matrix(N, D, 2));
  }
}

TEST(LinalgGram, EmptyAndWrongShapes) {
  TensorD sum = TensorD::full({3, 3}, 1), wrong({2, 3});
  add_upper_gram(nullptr, 0, sum);
  EXPECT_EQ(frobenius(sum), 3);
  test::expect_error([&] { add_upper_gram(nullptr, 0, wrong); }, "[2, 3]");
}

}  // namespace
}  // namespace lgn
