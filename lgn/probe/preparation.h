// From vectors as they come to a sample whose symmetries can be looked for: split, centred, whitened.
#pragma once

#include <cstdint>

#include "lgn/probe/sample.h"

namespace lgn {

/// Two halves by unit, so that nothing that is judged has been seen by what proposed it. Both whitened by the
/// training half: z = P (x - mean), P [r,d] from the leading eigenvectors of its covariance.
struct PreparedSample {
  ProbeSample training, held_out;  // vectors [N,r]
  TensorD mean;                    // [d]
  TensorD projection;              // P [r,d]
  TensorD variances;               // [r], descending
  TensorD expansion;               // [d,r], P expansion = I: back to centred vectors
  double variance_share = 1;       // of all variance, in the r directions
  Index left_out = 0;              // directions without variance

  Index dimension() const { return projection.extent(0); }
};

struct PreparationSettings {
  Index dimension = 48;  // at most so many directions, those of the largest variance
  std::uint64_t seed = 1;
};

/// vectors [N,d], units [N]. Directions whose variance is below 1e-7 of the largest hold nothing to look at.
/// A symmetry of the law maps eigenspaces of the covariance to themselves, so that leading directions may be
/// looked at by themselves, where no eigenspace is parted: of more than `dimension` the leading ones are taken up to
/// the largest gap between variances among the last quarter of these.
/// Error when there are fewer than 40 units, fewer than 20 different vectors a direction in a half, numbers that are
/// not finite, or fewer than two directions.
PreparedSample prepare_sample(const TensorD& vectors, const std::vector<Index>& units,
                              const PreparationSettings& settings);

/// An operation B on the vectors themselves, [d,d], as it acts on whitened ones: P B expansion [r,r]. It is orthogonal
/// where B keeps the covariance.
TensorD on_whitened_vectors(const PreparedSample& sample, const TensorD& operation);

/// The orthogonal matrix that comes nearest to that.
TensorD in_whitened_coordinates(const PreparedSample& sample, const TensorD& operation);

/// Unit eigenvectors of the covariance, [d,r]: the expansion without its deviations.
TensorD principal_directions(const PreparedSample& sample);

/// The way back: the orthogonal matrix [d,d] that does to principal components of the vectors what A [r,r]
/// does to whitened ones, and nothing to directions that are left out.
TensorD orthogonal_on_vectors(const PreparedSample& sample, const TensorD& A);

/// Whitening hides the covariance: every orthogonal A keeps it then. What A does to the covariance when it acts on
/// principal components of the given variances [d] as it acts on whitened ones: ||L - A L A^T||_F / sqrt(d) of its
/// logarithm L. 0 where it is kept; .1 where variances change by a tenth, in the root mean square.
double covariance_change(const TensorD& A, const TensorD& variances);

}  // namespace lgn
