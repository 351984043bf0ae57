#include <array>
#include <cmath>
#include <limits>

#include "tensor/linalg/matmul.h"
#include "tensor/simd/dispatch.h"
#include "tensor/threads.h"
#include "tests/support.h"
#include "tests/tensor/linalg_matrices.h"

namespace lgn {
namespace {

using namespace testing_matrices;

/// A product to be computed inside larger arrays, with margins that must stay as they are.
template <class Number>
struct GemmCase {
  bool transpose_a, transpose_b;
  Index M, N, K;
  bool accumulate;
  Index offset;  // in elements: misaligns everything

  std::string text() const {
    return concat(name(instruction_set()), sizeof(Number) == 4 ? " float " : " double ", M, "x", N, "x", K,
                  transpose_a ? " A^T" : "", transpose_b ? " B^T" : "", accumulate ? " accumulating" : "", " offset ",
                  offset);
  }

  void check() const {
    const Index lda = (transpose_a ? M : K) + 3, ldb = (transpose_b ? K : N) + 5, ldc = N + 2;
    const auto a = numbers((transpose_a ? K : M) * lda, 1), b = numbers((transpose_b ? N : K) * ldb, 2);
    const auto before = numbers(M * ldc, 3);
    auto c = before.clone();
    gemm(transpose_a, transpose_b, M, N, K, a.data() + offset, lda, b.data() + offset, ldb, c.data() + offset, ldc,
         accumulate);
    Index wrong = 0;
    for (Index i = 0; i < offset; ++i) wrong += c[i] != before[i];
    for (Index i = 0; i < M; ++i) {
      for (Index j = 0; j < ldc; ++j) {
        const Index at = offset + i * ldc + j;
        wrong += j < N ? !close(a, lda, b, ldb, i, j, accumulate ? before[at] : 0, c[at]) : c[at] != before[at];
      }
    }
    EXPECT_EQ(wrong, 0) << text();
  }

 private:
  BasicTensor<Number> numbers(Index count, std::uint64_t seed) const {
    Random random(seed);
    auto result = BasicTensor<Number>::uninitialized({count + offset});
    for (Number& x : result) x = static_cast<Number>(random.normal());
    return result;
  }

  /// Compares with the sum in double; its rounding error is bounded by K eps sum |a b|.
  bool close(const BasicTensor<Number>& a, Index lda, const BasicTensor<Number>& b, Index ldb, Index i, Index j,
             double start, double found) const {
    double sum = start, magnitude = std::abs(start);
    for (Index k = 0; k < K; ++k) {
      const double product = static_cast<double>(a[offset + (transpose_a ? k * lda + i : i * lda + k)]) *
                             static_cast<double>(b[offset + (transpose_b ? j * ldb + k : k * ldb + j)]);
      sum += product;
      magnitude += std::abs(product);
    }
    const double unit = std::numeric_limits<Number>::epsilon();
    return std::abs(found - sum) <= static_cast<double>(K + 2) * unit * magnitude;
  }
};

template <class Number>
void check_all(Index M, Index N, Index K) {
  for (bool transpose_a : {false, true})
    for (bool transpose_b : {false, true})
      for (bool accumulate : {false, true})
        GemmCase<Number>{transpose_a, transpose_b, M, N, K, accumulate, (M + N) % 3}.check();
}

TEST(Gemm, EveryInstructionSetOnAwkwardSizes) {
  const std::vector<std::array<Index, 3>> sizes = {
      {1, 1, 1},    {1, 7, 3},    {2, 3, 1},   {3, 2, 9},     {5, 31, 8},   {6, 16, 7},     {7, 17, 15},  {12, 32, 16},
      {13, 33, 17}, {36, 36, 36}, {31, 1, 64}, {1, 100, 100}, {64, 63, 65}, {50, 150, 100}, {97, 29, 301}};
  for (InstructionSet set : supported_instruction_sets()) {
    const ScopedInstructionSet scope(set);
    for (const auto& [M, N, K] : sizes) check_all<float>(M, N, K), check_all<double>(M, N, K);
  }
}

TEST(Gemm, SeveralPanelsAndBlocks) {
  for (InstructionSet set : supported_instruction_sets()) {
    const ScopedInstructionSet scope(set);
    check_all<float>(50, 60, 800);
    check_all<double>(50, 60, 400);
    GemmCase<float>{false, false, 20, 4300, 40, true, 1}.check();
    GemmCase<float>{true, false, 900, 30, 40, true, 1}.check();
  }
}

TEST(Gemm, EmptyExtents) {
  for (Index empty : {0, 1, 2}) {
    Tensor c = Tensor::full({4, 4}, 7);
    const float operand[16] = {};
    gemm(false, false, empty == 0 ? 0 : 4, empty == 1 ? 0 : 4, empty == 2 ? 0 : 4, operand, 4, operand, 4, c.data(), 4,
         false);
    for (float x : c) EXPECT_EQ(x, empty == 2 ? 0 : 7);
  }
  EXPECT_EQ(matmul(Tensor({0, 3}), Tensor({3, 2})).shape(), (Shape{0, 2}));
}

TEST(Gemm, WithoutAccumulationOldContentsDoNotMatter) {
  Tensor c = Tensor::full({40, 40}, NAN);
  const Tensor ones = Tensor::full({40, 40}, 1);
  gemm(false, false, 40, 40, 40, ones.data(), 40, ones.data(), 40, c.data(), 40, false);
  for (float x : c) EXPECT_EQ(x, 40);
}

TEST(Gemm, NotANumberReachesExactlyItsRow) {
  Tensor a = Tensor::full({50, 20}, 1);
  a(17, 3) = NAN;
  const Tensor c = matmul(a, Tensor::full({20, 45}, 1));
  for (Index i = 0; i < 50; ++i)
    for (Index j = 0; j < 45; ++j) EXPECT_EQ(std::isnan(c(i, j)), i == 17);
}

TEST(Gemm, TheSameBitsWithAnyNumberOfThreads) {
  Random random(4);
  const Tensor a = normal_tensor(random, {301, 530}), b = normal_tensor(random, {530, 270});
  test::expect_same_bits([&] { return std::vector{matmul(a, b)}; });
}

TEST(Gemm, ErrorsNameBothShapes) {
  test::expect_error([] { matmul(Tensor({2, 3}), Tensor({4, 5})); }, {"[2, 3]", "[4, 5]"});
}

}  // namespace
}  // namespace lgn
