// Coordinates in which a group of invertible matrices is one of orthogonal matrices.
//
// Let an invertible A of finite order permute the directions of some atoms, whatever their lengths. Their
// scatter by Tyler (1987, A distribution-free M-estimator of multivariate scatter) knows nothing of lengths:
//   M = (d / F) sum over f of x_f x_f^T / (x_f^T M^-1 x_f),
// unique up to its scale, so that A M A^T = M. Then M^(-1/2) A M^(1/2) is orthogonal and permutes the
// directions M^(-1/2) x_f.
#pragma once

#include <optional>

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

/// atoms [F,d]; zeros (those of no use to a dictionary) have no direction and do not count. None where there is no such
/// M: of d atoms or fewer, or where a subspace of k dimensions holds more than k/d of them, into which M collapses.
std::optional<DirectionWhitening> whiten_directions(const TensorD& atoms);

}  // namespace lgn
