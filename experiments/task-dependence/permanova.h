// Do distances between things depend on a label of theirs? Tests that need nothing but the distances.
#pragma once

#include <vector>

#include "experiments/common/analysis/statistics.h"
#include "tensor/random.h"
#include "tensor/tensor.h"

namespace lgn {

/// What is tested: a label of every thing, and the block within which labels may be exchanged under the
/// hypothesis that they do not matter. Labels and blocks are 0, 1, 2, ...
struct Labels {
  std::vector<Index> label, block;
};

/// Permutational analysis of variance (Anderson 2001), distances [N, N], symmetric:
///   F = (SS_total - SS_within) / (a - 1)  /  (SS_within / (N - a)),   a labels,
///   SS_total = 1/N sum over pairs of d^2,  SS_within = the same within each label, summed.
/// F is infinite where nothing varies within labels, 0 where nothing varies at all.
double pseudo_f(const TensorD& distances, const std::vector<Index>& label);

/// p-value of F under random exchanges of the labels within their blocks.
double permanova_p_value(const TensorD& distances, const Labels& labels, Index permutations, Random& random);

/// How well a nearest-neighbour rule names the label of a thing from one part of it.
struct Identification {
  double rate;     // share of parts whose nearest neighbour belongs to a thing of the same label
  double chance;   // the mean of that share under exchanged labels
  double p_value;  // of the rate, under the same
};

/// thing[i] is the thing that part i belongs to, nearest[i] that of its nearest neighbour among the parts of
/// all other things.
Identification identify(const std::vector<Index>& thing, const std::vector<Index>& nearest,
                        const Labels& labels, Index permutations, Random& random);

/// p-value of the hypothesis that the values, in [0, 1], are uniform: Kolmogorov's test with Stephens's
/// correction for few values.
double uniformity_p_value(std::vector<double> values);

}  // namespace lgn
