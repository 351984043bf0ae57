// The main route of the probe: groups from the moments of a law, nothing named.
//
//   1. third and fourth moments, their leading parts                       (sample_moments.h, agreement.h)
//   2. spans that the group's elements are nearly inside, from these, from (commutant.h, search_spans.h)
//      the covariance before whitening, with which every symmetry commutes,
//      and from what acts by automorphisms on the group found so far       (normalizer.h)
//   3. orthogonal matrices that keep the moments, from many starts         (elements.h)
//   4. their orders; what several of them generate; everything made exact  (finite_group.h)
#pragma once

#include "lgn/probe/candidate.h"
#include "lgn/probe/commutant.h"
#include "lgn/probe/elements.h"

namespace lgn {

struct CommutantSettings {
  Index largest_order = 12;     // of an element
  Index most_elements = 48;     // of a group
  Index rounds = 4;             // of search, each with the group found so far as knowledge
  Index most_vectors = 200000;  // of a sample enlarged by that group
  double threshold = 0.45;      // of commutant_dimension
  ElementSearch search = {};
};

/// What the route saw.
struct CommutantReport {
  Index fourth_above_noise = 0, third_above_noise = 0;  // eigenvalues and singular values beyond noise alone
  CommutantSpan span;
  Index dimension = 1;             // of the group algebra, by the threshold; 0: not resolved
  std::vector<Element> elements;   // single matrices found, before they were joined to groups
  std::vector<double> agreements;  // of each candidate: the least of its elements'
};

/// Candidates, the whole group first, then groups in it (subgroups() of finite_group.h), then single elements that
/// belong to no larger group; none when no moment stands out of its noise. Takes d up to 64. Errors as
/// measure_moments().
std::vector<GroupCandidate> commutant_candidates(const ProbeSample& training, const CommutantSettings& settings,
                                                 CommutantReport* report = nullptr);

}  // namespace lgn
