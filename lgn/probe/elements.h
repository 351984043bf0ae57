// Single symmetries: orthogonal matrices that keep a law's moments.
#pragma once

#include <cstdint>

#include "lgn/probe/agreement.h"

namespace lgn {

/// A matrix with what it keeps of the moments.
struct Element {
  TensorD A;
  Kept kept;
};

/// Known elements g, +-I among them, that a search keeps away from:  f - strength sum over g of (<A, g> /
/// d)^2.
struct Repulsion {
  std::vector<TensorD> from;
  double strength = 2;
  double penalty(const TensorD& A) const;
};

/// Uphill in the agreement, less the repulsion's penalty, by
///   A <- nearest orthogonal matrix to  slope + shift A
/// (fixed points are critical points; for a linear f one step suffices, Kabsch 1976), at most `steps` times.
/// With a span (orthonormal rows) the slope is projected on it.
Element climb(const Agreement& agreement, TensorD A, Index steps, const Repulsion& repulsion,
              const TensorD* span = nullptr);

struct ElementSearch {
  Index starts = 16;      // from each span
  Index span_steps = 20;  // inside it, of all
  Index free_steps = 40;  // of the best sixth
  Index kept = 10;        // best different ones, which are then improved by flips
  std::uint64_t seed = 1;
};

/// Local maxima differ from a symmetry mostly by a few directions that go to minus their images. Turns single
/// ones and pairs of the weakest around as long as that, and climbing on, leads higher.
Element improve_by_flips(const Agreement& agreement, Element element, const Repulsion& repulsion, Index steps);

/// Starts at random inside each span ([r, d^2], orthonormal rows; none: anywhere), climbs inside by the
/// `rough` agreement, and then, from the matrices `given` too, freely, improves by flips, and returns
/// different matrices (cosine below .9), the best first.
std::vector<Element> search_elements(const Agreement& rough, const Agreement& agreement,
                                     const std::vector<TensorD>& spans, const std::vector<TensorD>& given,
                                     const Repulsion& repulsion, const ElementSearch& search);

}  // namespace lgn
