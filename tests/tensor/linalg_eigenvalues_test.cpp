#include "tensor/linalg/eigenvalues.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/qr.h"
#include "tensor/linalg/schur.h"
#include "tensor/reference/matmul.h"
#include "tests/support.h"
#include "tests/tensor/linalg_matrices.h"

namespace lgn {
namespace {

using namespace testing_matrices;
using Complex = std::complex<double>;

std::vector<Complex> as_vector(const TensorC& values) {
  return {values.begin(), values.end()};
}

/// Largest distance when every expected value takes the nearest one that is left.
double spectrum_distance(const TensorC& found, std::vector<Complex> expected) {
  EXPECT_EQ(found.count(), static_cast<Index>(expected.size()));
  double worst = 0;
  for (const Complex& value : found) {
    const auto nearest = std::min_element(expected.begin(), expected.end(), [&](const Complex& a, const Complex& b) {
      return std::abs(a - value) < std::abs(b - value);
    });
    worst = std::max(worst, std::abs(*nearest - value));
    expected.erase(nearest);
  }
  return worst;
}

std::vector<Complex> roots_of_unity(int n) {
  std::vector<Complex> roots;
  for (int k = 0; k < n; ++k) roots.push_back(std::polar(1.0, 2 * M_PI * k / n));
  return roots;
}

TensorD shift_permutation(Index n) {
  TensorD a({n, n});
  for (Index i = 0; i < n; ++i) a(i, (i + 1) % n) = 1;
  return a;
}

void check_eigenvalues(const TensorD& a) {
  const Index n = a.extent(0);
  const RealSchur schur = real_schur(a);
  EXPECT_LE(departure_from_orthonormal(schur.q), rounding(n, 1));
  EXPECT_LE(distance(matmul(matmul(schur.q, schur.t), transpose(schur.q)), a), rounding(n, frobenius(a)));
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < i; ++j) {
      const bool may_be_in_block = j == i - 1 && (i == 1 || schur.t(i - 1, i - 2) == 0);
      if (!may_be_in_block) {
        EXPECT_EQ(schur.t(i, j), 0);
      }
    }

  const Eigen result = eigen(a);
  const double tolerance = rounding(n, frobenius(a));
  EXPECT_LE(spectrum_distance(result.values, as_vector(eigenvalues(a))),
            std::sqrt(rounding(n, 1)) * frobenius(a));  // a defective matrix halves the digits
  const TensorC product = reference::matmul(cast<Complex>(a), result.vectors);
  for (Index j = 0; j < n; ++j) {
    double length = 0;
    for (Index i = 0; i < n; ++i) {
      length = std::hypot(length, std::abs(result.vectors(i, j)));
      EXPECT_LE(std::abs(product(i, j) - result.values[j] * result.vectors(i, j)), tolerance);
    }
    EXPECT_NEAR(length, 1, rounding(n, 1));
  }
}

TEST(LinalgEigenvalues, RandomMatrices) {
  for (Index n : {1, 2, 3, 4, 5, 10, 36, 150}) check_eigenvalues(random_matrix(n, n, static_cast<std::uint64_t>(n)));
}

TEST(LinalgEigenvalues, SumAndProductAreTraceAndDeterminant) {
  const TensorD a = random_matrix(20, 20);
  Complex sum = 0, product = 1;
  double trace = 0;
  for (Index i = 0; i < 20; ++i) trace += a(i, i);
  for (const Complex& value : eigenvalues(a)) {
    sum += value;
    product *= value;
  }
  EXPECT_LE(std::abs(sum - trace), rounding(20, frobenius(a)));
  EXPECT_LE(std::abs(product / determinant(a) - 1.0), 1e-11);
}

TEST(LinalgEigenvalues, ComplexOnesComeAsExactConjugatePairs) {
  const TensorC values = eigenvalues(random_matrix(51, 51));
  for (Index k = 0; k < values.count(); ++k) {
    if (values[k].imag() == 0) continue;
    EXPECT_GT(values[k].imag(), 0);
    EXPECT_EQ(values[k + 1], std::conj(values[k]));
    ++k;
  }
}

TEST(LinalgEigenvalues, CyclicPermutationsHaveTheRootsOfUnity) {
  for (Index n : {2, 3, 4, 5, 8, 36}) {
    const TensorD a = shift_permutation(n);
    check_eigenvalues(a);
    EXPECT_LE(spectrum_distance(eigenvalues(a), roots_of_unity(static_cast<int>(n))), rounding(n, 1));
  }
}

TEST(LinalgEigenvalues, CyclicGeneratorInAnotherBasis) {
  // S R S^-1 with R = diag(rotation by 90 degrees, -1, 1): fourth roots of unity.
  TensorD r({4, 4});
  r(0, 1) = -1;
  r(1, 0) = 1;
  r(2, 2) = -1;
  r(3, 3) = 1;
  const TensorD s = random_matrix(4, 4, 9);
  const TensorD a = matmul(matmul(s, r), inverse(s));
  check_eigenvalues(a);
  EXPECT_LE(spectrum_distance(eigenvalues(a), roots_of_unity(4)), rounding(4, frobenius(s) * frobenius(inverse(s))));
}

TEST(LinalgEigenvalues, Rotations) {
  for (double angle : {0.1, 1.0, 2.0, 3.0}) {
    const TensorD a = TensorD::from({2, 2}, {std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle)});
    EXPECT_LE(spectrum_distance(eigenvalues(a), {std::polar(1.0, angle), std::polar(1.0, -angle)}), rounding(2, 1));
  }
}

