// Turned copies of a cloud of points, and how far the group that is found is from the one that turned them.
//
// What the learner is given is what LieFlow gives its own (Chen et al. 2026, arXiv:2512.20043, and its public
// code): copies g X of one cloud, g drawn uniformly from the group; not which copies belong together, nor any
// g. Theirs keep the points' order; ours are shuffled, and points may be noisy.
//
// W1 as in that code: optimal transport between uniform laws on the found and on the true elements, at the
// cost of the Frobenius distance of matrices in the plane, of the angle of a^T b in radians in space. Theirs
// is between 5,000 elements that the learned flow draws and 5,000 drawn from the group; ours between all
// elements, of a one-parameter group 360 of each, equally spaced. Their figures in the plane are for an arrow
// of 13 points, in space for 128 points each of ModelNet10's objects; ours are clouds of our own.
#pragma once

#include <vector>

#include "lgn/recovery/moving_frame.h"
#include "tensor/random.h"

namespace lgn {

/// The elements of "C4", "tetrahedral", "octahedral" or "icosahedral" [D,D], about axes as they come; of
/// "SO2" 360 turns about the last axis of three. "unrelated": five random rotations, no group; "SO3": 500.
std::vector<TensorD> cloud_group_elements(const std::string& name, Random& random);

struct CloudCopies {
  std::vector<TensorD> elements;  // the truth: Q g Q^T, Q a random rotation
  std::vector<TensorD> copies;    // [P,D] each
};

/// `count` copies of an arrow of 13 points in the plane, or of 12 random points in space; SO2 and SO3 draw
/// from the whole group. Noise is normal, on every coordinate of every copy anew.
CloudCopies draw_copies(const std::string& name, Index count, double noise, Random& random);

/// W1 between uniform laws on two sets of rotations.
double group_wasserstein(const std::vector<TensorD>& found, const std::vector<TensorD>& truth);

/// The n turns of the plane by multiples of 2 pi / n; for n = 0 the identity alone.
std::vector<TensorD> turns_of_order(Index n);

/// What a verdict comes to: its elements; 360 of a one-parameter group; the identity where there is none.
std::vector<TensorD> found_elements(const CloudGroup& group);

/// The order n of the finite turns that leave a function of points in the plane as it is, y = f(x): the
/// greatest common divisor of the frequencies k at which y moves with the angle, sum y exp(i k angle) beyond
/// chance at a level of 1 % over k = 1 .. 48. 0: none does, any turn will do. Points [N,2].
Index order_of_angle_function(const TensorD& points, const std::vector<double>& values);

}  // namespace lgn
