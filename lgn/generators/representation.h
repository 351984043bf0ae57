// Real orthogonal representations of finite groups, split into irreducible blocks: what stands between W and
// W^-1 when a group acts as  A_j = W rho(j) W^-1.
//
// The blocks fix the whole multiplication table; W only says in which basis it is seen. (Serre, Linear
// Representations of Finite Groups, sections 2 and 5.3.)
#pragma once

#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// An irreducible representation: a matrix for every element of the group.
struct Irrep {
  Index size;
  std::vector<std::vector<double>> matrices;  // row-major [size,size], in the order of the elements
};

/// Families of groups; `n` elements and a list of multiplicities make a representation of one.
enum class GroupFamily { cyclic, dihedral, polyhedral };

/// rho = sum over irreps of `multiplicity` copies each, in their order along the diagonal.
struct Representation {
  std::vector<Irrep> irreps;
  std::vector<Index> multiplicities;  // one per irrep

  Index order() const { return static_cast<Index>(irreps.front().matrices.size()); }
  Index dimension() const;
};

/// rho of these irreps. Error unless every irrep has a multiplicity.
Representation with_multiplicities(std::vector<Irrep> irreps, const std::vector<Index>& multiplicities);

/// The cyclic group of n elements; element j acts as its generator's j-th power. Irreps k = 0 .. floor(n/2):
/// eigenvalue 1; planes turned by 2 pi k / n; for even n, last, eigenvalue -1. multiplicities[k] says how
/// often exp(2 pi i k / n) occurs as an eigenvalue, and with it its conjugate.
Representation cyclic_representation(Index n, const std::vector<Index>& multiplicities);

/// The dihedral group of `order` = 2 n' elements: r^0 .. r^(n'-1), then s r^0 .. s r^(n'-1), where r turns
/// and s mirrors; s r s = r^-1. Irreps: the trivial one; s alone changes the sign; for even n' two where r
/// changes it, with s = 1 and s = -1; planes where r turns by 2 pi k / n', 0 < k < n'/2.
Representation dihedral_representation(Index order, const std::vector<Index>& multiplicities);

/// The multiplicities of d dimensions spread as evenly as possible: every one as in floor(d/n) copies of the
/// regular representation; of what is left, pairs of dimensions go to the planes from k = 1 on, and an odd
/// one to eigenvalue 1 (a fixed pixel).
std::vector<Index> regular_cyclic_multiplicities(Index n, Index d);
/// The same for the dihedral group: 1-dimensional irreps once, planes twice per regular copy; pairs that are
/// left go to planes, then everything else to the trivial irrep.
std::vector<Index> regular_dihedral_multiplicities(Index order, Index d);

/// The rotations of the tetrahedron (order 12), the octahedron (24), the icosahedron (60), made by r, a third
/// of a turn about a face, and s, a half, quarter or fifth of one about an edge or corner beside it: r^3 =
/// s^k = 1 and (r s)^3 or (r s)^2 = 1. Element 1 is r. Irreps, with their dimensions:
///   12   1; 2, r alone turns a plane; 3, the solid's own rotations
///   24   1; 1, s changes the sign; 2, r turns and s mirrors; 3; 3 times the second
///   60   1; 3; 3 with sqrt 5 -> -sqrt 5; 4, even permutations of five things; 5, of symmetric matrices
Representation polyhedral_representation(Index order, const std::vector<Index>& multiplicities);
/// As often as they are in d / order regular representations, as nearly as dimensions allow.
std::vector<Index> regular_polyhedral_multiplicities(Index order, Index d);

/// The family's representation, with `multiplicities` or, where there are none, the regular ones of d
/// dimensions.
Representation family_representation(GroupFamily family, Index order, std::vector<Index> multiplicities, Index d);

/// result = S rho(element), or S rho(element)^T; S and result [rows, d] row-major, not the same.
void multiply_right(const Representation& rho, Index element, bool transposed, Index rows, const double* s,
                    double* result);

/// How a group of n elements acts on `size` dimensions: with the multiplicities that the text lists, or the
/// regular rule's. For cyclic groups of eigenvalues exp(2 pi i k / n), k = 0 .. floor(n/2). Throws Error
/// naming the flag unless they make up the dimensions.
Representation representation_from(const std::string& text, GroupFamily family, Index n, Index size);

/// "9,9,9".
std::string multiplicities_text(const std::vector<Index>& multiplicities);

}  // namespace lgn
