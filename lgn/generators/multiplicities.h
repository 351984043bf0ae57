// How often each root of unity is an eigenvalue of an exact generator: `--multiplicities` as text.
#pragma once

#include <string>
#include <vector>

#include "lgn/generators/representation.h"

namespace lgn {

/// How a group of n elements acts on `size` dimensions: with the multiplicities that the text lists, or the
/// regular rule's. For cyclic groups of eigenvalues exp(2 pi i k / n), k = 0 .. floor(n/2). Throws Error
/// naming the flag unless they make up the dimensions.
Representation representation_from(const std::string& text, GroupFamily family, Index n, Index size);

/// "9,9,9".
std::string multiplicities_text(const std::vector<Index>& multiplicities);

}  // namespace lgn
