// How far the groups that trained networks learned are from one another.
//
// Networks are compared layer by layer. Where their numbers of channels differ, as those of grey and colour
// images do, each still has to show as many matrices: of group g in layer k that of channel (g + k) mod C.
#pragma once

#include <vector>

#include "lgn/network.h"
#include "tensor/tensor.h"

namespace lgn {

/// The compared matrices of a network: [K, G, d, d], each scaled to Frobenius norm sqrt(d).
TensorD compared_matrices(const Network& network);

struct GroupDistances {
  TensorD networks;            // [N, N], symmetric
  std::vector<Index> owner;    // of every matrix of all networks, the network
  std::vector<Index> nearest;  // and the network, another one, that holds the nearest matrix of the same layer
};

/// By spectra: a matrix is described by its singular values and the moduli of its eigenvalues, each in
/// descending order; the distance is Euclid's. Two networks are as far apart as the mean spectra of their
/// layers (root of the mean square over layers). `networks`: compared_matrices, all of one shape.
GroupDistances spectral_distances(const std::vector<TensorD>& networks);

/// By group cosine, which knows the pixels:
///   c(A, B) = max over k coprime to n of mean over j = 1 .. n-1 of cos(A^(k j), B^j),   n >= 2,
/// symmetrised; the distance of matrices is 1 - c. Of two networks: 1 minus the mean, over all their
/// matrices, of the largest c in the other network's same layer.
GroupDistances cosine_distances(const std::vector<TensorD>& networks, Index group_size);

enum class DistanceKind { spectra, cosine };

GroupDistances group_distances(DistanceKind kind, const std::vector<TensorD>& networks, Index group_size);

/// What stands for squared distances of networks, [N, N]: squares of the spectral ones; 1 - c itself, which
/// is half the squared distance of unit matrices.
TensorD squared_distances(DistanceKind kind, const GroupDistances& distances);

/// distances [N, N], symmetric, N >= 2 -> coordinates [N, 2]: the two leading eigenvectors of the doubly
/// centred -d^2 / 2, scaled by the roots of their eigenvalues (Torgerson 1952). A direction whose eigenvalue
/// is not positive holds zeros. The sign of an axis is that which makes its largest coordinate positive.
TensorD classical_scaling(const TensorD& distances);

}  // namespace lgn
