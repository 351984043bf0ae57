// Spans of matrices that the elements of a law's group are nearly inside: where a search begins.
#pragma once

#include "lgn/probe/commutant.h"
#include "lgn/probe/finite_group.h"

namespace lgn {

/// What nearly commutes with the covariance, inside which every symmetry of the law is: entries [i,j] of
/// directions whose variances [d] differ by less than a factor `alike`.
TensorD covariance_span(const TensorD& variances, double alike);

struct SearchSpans {
  std::vector<TensorD> narrow;   // what the moments say, at most 2 d / 3 wide
  std::vector<TensorD> twisted;  // of those, what acts on the known group by an automorphism (normalizer.h)
  std::vector<TensorD> wide;     // more of it, what the covariance says, and none: anywhere
  CommutantSpan widest;          // from the most invariants
};

/// `variances` of the covariance before whitening; none when they are not known.
SearchSpans search_spans(const SampleMoments& moments, const MomentSpectrum& spectrum, const TensorD& variances,
                         const FiniteGroup& known);

}  // namespace lgn
