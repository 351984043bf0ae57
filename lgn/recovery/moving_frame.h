// The group that turned a cloud of points, from turned copies alone: which copy was turned how is not given,
// nor which point of one is which of another.
//
// A frame that moves with the cloud, F(g X) = g F(X) (Cartan; Fels and Olver 1999), from vectors that do: the
// mean of the points, and the sums of |q|^2j q over the points' distances q from it. Frames of two copies
// then differ by an element of the group: F_i F_j^T. Where frames stand in clusters, the group is finite, and
// its elements are the means of the clusters; a multiplication table that closes is the certificate. Where
// the logarithms of F_i F_j^T lie on a line, it has one parameter.
#pragma once

#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// F [D,D], a rotation, of a cloud [P,D] whose points may stand in any order: Gram and Schmidt on the D - 1
/// first vectors. Error when these are dependent, as for a cloud that is symmetric itself.
TensorD moving_frame(const TensorD& cloud);

struct CloudGroup {
  enum class Kind { none, finite, one_parameter } kind = Kind::none;
  std::vector<TensorD> elements;  // of a finite group, the identity first: exact, E_a E_b = E_ab to rounding
  TensorD generator;              // L [D,D] of a one-parameter group, unit Frobenius norm
  double distance = 0;  // finite: how far products were from the nearest element, the largest (Frobenius);
                        // else the share of the logarithms' squares that is off the line
};

/// From frames [N,D,D]. A finite group is claimed when clusters stand apart by more than their width and all
/// products of their means fall within a cluster: clusters that are no group fail at the first product. One
/// parameter is claimed when less than `off` of the logarithms is off the line.
CloudGroup group_of_frames(const TensorD& frames, double off = 0.05);

}  // namespace lgn
