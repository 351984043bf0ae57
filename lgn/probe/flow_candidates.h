// A second route of the probe: one-parameter groups exp(t L), L skew-symmetric.
//
// With f the agreement of the moments (agreement.h), f(exp(t L)) = 1 - t^2 q(L) + .. : q is a quadratic form in the
// d (d - 1) / 2 entries of L, the mean over pairs of folds of <dT_a(L), dT_b(L)>, in which noise adds nothing. It is
// zero for the generator of a continuous symmetry, which is its eigenvector of the least eigenvalue. The form follows
// from f's gradient at exp(e L) for every plane; no search, no starts.
//
// Planes in which the law looks like a Gaussian's (the slope of f at the identity is small there) turn into each
// other for nothing, and are left out.
#pragma once

#include "lgn/probe/candidate.h"
#include "lgn/probe/sample.h"

namespace lgn {

/// The best one-parameter group as a candidate of order 0 (continuous), route "flow": its generators are A = exp(L / 2)
/// with |L|_F = sqrt(d), A^2, A^4 and A^8. None when no moment stands out of its noise. Errors as measure_moments().
std::vector<GroupCandidate> flow_candidates(const ProbeSample& training);

}  // namespace lgn
