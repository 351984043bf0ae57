#include "experiments/common/planted/actions.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "lgn/generators/representation.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"

namespace lgn {
namespace {

constexpr double condition = 10;  // of S in S Q S^-1

/// The matrix that moves pixel (row, column) to where `target` says; negative: outside, lost.
TensorD pixel_map(Index side, const std::function<Index(Index, Index)>& target) {
  TensorD A({side * side, side * side});
  for (Index row = 0; row < side; ++row) {
    for (Index column = 0; column < side; ++column) {
      const Index to = target(row, column);
      if (to >= 0) A(to, row * side + column) = 1;
    }
  }
  return A;
}

TensorD random_with(const Representation& rho, Random& random) {
  const Index d = rho.dimension();
  const TensorD W = random_orthogonal(d, random);
  TensorD turned = TensorD::uninitialized({d, d});
  multiply_right(rho, 1, false, d, W.data(), turned.data());
  return matmul(turned, transpose(W));
}

TensorD random_of_order(Index order, Index d, Random& random) {
  return random_with(cyclic_representation(order, regular_cyclic_multiplicities(order, d)), random);
}

/// Order 4 with few planes. No eigenvalue may be more frequent than there are base filters: these must reach
/// all of its eigenspace for A to be in the data.
TensorD uneven(Index d, Random& random) {
  const Index ones = 2 * d / 5, planes = std::max<Index>(1, d / 9);
  return random_with(cyclic_representation(4, {ones, planes, d - ones - 2 * planes}), random);
}

TensorD conjugated(Index order, Index d, Random& random) {
  TensorD scaled = random_orthogonal(d, random);
  for (Index i = 0; i < d * d; ++i)
    scaled[i] *= std::pow(condition, static_cast<double>(i % d) / static_cast<double>(d - 1));
  const TensorD S = matmul(scaled, random_orthogonal(d, random));
  return matmul(matmul(S, random_of_order(order, d, random)), inverse(S));
}

/// Every pixel takes the value of the nearest one to where it came from, turning by 60 degrees about the
/// centre.
TensorD sixty_degrees(Index side) {
  const double cosine = 0.5, sine = std::sqrt(0.75), centre = (static_cast<double>(side) - 1) / 2;
  TensorD A({side * side, side * side});
  for (Index row = 0; row < side; ++row) {
    for (Index column = 0; column < side; ++column) {
      const double y = row - centre, x = column - centre;
      const Index from_row = std::lround(centre + cosine * y + sine * x);
      const Index from_column = std::lround(centre - sine * y + cosine * x);
      const bool inside = from_row >= 0 && from_row < side && from_column >= 0 && from_column < side;
      if (inside) A(row * side + column, from_row * side + from_column) = 1;
    }
  }
  return A;
}

}  // namespace

PlantedAction planted_action(const std::string& name, Index side, Random& random) {
  const Index m = side, d = side * side;
  if (name == "none") return {};
  if (name == "quarter_turn") return {pixel_map(m, [m](Index r, Index c) { return (m - 1 - c) * m + r; }), 4};
  if (name == "row_shift") return {pixel_map(m, [m](Index r, Index c) { return (r + 1) % m * m + c; }), m};
  if (name == "mirror") return {pixel_map(m, [m](Index r, Index c) { return r * m + m - 1 - c; }), 2};
  if (name == "half_turn") return {pixel_map(m, [d, m](Index r, Index c) { return d - 1 - (r * m + c); }), 2};
  if (name == "conjugated") return {conjugated(4, d, random), 4};
  if (name == "uneven_4") return {uneven(d, random), 4};
  if (name == "sixty_degrees") return {sixty_degrees(m), 6, false};
  for (Index order = 2; order <= 12; ++order)
    if (name == concat("random_", order)) return {random_of_order(order, d, random), order};
  fail("there is no planted group '", name,
       "'; expected quarter_turn, row_shift, mirror, half_turn, random_2 .. random_12, uneven_4, conjugated, "
       "sixty_degrees or none");
}

}  // namespace lgn
