// A route of the probe for sparse laws: free filters of the vectors, and what permutes them.
#pragma once

#include <cstdint>
#include <optional>

#include "lgn/probe/candidate.h"
#include "lgn/probe/finite_group.h"
#include "lgn/probe/sample.h"

namespace lgn {

/// The group, of at most `most` elements, that orthogonal matrices taking atoms [F,d] to atoms generate,
/// exact; none where there is none. They come from automorphisms of the atoms' Gram matrix, a few dozen, of
/// which two at random mostly generate everything (lgn/recovery/automorphisms.h). Left out: those whose
/// images agree with atoms less than `fits` in the mean, and those with which there would be no group any
/// more.
std::optional<FiniteGroup> group_of_atoms(const TensorD& atoms, Index most = 120, double fits = 0.85);

/// The group of a dictionary that is learned from the vectors, three atoms for each of their numbers, or else six
/// (lgn/recovery/dictionary_learning.h), first, then groups in it; none for dense laws, where atoms are arbitrary.
std::vector<GroupCandidate> dictionary_candidates(const ProbeSample& training, std::uint64_t seed);

}  // namespace lgn
