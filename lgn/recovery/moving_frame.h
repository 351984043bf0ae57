// The group that turned a cloud of points, from turned copies alone: which copy was turned how is not given,
// nor which point of one is which of another.
//
// A frame that moves with the cloud, F(g X) = g F(X) (Cartan; Fels and Olver 1999), from vectors that do: the
// mean u of the points, and weighted sums of their distances q from it, the weights made of |q| and q.u.
// Frames of two copies then differ by an element of the group: F_i F_j^T. Where frames stand in clusters, the
// group is finite, and its elements are the means of the clusters; a multiplication table that closes is the
// certificate. Where the logarithms of F_i F_j^T lie on a line, it has one parameter.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// Chooses, by an example, the D - 1 vectors that stand out most from each other; then F [D,D], a rotation,
/// of a cloud [P,D] whose points may stand in any order: these made orthonormal. Error when a cloud is itself
/// symmetric, so that they vanish or are dependent.
class MovingFrame {
 public:
  explicit MovingFrame(const TensorD& example);
  TensorD of(const TensorD& cloud) const;

 private:
  std::vector<Index> chosen_;
};

struct CloudGroup {
  enum class Kind { none, finite, one_parameter } kind = Kind::none;
  std::vector<TensorD> elements;  // of a finite group, the identity first: exact, E_a E_b = E_ab to rounding
  TensorD generator;              // L [D,D] of a one-parameter group, unit Frobenius norm
  double distance = 0;            // finite: how far products were from the nearest element, the largest (Frobenius);
                                  // else the share of the logarithms' squares that is off the line
};

/// Of copies [P,D] each. A finite group is claimed when frames stand in clusters further apart than wide, and
/// all products of the turns between the clusters' mean clouds (Kabsch) fall within a cluster: clusters that
/// are no group fail. One parameter is claimed when less than 5 % of the logarithms' squares is off the line.
CloudGroup group_of_clouds(const std::vector<TensorD>& copies);

}  // namespace lgn
