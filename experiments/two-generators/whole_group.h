// Groups of more than one generator, planted in patches and looked for there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lgn/probe/finite_group.h"
#include "lgn/probe/verdict.h"
#include "tensor/random.h"

namespace lgn {

/// All elements [d,d] of a group that acts in a random basis, d = side^2; irreps about as often as in regular
/// representations. "Za x Zb" (each on one factor of a Kronecker product of `side` and `side` dimensions),
/// "cyclic n", "dihedral n" (of 2 n elements), "tetrahedral", "octahedral", "icosahedral"; the identity alone
/// for "none". Error for any other.
std::vector<TensorD> planted_elements(const std::string& name, Index side, Random& random);

/// g b for all elements g and `count` random unit b: [n count, d].
TensorD orbits_of(const std::vector<TensorD>& elements, Index count, Random& random);

/// The verdict of find-group on its generators, by patches [N,d] that it was not found in.
Verdict verdict_on(const FiniteGroup& group, const TensorD& patches);

/// Mean over the elements other than the identity of the largest cosine with a found one.
double elements_cosine(const std::vector<TensorD>& planted, const std::vector<TensorD>& found);

}  // namespace lgn
