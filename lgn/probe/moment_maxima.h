// Directions that stand out: maxima over unit vectors w of a form that the law defines,
//
//   f(w) = fourth . w w w w   or   third . w w w.
//
// A symmetry of the law permutes them, whatever the law is. For sparse combinations of atoms they are the
// atoms (Anandkumar, Ge, Hsu, Kakade and Telgarsky 2014), also where there are more of them than dimensions.
#pragma once

#include <cstdint>

#include "lgn/probe/agreement.h"

namespace lgn {

/// Maxima [F,d] that w <- f'(w) + f(w) w, normalised, reaches from random starts, the highest first, each
/// once (cosine below .95). Of fourth moments, for which w and -w are one, that with third . w w w >= 0.
TensorD fourth_maxima(const MomentSpectrum& spectrum, Index starts, std::uint64_t seed);
TensorD third_maxima(const MomentSpectrum& spectrum, Index starts, std::uint64_t seed);

/// Coordinates [d,d], orthonormal rows w_i, in which the fourth moments come near to those of independent
/// ones: a maximum of sum of (fourth . w_i w_i w_i w_i)^2 (Comon 1994).
TensorD nearly_independent_coordinates(const MomentSpectrum& spectrum, std::uint64_t seed);

/// Orthogonal matrices that permute the maxima of fourth or third moments as well as they can. With
/// `signs` unknown (no third moments) a maximum and its negative both count.
std::vector<TensorD> matrices_that_permute_maxima(const MomentSpectrum& spectrum, bool signs_known, std::uint64_t seed);

}  // namespace lgn
