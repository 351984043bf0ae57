// What one gets without finite groups: an orthogonal matrix exp(L) fitted to the moments, its order not asked for.
#pragma once

#include "lgn/probe/candidate.h"
#include "lgn/probe/sample.h"

namespace lgn {

struct UnorderedFit {
  TensorD A;             // [d,d], orthogonal; where third moments are not seen, as good as -A
  double agreement = 0;  // of the moments with what A makes of them (lgn/probe/agreement.h)
  double closure = 1;  // the least of ||A^n - I||_F / sqrt(2 d) over n = 2 .. 12: some 1 for a random matrix, 0 where A
                       // has one of these orders
};

/// The best of `starts` random starts anywhere, uphill in the agreement, kept away from I and -I as a fit by gradients
/// or by an adversary has to be (LieGAN: Yang, Walters, Dehmamy and Yu 2023). Errors as measure_moments().
UnorderedFit fit_without_order(const ProbeSample& training, Index starts, std::uint64_t seed);

}  // namespace lgn
