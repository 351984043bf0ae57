// The stages of the symmetric eigenproblem one by one.
#include <numeric>

#include "tensor/linalg/divide_and_conquer.h"
#include "tensor/linalg/secular_equation.h"
#include "tensor/linalg/tridiagonal.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/matrix_kernels.h"
#include "tests/tensor/linalg_matrices.h"

namespace lgn {
namespace {

using namespace testing_matrices;

TensorD tridiagonal_matrix(const std::vector<double>& diagonal, const std::vector<double>& off_diagonal) {
  TensorD t = diagonal_matrix(diagonal);
  for (std::size_t i = 0; i < off_diagonal.size(); ++i) {
    const Index k = static_cast<Index>(i);
    t(k, k + 1) = t(k + 1, k) = off_diagonal[i];
  }
  return t;
}

TEST(LinalgTridiagonal, KernelsOfEveryInstructionSet) {
  for (InstructionSet set : supported_instruction_sets()) {
    const ScopedInstructionSet scope(set);
    const auto& kernels = simd::select<simd::MatrixKernels>();
    for (Index n : {0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100}) {
      for (Index offset : {0, 1}) {
        const Index ld = n + 5;
        const TensorD s = random_matrix(n + 1, ld, 1), x = random_matrix(1, n + offset, 2);
        TensorD y({n + offset}), expected({n + offset}), dots({n});
        for (Index first : {Index{0}, n / 3}) {
          y.fill(1);
          expected.fill(1);
          for (Index i = first; i < n; ++i)
            for (Index j = i; j < n; ++j) {
              expected[offset + i] += s[offset + i * ld + j] * x[offset + j];
              if (j > i) expected[offset + j] += s[offset + i * ld + j] * x[offset + i];
            }
          kernels.multiply_upper_rows(n, first, n, s.data() + offset, ld, x.data() + offset, y.data() + offset);
          EXPECT_LE(distance(y, expected), rounding(n + 1, 10)) << name(set) << " n = " << n;
        }
        kernels.dots(n, n, s.data() + offset, ld, x.data() + offset, dots.data());
        y.fill(2);
        expected.fill(2);
        for (Index r = 0; r < n; ++r) {
          double sum = 0;
          for (Index i = 0; i < n; ++i) {
            sum += s[offset + r * ld + i] * x[offset + i];
            expected[offset + i] += s[offset + r * ld + i] * dots[r];
          }
          EXPECT_NEAR(dots[r], sum, rounding(n + 1, 10));
        }
        kernels.add_combination(n, n, s.data() + offset, ld, dots.data(), y.data() + offset);
        EXPECT_LE(distance(y, expected), rounding(n + 1, frobenius(expected)));
        constexpr double cap = 0.3;
        kernels.capped_distances(n, n, cap, s.data() + offset, ld, x.data() + offset, dots.data());
        for (Index r = 0; r < n; ++r) {
          double sum = 0;
          for (Index i = 0; i < n; ++i) sum += std::min(cap, std::pow(s[offset + r * ld + i] - x[offset + i], 2));
          EXPECT_NEAR(dots[r], sum, rounding(n + 1, 4)) << name(set) << " n = " << n;
        }
      }
    }
  }
}

TEST(LinalgTridiagonal, ReductionIsASimilarity) {
  for (InstructionSet set : supported_instruction_sets()) {
    const ScopedInstructionSet scope(set);
    for (Index n : {1, 2, 3, 31, 32, 33, 34, 65, 66, 140}) {
      const TensorD a = random_symmetric(n);
      const Tridiagonalization reduction = tridiagonalize(a.clone());
      TensorD q_transposed = identity(n);  // rows: eigenvectors of the identity become Q's columns
      apply_reflectors(reduction, q_transposed);
      const TensorD t = tridiagonal_matrix(reduction.diagonal, reduction.off_diagonal);
      EXPECT_LE(departure_from_orthonormal(q_transposed), rounding(n, 1));
      EXPECT_LE(distance(matmul(matmul(transpose(q_transposed), t), q_transposed), a), rounding(n, frobenius(a)));
    }
  }
}

TEST(LinalgTridiagonal, SecularRootsInterlaceAndSolveTheEquation) {
  const std::vector<double> d = {-3, -1, -1 + 1e-9, 0, 2, 2.5, 100}, z = {.3, 1e-7, .5, -.2, .6, 1e-3, .1};
  const Index count = static_cast<Index>(d.size());
  for (double rho : {1e-6, 0.7, 1e6}) {
    for (Index i = 0; i < count; ++i) {
      std::vector<double> differences(d.size());
      const double root = secular_root(count, d.data(), z.data(), rho, i, differences.data());
      EXPECT_LT(differences[i], 0);
      if (i + 1 < count) {
        EXPECT_GT(differences[i + 1], 0);
      }
      double sum = 1 / rho, magnitude = sum, slope = 0;
      for (std::size_t j = 0; j < d.size(); ++j) {
        EXPECT_NEAR(differences[j], d[j] - root, 1e-13 * (1 + std::abs(d[j]) + std::abs(root)));
        sum += z[j] * z[j] / differences[j];
        magnitude += std::abs(z[j] * z[j] / differences[j]);
        slope += std::abs(z[j] / differences[j] * z[j]);
      }
      EXPECT_LE(std::abs(sum), 32 * epsilon * (magnitude + slope)) << "rho " << rho << " root " << i;
    }
  }
}

TEST(LinalgTridiagonal, DeflationKeepsOnlyWhatIsCoupled) {
  std::vector<double> d = {2, 1, 1, 3, 5}, z = {0, .6, .8, 1e-20, .5};
  const Deflation result = deflate(d, z, 1);
  EXPECT_EQ(result.kept, (std::vector<Index>{2, 4}));
  std::vector<Index> deflated = result.deflated;
  std::sort(deflated.begin(), deflated.end());
  EXPECT_EQ(deflated, (std::vector<Index>{0, 1, 3}));
  ASSERT_EQ(result.rotations.size(), 1u);
  EXPECT_NEAR(z[2], 1, epsilon);
  EXPECT_EQ(z[1], 0);
}

void check_divide_and_conquer(const std::vector<double>& diagonal, const std::vector<double>& off_diagonal) {
  const Index n = static_cast<Index>(diagonal.size());
  auto rows = TensorD::uninitialized({n, n});
  rows.fill(NAN);
  std::vector<double> values = divide_and_conquer(diagonal, off_diagonal, rows);
  const TensorD t = tridiagonal_matrix(diagonal, off_diagonal);
  const TensorD scaled = matmul(diagonal_matrix(values), rows);
  EXPECT_LE(distance(matmul(rows, t), scaled), rounding(n, frobenius(t)));
  EXPECT_LE(departure_from_orthonormal(rows), rounding(n, 1));

  std::vector<double> by_iteration = diagonal, rest = off_diagonal;
  tridiagonal_qr(n, by_iteration.data(), rest.data(), nullptr, 0, 0);
  std::sort(values.begin(), values.end());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(values[i], by_iteration[i], rounding(n, frobenius(t)));
}

TEST(LinalgTridiagonal, DivideAndConquerAgreesWithTheIteration) {
  Random random(6);
  for (Index n : {1, 2, 32, 33, 64, 65, 100, 300}) {
    std::vector<double> diagonal(n), off_diagonal(n - 1);
    for (double& x : diagonal) x = random.normal();
    for (double& x : off_diagonal) x = random.normal();
    check_divide_and_conquer(diagonal, off_diagonal);
  }
}

TEST(LinalgTridiagonal, DivideAndConquerOnSplitAndGluedMatrices) {
  const std::size_t n = 210;
  check_divide_and_conquer(std::vector<double>(n, 0.0), std::vector<double>(n - 1, 0.0));
  check_divide_and_conquer(std::vector<double>(n, 2.0), std::vector<double>(n - 1, -1.0));
  // Ten of Wilkinson's matrices, glued: every eigenvalue comes ten times, almost.
  for (double glue : {1e-3, 1e-8, 1e-14, 0.0}) {
    std::vector<double> diagonal, off_diagonal;
    for (std::size_t i = 0; i < n; ++i) diagonal.push_back(std::abs(static_cast<double>(i % 21) - 10));
    for (std::size_t i = 1; i < n; ++i) off_diagonal.push_back(i % 21 == 0 ? glue : 1);
    check_divide_and_conquer(diagonal, off_diagonal);
  }
}

}  // namespace
}  // namespace lgn
