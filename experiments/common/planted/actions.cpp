#include "experiments/common/planted/actions.h"

#include <algorithm>
#include <cmath>

#include "lgn/generators/representation.h"
#include "lgn/probe/patch_operators.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"

namespace lgn {
namespace {

constexpr double condition = 10;  // of S in S Q S^-1

/// Every row of pixels moves one down, the last one to the top.
TensorD row_shift(Index side) {
  const Index d = side * side;
  TensorD A({d, d});
  for (Index pixel = 0; pixel < d; ++pixel) A((pixel + side) % d, pixel) = 1;
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

}  // namespace

PlantedAction planted_action(const std::string& name, Index side, Random& random) {
  const Index d = side * side;
  if (name == "none") return {};
  if (name == "quarter_turn") return {rotation_operator(side, 90), 4};
  if (name == "row_shift") return {row_shift(side), side};
  if (name == "mirror") return {flip_operator(side, false), 2};
  if (name == "half_turn") return {rotation_operator(side, 180), 2};
  if (name == "conjugated") return {conjugated(4, d, random), 4};
  if (name == "uneven_4") return {uneven(d, random), 4};
  if (name == "sixty_degrees") return {rotation_operator(side, 60), 6};
  for (Index order = 2; order <= 12; ++order)
    if (name == concat("random_", order)) return {random_of_order(order, d, random), order};
  fail("there is no planted group '", name,
       "'; expected quarter_turn, row_shift, mirror, half_turn, random_2 .. random_12, uneven_4, conjugated, "
       "sixty_degrees or none");
}

}  // namespace lgn
