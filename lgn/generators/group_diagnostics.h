// How much of a group a network's generators make: what every training run reports about them.
//
//   closure              ||A^n - I||_F / sqrt(d) (for dihedral groups also of the mirrors, which square to I)
//   condition            largest over smallest singular value of A
//   basis condition      that of S where A = S R S^-1 is stored as such
//   identity distance    ||A - I||_F / sqrt(d): near 0 the group has but one element, the trap of every
//                        soft penalty
//   phases               shares of eigenvalues by nearest n-th root of unity, k = 0 .. floor(n/2) (conjugates
//                        together), root mean square distance in angle from it, smallest and largest modulus
//   distance from start  ||A - A_0||_F / ||A_0||_F, A_0 that of the untrained network
//   equivariance error   see equivariance_errors
#pragma once

#include <optional>
#include <vector>

#include "lgn/network.h"

namespace lgn {

struct GroupDiagnostics {
  std::vector<TensorD> matrices;               // the distinct A
  double closure_worst = 0, closure_mean = 0;  // over the distinct matrices
  double condition_worst = 0;                  // infinite for a singular matrix
  std::optional<double> basis_condition_worst;
  double identity_distance_smallest = 0;
  std::vector<double> phase_shares;  // [floor(n/2) + 1], over all eigenvalues of all matrices
  double phase_distance = 0;         // radians
  double modulus_smallest = 0, modulus_largest = 0;
  std::vector<double> equivariance;  // [n - 1]: element j = 1 .. n-1, mean over the layers
};

/// The mean over the matrices; 0 for those that stay.
double distance_from(const GroupDiagnostics& start, const GroupDiagnostics& trained);

GroupDiagnostics diagnose_groups(const Network& network);

/// The patch version of layer k: images are single patches y [C, d], the bank of layer k and its thresholds
/// serve in all K steps of the iteration, without batch norm. Codes of the patch on which element j acts are
/// held against the codes of the patch itself with the elements permuted accordingly (shifted cyclically):
///   error_j = || u(A^j y)[g, i] - u(y)[g, j^-1 i] || / || u(y) ||  over groups, elements and 64 random
///   patches.
/// Exactly 0 in theory when the elements are orthogonal, shared by all groups and channels, and the
/// thresholds of a base filter's elements are equal; a diagnostic elsewhere. Where groups have matrices of
/// their own, each acts in turn and its own codes are compared. Returns [n - 1] numbers: NaN when u(y) = 0 for
/// every patch, as nothing can be compared.
std::vector<double> equivariance_errors(const Network& network, Index layer);

/// The distinct matrices A of a network, each [d,d].
std::vector<TensorD> distinct_generators(const Network& network);

/// The group cosine of matrices a and b, the mean over pairs of equal place:
///   max over k coprime to n of mean over j = 1 .. n-1 of cos(a^(k j), b^j),
/// since A^k generates the same group as A. 1 for equal groups; near 0 for random ones, how near is to be
/// seen from networks that were only drawn. n >= 2.
double group_agreement(const std::vector<TensorD>& a, const std::vector<TensorD>& b, Index n);

}  // namespace lgn
