// How often each root of unity is an eigenvalue of an exact generator: `--multiplicities` as text, and the
// rule behind `regular`.
#pragma once

#include <string>
#include <vector>

#include "lgn/architecture.h"
#include "lgn/generators/representation.h"

namespace lgn {

/// Whether the architecture's generator has a spectrum that is fixed: orthogonal, exact, dihedral, and
/// Kronecker products of such.
bool has_multiplicities(const Architecture& architecture);

/// The multiplicities of one matrix: the given ones, or the regular rule. For cyclic groups of eigenvalues
/// exp(2 pi i k / n), k = 0 .. floor(n/2). Throws Error naming the flag unless they make up the matrix: a
/// factor of a Kronecker product has m rows, other matrices d.
std::vector<Index> multiplicities(const Architecture& architecture);

/// "9,9,9".
std::string multiplicities_text(const std::vector<Index>& multiplicities);

/// How the architecture's group acts on one matrix's dimensions.
Representation make_representation(const Architecture& architecture);

}  // namespace lgn
