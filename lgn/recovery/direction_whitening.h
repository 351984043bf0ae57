// Coordinates in which a group of invertible matrices is one of orthogonal matrices.
//
// Let an invertible A of finite order permute the directions of some atoms, whatever their lengths. Their
// scatter by Tyler (1987, A distribution-free M-estimator of multivariate scatter) knows nothing of lengths:
//   M = (d / F) sum over f of x_f x_f^T / (x_f^T M^-1 x_f),
// unique up to its scale, so that A M A^T = M. Then M^(-1/2) A M^(1/2) is orthogonal and permutes the
// directions M^(-1/2) x_f.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

struct DirectionWhitening {
  TensorD root, inverse_root;  // M^(1/2), M^(-1/2), [d,d], symmetric

  /// Directions M^(-1/2) x of atoms x [F,d], unit norm, and the way back.
  TensorD enter(const TensorD& atoms) const;
  TensorD leave(const TensorD& directions) const;
  /// M^(-1/2) A M^(1/2), [d,d], and the way back.
  TensorD enter_matrix(const TensorD& A) const;
  TensorD leave_matrix(const TensorD& Q) const;
};

/// Whether there is such an M: more than d atoms [F,d] that are not zero (those of no use to a dictionary
/// are), in all dimensions.
bool have_scatter(const TensorD& atoms);

/// atoms [F,d]; zeros have no direction and do not count. Error unless have_scatter().
DirectionWhitening whiten_directions(const TensorD& atoms);

}  // namespace lgn
