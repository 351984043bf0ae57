// Do learned groups depend on what there is to learn? Two factors, data set and task, each among networks
// trained on the images themselves and among networks trained on surrogates of them (datasets/surrogate.h).
//
// Networks of two tasks differ whatever they are trained on: one has batch norm, the other a decoder, and
// their gradients differ in size. Networks at initialisation do not show that. So what counts is the
// interaction: how much further apart the two are on images than on surrogates with the same history.
#pragma once

#include <vector>

#include "experiments/common/analysis/statistics.h"
#include "tensor/random.h"
#include "tensor/tensor.h"

namespace lgn {

/// Of every network: its data set and task (two each, 0 and 1), and content 0 for images, 1 for surrogates.
/// Each combination, a condition, has at least two networks, each from random numbers of its own.
struct Design {
  std::vector<Index> data, task, content;

  Index count() const { return static_cast<Index>(data.size()); }
  Index condition(Index network) const;  // 0 .. 7
};

enum class Factor { data, task };

/// How far the two levels of a factor are apart among networks of one content, the other factor held fixed:
///   mean over its levels of  E d^2(a, b) - E d^2(a, a') / 2 - E d^2(b, b') / 2,
/// a, a' of one level of the first factor, b, b' of the other: the squared distance of the two centres, without
/// bias. `squared` [N, N]: d^2.
double separation(const TensorD& squared, const Design& design, Factor factor, Index content);

struct InteractionTest {
  double images, surrogates;  // separations in units of a condition's variance, E d^2(a, a') / 2
  double effect;              // images - surrogates
  Interval interval;          // 95 %, by bootstrap over the networks of every condition
  double p_value;             // one-sided: contents exchanged at random within data set and task
};

/// Under the hypothesis that only second moments and the task's machinery matter, networks of one data set
/// and task are exchangeable between images and surrogates, so that p is exact. Error when a condition has
/// fewer than two networks, or no two networks differ.
InteractionTest test_interaction(const TensorD& squared, const Design& design, Factor factor, Index draws,
                                 Random& random);

/// The squared distances as they would be had all networks the same value of a covariate, here how far
/// training moved them: its common slope within conditions is taken out of every principal coordinate
/// (analysis of covariance on the Gram matrix). A covariate that is constant within conditions changes
/// nothing.
TensorD adjusted(const TensorD& squared, const std::vector<double>& covariate, const Design& design);

}  // namespace lgn
