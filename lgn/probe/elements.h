// Single symmetries: orthogonal matrices that keep a law's moments.
#pragma once

#include "lgn/probe/agreement.h"
#include "tensor/random.h"

namespace lgn {

/// A matrix with what it keeps of the moments.
struct Element {
  TensorD A;
  Kept kept;
};

/// Uphill in the agreement by  A <- nearest orthogonal matrix to  df/dA + shift A  (the fixed points are the
/// critical points; compare Kabsch 1976 for a linear f), at most `steps` times. `repulsion` keeps away from I
/// and -I, under which all or nearly all agrees: f - repulsion (tr A / d)^2. With a span, the slope is
/// projected on it.
Element climb(const Agreement& agreement, TensorD A, Index steps, double repulsion,
              const TensorD* span = nullptr);

struct ElementSearch {
  Index starts = 48;      // from each span
  Index span_steps = 20;  // inside it, of all
  Index free_steps = 40;  // of the better third
  Index kept = 12;        // best different ones, which are then improved by flips
  double repulsion = 2;
  std::uint64_t seed = 1;
};

/// Starts at random inside each span ([r, d^2], orthonormal rows; empty: anywhere), climbs inside and then
/// freely, turns single directions (rows, [d,d]) around where that helps, and returns different matrices
/// (cosine below .9), the best first.
std::vector<Element> search_elements(const Agreement& agreement, const std::vector<TensorD>& spans,
                                     const TensorD& directions, const ElementSearch& search);

}  // namespace lgn
