// Where to look for more symmetries once some are known. If the known group G is normal in the whole one,
// every symmetry A acts on it by an automorphism phi,
//
//   A g A^-1 = phi(g),   so that A is among the X with X g = phi(g) X for all g of G,
//
// on which X -> mean over g of phi(g) X g^-1 projects. Both mirrors of a square known, its quarter turn is
// where phi exchanges them; what commutes with G is where phi is the identity.
#pragma once

#include "lgn/probe/finite_group.h"

namespace lgn {

/// phi as a table [n] of elements.
using Automorphism = std::vector<Index>;

/// Automorphisms that a change of basis can bring about (they keep traces), at most `most`; of those that
/// differ by a conjugation with an element of the group, whose A differ by that element, one.
std::vector<Automorphism> outer_automorphisms(const FiniteGroup& group, Index most);

/// What of a span ([r, d^2], orthonormal rows) acts on the group by phi, nearly: its projections that keep
/// half of their square, orthonormal.
TensorD twisted_span(const TensorD& span, const FiniteGroup& group, const Automorphism& phi);

}  // namespace lgn
