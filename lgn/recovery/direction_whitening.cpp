#include "lgn/recovery/direction_whitening.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lgn/recovery/dictionary_learning.h"
#include "tensor/linalg/eigh.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

constexpr Index most_rounds = 200;
constexpr double flat = 1e-10;     // least over largest spread
constexpr double settled = 1e-10;  // change of M in a round, over its norm, at which it is taken as it is

/// The right-hand side of Tyler's equation, scaled to trace d.
TensorD next_scatter(const TensorD& atoms, const TensorD& M) {
  const Index F = atoms.extent(0), d = atoms.extent(1);
  const TensorD solved = transpose(solve(M, transpose(atoms)));  // rows M^-1 x
  TensorD weighted = atoms.clone();
  for (Index f = 0; f < F; ++f) {
    const double *x = atoms.data() + f * d, *y = solved.data() + f * d;
    const double length = std::inner_product(x, x + d, y, 0.0);
    for (Index k = 0; k < d; ++k) weighted(f, k) /= length;
  }
  const TensorD sum = matmul(transpose(atoms), weighted);
  double trace = 0;
  for (Index k = 0; k < d; ++k) trace += sum(k, k);
  TensorD scatter = TensorD::uninitialized({d, d});
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j) scatter(i, j) = (sum(i, j) + sum(j, i)) / 2 * d / trace;
  return scatter;
}

TensorD symmetric_power(const SymmetricEigen& parts, double exponent) {
  TensorD scaled = parts.vectors.clone();
  const Index d = scaled.extent(0);
  for (Index i = 0; i < d * d; ++i) scaled[i] *= std::pow(parts.values[i % d], exponent);
  return matmul(scaled, transpose(parts.vectors));
}

TensorD unit_rows(TensorD rows) {
  normalize_rows(rows);
  return rows;
}

/// Directions of the atoms that have one.
TensorD directions_of(const TensorD& atoms) {
  const TensorD unit = unit_rows(atoms.clone());
  const Index d = unit.extent(1);
  std::vector<Index> chosen;
  for (Index f = 0; f < unit.extent(0); ++f)
    if (std::any_of(unit.data() + f * d, unit.data() + (f + 1) * d, [](double x) { return x != 0; }))
      chosen.push_back(f);
  return take_rows(unit, chosen);
}

}  // namespace

TensorD DirectionWhitening::enter(const TensorD& atoms) const {
  return unit_rows(matmul(atoms, inverse_root));
}

TensorD DirectionWhitening::leave(const TensorD& directions) const {
  return unit_rows(matmul(directions, root));
}

TensorD DirectionWhitening::enter_matrix(const TensorD& A) const {
  return matmul(matmul(inverse_root, A), root);
}

TensorD DirectionWhitening::leave_matrix(const TensorD& Q) const {
  return matmul(matmul(root, Q), inverse_root);
}

std::optional<DirectionWhitening> whiten_directions(const TensorD& all_atoms) {
  const TensorD atoms = directions_of(all_atoms);
  const Index F = atoms.extent(0), d = atoms.extent(1);
  if (F <= d) return std::nullopt;
  TensorD M = identity(d);
  SymmetricEigen parts;
  for (Index round = 0; round < most_rounds; ++round) {
    const TensorD next = next_scatter(atoms, M);
    double change = 0, norm = 0;
    for (Index i = 0; i < d * d; ++i) {
      change += (next[i] - M[i]) * (next[i] - M[i]);
      norm += next[i] * next[i];
    }
    M = next;
    parts = eigh(M);
    if (parts.values[0] <= flat * parts.values[d - 1]) return std::nullopt;
    if (change <= settled * settled * norm) break;
  }
  return DirectionWhitening{symmetric_power(parts, 0.5), symmetric_power(parts, -0.5)};
}

}  // namespace lgn
