// Rotation groups of the solids; declared in representation.h.
#include <array>
#include <cmath>
#include <numbers>

#include "lgn/generators/representation.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

/// What r and s are in an irrep.
struct GeneratorPair {
  TensorD r, s;
};

TensorD number(double x) {
  return TensorD::full({1, 1}, x);
}

TensorD scaled(TensorD matrix, double factor) {
  for (double& x : matrix) x *= factor;
  return matrix;
}

/// A turn by 2 pi / n; of the plane, and in space about an axis (Rodrigues).
TensorD plane_turn(double n) {
  const double angle = 2 * std::numbers::pi / n, c = std::cos(angle), s = std::sin(angle);
  return TensorD::from({2, 2}, {c, -s, s, c});
}
TensorD space_turn(double x, double y, double z, double n) {
  const double length = std::sqrt(x * x + y * y + z * z), angle = 2 * std::numbers::pi / n;
  const double c = std::cos(angle), s = std::sin(angle) / length, v = (1 - c) / (length * length);
  return TensorD::from({3, 3}, {c + v * x * x, v * x * y - s * z, v * x * z + s * y,  //
                                v * x * y + s * z, c + v * y * y, v * y * z - s * x,  //
                                v * x * z - s * y, v * y * z + s * x, c + v * z * z});
}

/// What a rotation does to symmetric matrices of trace 0, X -> R X R^T, in an orthonormal basis: [5,5].
TensorD on_symmetric_matrices(const TensorD& R) {
  const double h = std::sqrt(0.5), t = std::sqrt(1.0 / 6);
  const TensorD basis[5] = {
      TensorD::from({3, 3}, {0, h, 0, h, 0, 0, 0, 0, 0}), TensorD::from({3, 3}, {0, 0, 0, 0, 0, h, 0, h, 0}),
      TensorD::from({3, 3}, {0, 0, h, 0, 0, 0, h, 0, 0}), TensorD::from({3, 3}, {h, 0, 0, 0, -h, 0, 0, 0, 0}),
      TensorD::from({3, 3}, {t, 0, 0, 0, t, 0, 0, 0, -2 * t})};
  TensorD result({5, 5});
  for (Index b = 0; b < 5; ++b) {
    const TensorD moved = matmul(matmul(R, basis[b]), transpose(R));
    for (Index a = 0; a < 5; ++a)
      for (Index i = 0; i < 9; ++i) result(a, b) += basis[a][i] * moved[i];
  }
  return result;
}

/// What a permutation of five things does to five numbers of sum 0, in an orthonormal basis: [4,4].
TensorD on_sums_of_zero(const std::vector<Index>& image) {
  TensorD basis({4, 5}), permuted({4, 5});
  for (Index k = 0; k < 4; ++k)
    for (Index i = 0; i <= k + 1; ++i)
      basis(k, i) = (i <= k ? 1.0 : -static_cast<double>(k + 1)) / std::sqrt(static_cast<double>((k + 1) * (k + 2)));
  for (Index k = 0; k < 4; ++k)
    for (Index i = 0; i < 5; ++i) permuted(k, image[i]) = basis(k, i);
  return matmul(basis, transpose(permuted));
}

/// Of every irrep, in the header's order.
std::vector<GeneratorPair> irreducible_generators(Index order) {
  const double golden = std::numbers::phi;
  const TensorD one = number(1), third = space_turn(1, 1, 1, 3);
  if (order == 12) return {{one, one}, {plane_turn(3), identity(2)}, {third, space_turn(0, 0, 1, 2)}};
  if (order == 24) {
    const TensorD quarter = space_turn(0, 0, 1, 4), mirror = TensorD::from({2, 2}, {1, 0, 0, -1});
    return {{one, one}, {one, number(-1)}, {plane_turn(3), mirror}, {third, quarter}, {third, scaled(quarter, -1)}};
  }
  require(order == 60, "a polyhedral group of ", order,
          " elements; expected 12 (tetrahedron), 24 (octahedron) or 60 (icosahedron)");
  const TensorD fifth = space_turn(0, 1, golden, 5);
  return {{one, one},
          {third, fifth},
          {third, space_turn(0, 1, 1 - golden, 2.5)},
          {on_sums_of_zero({4, 1, 0, 3, 2}), on_sums_of_zero({1, 2, 3, 4, 0})},
          {on_symmetric_matrices(third), on_symmetric_matrices(fifth)}};
}

}  // namespace

Representation polyhedral_representation(Index order, const std::vector<Index>& multiplicities) {
  const std::vector<GeneratorPair> generators = irreducible_generators(order);
  // Every element is one before it times r or s; the solid's own rotations tell them apart.
  const std::size_t own = order == 60 ? 1 : order == 24 ? 3 : 2;
  std::vector<std::vector<TensorD>> elements;
  for (const GeneratorPair& pair : generators) elements.push_back({identity(pair.r.extent(0))});
  for (std::size_t j = 0; j < elements[0].size(); ++j)
    for (const bool is_r : {true, false}) {
      const auto product = [&](std::size_t k) {
        return matmul(elements[k][j], is_r ? generators[k].r : generators[k].s);
      };
      const TensorD next = product(own);
      bool known = false;
      for (const TensorD& element : elements[own]) {
        double inner = 0;
        for (Index i = 0; i < 9; ++i) inner += element[i] * next[i];
        known = known || inner > 2.9;  // 3 for the same rotation
      }
      for (std::size_t k = 0; !known && k < generators.size(); ++k) elements[k].push_back(product(k));
    }
  std::vector<Irrep> irreps;
  for (const std::vector<TensorD>& matrices : elements) {
    irreps.push_back({matrices[0].extent(0), {}});
    for (const TensorD& matrix : matrices) irreps.back().matrices.emplace_back(matrix.begin(), matrix.end());
  }
  return with_multiplicities(std::move(irreps), multiplicities);
}

std::vector<Index> regular_polyhedral_multiplicities(Index order, Index d) {
  // (dimension, times in the regular representation); the plane of 12 is two complex lines, each there once
  const std::vector<std::array<Index, 2>> irreps =
      order == 12   ? std::vector<std::array<Index, 2>>{{1, 1}, {2, 1}, {3, 3}}
      : order == 24 ? std::vector<std::array<Index, 2>>{{1, 1}, {1, 1}, {2, 2}, {3, 3}, {3, 3}}
                    : std::vector<std::array<Index, 2>>{{1, 1}, {3, 3}, {3, 3}, {4, 4}, {5, 5}};
  std::vector<Index> multiplicities(irreps.size());
  for (Index left = d; left > 0;) {
    std::size_t most = 0;
    double largest = -1e9;
    for (std::size_t k = 0; k < irreps.size(); ++k) {
      const double missing = static_cast<double>(irreps[k][1] * d) / static_cast<double>(order) - multiplicities[k];
      if (irreps[k][0] <= left && missing > largest) largest = missing, most = k;
    }
    ++multiplicities[most];
    left -= irreps[most][0];
  }
  return multiplicities;
}

}  // namespace lgn