TEST(LinalgEigenvalues, CompanionMatrixHasThePolynomialsRoots) {
  // (x - 1)(x - 2)(x + 3)(x^2 + 4) = x^5 - 3x^3 + 6x^2 - 28x + 24 by multiplication.
  const std::vector<double> coefficients = {24, -28, 6, -3, 0};
  TensorD a({5, 5});
  for (Index i = 0; i < 5; ++i) {
    a(i, 4) = -coefficients[i];
    if (i > 0) a(i, i - 1) = 1;
  }
  check_eigenvalues(a);
  EXPECT_LE(spectrum_distance(eigenvalues(a), {1, 2, -3, {0, 2}, {0, -2}}), 1e-12);
}

TEST(LinalgEigenvalues, DefectiveMatrices) {
  TensorD jordan = diagonal_matrix(std::vector<double>(6, 2.0));
  for (Index i = 0; i + 1 < 6; ++i) jordan(i, i + 1) = 1;
  check_eigenvalues(jordan);
  EXPECT_EQ(spectrum_distance(eigenvalues(jordan), std::vector<Complex>(6, 2.0)), 0);  // triangular already
  const TensorD q = random_matrix(6, 6, 4), similar = matmul(matmul(q, jordan), inverse(q));
  const double sixth_root = std::pow(rounding(6, frobenius(q) * frobenius(inverse(q))), 1.0 / 6);
  EXPECT_LE(spectrum_distance(eigenvalues(similar), std::vector<Complex>(6, 2.0)), 4 * sixth_root);
}

TEST(LinalgEigenvalues, SimpleMatrices) {
  for (Index n : {1, 2, 3, 9}) {
    check_eigenvalues(TensorD({n, n}));
    check_eigenvalues(identity(n));
    check_eigenvalues(TensorD::full({n, n}, 1));
    check_eigenvalues(random_symmetric(n));
  }
  EXPECT_EQ(eigenvalues(TensorD({0, 0})).count(), 0);
}

TEST(LinalgEigenvalues, PowersOfRotationsWithManyEqualEigenvalues) {
  // Blocks of 90 degrees in a random basis, squared again and again: -I, then I, but for rounding.
  const Index n = 36;
  const TensorD q = qr(random_matrix(n, n, 7)).q;
  TensorD quarter({n, n});
  for (Index i = 0; i < n; i += 2) quarter(i, i + 1) = -1, quarter(i + 1, i) = 1;
  TensorD a = matmul(matmul(q, quarter), transpose(q));
  for (int k = 0; k < 7; ++k, a = matmul(a, a)) {
    const TensorC values = eigenvalues(a);
    const double sign = k == 1 ? -1 : 1;
    for (const Complex& value : values) EXPECT_LE(std::abs(k == 0 ? value * value + 1.0 : value - sign), 1e-10) << k;
    EXPECT_EQ(real_schur(a).q.extent(0), n);
  }
}

TEST(LinalgEigenvalues, BalancingSavesBadlyScaledMatrices) {
  // D^-1 B D has B's spectrum; without balancing the small eigenvalues drown.
  const TensorD b = random_matrix(8, 8, 6);
  TensorD a = b.clone();
  for (Index i = 0; i < 8; ++i)
    for (Index j = 0; j < 8; ++j) a(i, j) = std::ldexp(a(i, j), static_cast<int>(12 * (j - i)));
  EXPECT_LE(spectrum_distance(eigenvalues(a), as_vector(eigenvalues(b))), 1e-11);
}

TEST(LinalgEigenvalues, ErrorsNameTheFinding) {
  test::expect_error([] { eigenvalues(TensorD({4, 3})); }, "[4, 3]");
  TensorD bad({2, 2});
  bad(1, 0) = std::nan("");
  test::expect_error([&] { eigen(bad); }, "(1, 0)");
}

// Half of the eigenvalues are 1 and half -1 but for the rounding of float: the iteration must find its shifts
// among differences of 1e-8.
TEST(LinalgEigenvalues, ClustersAsTightAsTheRoundingOfFloatConverge) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Index n = 36;
    const TensorD q = qr(random_matrix(n, n, seed)).q;
    TensorD flipped = q.clone();
    for (Index i = 0; i < n * n; ++i) flipped[i] *= i % n < n / 2 ? 1 : -1;
    const TensorD mirror = cast<double>(cast<float>(matmul(flipped, transpose(q))));
    Index positive = 0;
    for (const std::complex<double>& value : eigenvalues(mirror)) {
      EXPECT_NEAR(std::abs(value), 1, 1e-6);
      positive += value.real() > 0;
    }
    EXPECT_EQ(positive, n / 2);
  }
}

}  // namespace
}  // namespace lgn
