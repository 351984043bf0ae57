#include "lgn/generators/snap.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "lgn/generators/conjugation.h"
#include "tensor/linalg/eigenvalues.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/schur.h"
#include "tensor/linalg/svd.h"

namespace lgn {
namespace {

constexpr double pi = std::numbers::pi;

/// One or two columns of a basis that A maps to themselves, turned by `phase`: 0 or pi for a single one.
struct InvariantPart {
  double phase;
  std::vector<std::vector<double>> columns;
};

std::vector<double> column(const TensorD& a, Index j) {
  std::vector<double> result;
  for (Index i = 0; i < a.extent(0); ++i) result.push_back(a(i, j));
  return result;
}

/// Real parts of A's eigenvectors: v of a real eigenvalue; of a pair with eigenvector x + iy the columns x,
/// -y, on which A turns by the phase.
std::vector<InvariantPart> eigenvector_parts(const TensorD& A) {
  const Eigen e = eigen(A);
  const Index d = A.extent(0);
  std::vector<InvariantPart> parts;
  for (Index j = 0; j < d; ++j) {
    std::vector<double> real, imaginary;
    for (Index i = 0; i < d; ++i) {
      real.push_back(e.vectors(i, j).real());
      imaginary.push_back(-e.vectors(i, j).imag());
    }
    if (e.values[j].imag() == 0) {
      parts.push_back({e.values[j].real() < 0 ? pi : 0, {real}});
    } else {
      parts.push_back({std::arg(e.values[j]), {real, imaginary}});
      ++j;  // its conjugate
    }
  }
  return parts;
}

/// The same for an orthogonal matrix, with orthonormal columns from its Schur form.
std::vector<InvariantPart> schur_parts(const TensorD& A) {
  const RealSchur schur = real_schur(A);
  const Index d = A.extent(0);
  std::vector<InvariantPart> parts;
  for (Index j = 0; j < d; ++j) {
    if (j + 1 < d && schur.t(j + 1, j) != 0) {
      const double sine = (schur.t(j + 1, j) - schur.t(j, j + 1)) / 2;
      const double angle = std::atan2(sine, (schur.t(j, j) + schur.t(j + 1, j + 1)) / 2);
      const auto first = column(schur.q, j), second = column(schur.q, j + 1);
      if (angle >= 0) {
        parts.push_back({angle, {first, second}});
      } else {
        parts.push_back({-angle, {second, first}});
      }
      ++j;
    } else {
      parts.push_back({schur.t(j, j) < 0 ? pi : 0, {column(schur.q, j)}});
    }
  }
  return parts;
}

/// For odd n there is no -1: single columns turned by pi are joined in pairs, and a last one stays single.
void join_half_turns(std::vector<InvariantPart>& parts) {
  std::vector<InvariantPart> joined, single;
  for (InvariantPart& part : parts)
    (part.columns.size() == 1 && part.phase > 0 ? single : joined).push_back(std::move(part));
  for (std::size_t i = 0; i + 1 < single.size(); i += 2)
    joined.push_back({pi, {single[i].columns[0], single[i + 1].columns[0]}});
  if (single.size() % 2 == 1) joined.push_back(std::move(single.back()));
  parts = std::move(joined);
}

/// The root that a part goes to: k of 2 pi k / n. A single column of odd n can only go to 0.
Index nearest_root(const InvariantPart& part, Index n) {
  if (n % 2 == 1 && part.columns.size() == 1) return 0;
  const double turns = part.phase / (2 * pi) * n;
  return std::min<Index>(n / 2, static_cast<Index>(std::lround(turns)));
}

TensorD basis_of(const std::vector<InvariantPart>& parts, Index d) {
  TensorD basis({d, d});
  Index j = 0;
  for (const InvariantPart& part : parts)
    for (const std::vector<double>& values : part.columns) {
      for (Index i = 0; i < d; ++i) basis(i, j) = values[i];
      ++j;
    }
  return basis;
}

Snapped snapped(std::vector<InvariantPart> parts, const TensorD& A, Index n, bool orthogonal) {
  const Index d = A.extent(0);
  Snapped result;
  double phase_square = 0;
  if (n % 2 == 1) join_half_turns(parts);
  std::stable_sort(parts.begin(), parts.end(), [&](const InvariantPart& a, const InvariantPart& b) {
    return nearest_root(a, n) < nearest_root(b, n);
  });
  result.multiplicities.assign(n / 2 + 1, 0);
  for (const InvariantPart& part : parts) {
    const Index k = nearest_root(part, n), size = static_cast<Index>(part.columns.size());
    const bool is_line = k == 0 || 2 * k == n;
    result.multiplicities[k] += is_line ? size : 1;
    const double turned = part.phase - 2 * pi * k / n;
    phase_square += size * turned * turned;
  }
  result.phase_moved = std::sqrt(phase_square / d);
  result.basis = basis_of(parts, d);
  const TensorD sigma = singular_values(result.basis);
  result.condition = sigma[d - 1] > 0 ? sigma[0] / sigma[d - 1] : std::numeric_limits<double>::infinity();
  require(result.condition < 1e12, "the matrix has too few eigenvectors to be snapped to one with A^", n,
          " = I: their condition number is ", result.condition);
  const Representation rho = cyclic_representation(n, result.multiplicities);
  const TensorD inverted = orthogonal ? transpose(result.basis) : inverse(result.basis);
  const TensorD elements = conjugated_elements(rho, result.basis, inverted);
  result.matrix = elements.slice(n > 1 ? 1 : 0, 1).reshape({d, d}).clone();
  result.moved = std::sqrt(squared_distance(result.matrix, A)) / std::sqrt(inner(A, A));
  return result;
}

TensorD nearest_orthogonal(const TensorD& A) {
  const Svd s = svd(A);
  const double smallest = s.singular_values[s.singular_values.count() - 1];
  require(smallest > 1e-12 * s.singular_values[0], "a singular matrix has no single nearest orthogonal one");
  return matmul(s.u, transpose(s.v));
}

}  // namespace

Snapped snap(const TensorD& A, Index n) {
  require(n >= 1, "snapping to matrices with A^", n, " = I; expected an order of at least 1");
  return snapped(eigenvector_parts(A), A, n, false);
}

Snapped snap_orthogonal(const TensorD& A, Index n) {
  require(n >= 1, "snapping to matrices with A^", n, " = I; expected an order of at least 1");
  require_finite_square(A, "snapping");
  return snapped(schur_parts(nearest_orthogonal(A)), A, n, true);
}

TensorD phase_ordered_basis(const TensorD& A) {
  require_finite_square(A, "snapping");
  std::vector<InvariantPart> parts = schur_parts(nearest_orthogonal(A));
  std::stable_sort(parts.begin(), parts.end(),
                   [](const InvariantPart& a, const InvariantPart& b) { return a.phase < b.phase; });
  return basis_of(parts, A.extent(0));
}

}  // namespace lgn
