// Is what learned actions look like more than what training makes of second moments?
//
// Matrices that networks learn from Gaussian images of the data's covariance, with exchanged labels, have the
// architecture, the initialisation and the history of training of those learned from the data, and "kinds" of
// their own. The unit is the network: a number of each, on images against on surrogates.
#pragma once

#include "experiments/common/analysis/statistics.h"
#include "experiments/learned-actions/scored_actions.h"

namespace lgn {

/// One number of a condition's networks, compared.
struct Comparison {
  std::string condition;      // "mnist-classify"
  std::string what;           // a kind, whose effect is meant; or "operator R2"
  double images, surrogates;  // means over networks of the mean over their matrices
  Interval difference;        // 95 %, Welch
  double p_value;             // one-sided: networks exchanged between images and surrogates, 9,999 times
  double q_value;             // false-discovery rate over all comparisons
  bool same_history;          // the surrogates' networks moved their matrices at least half as far
  bool shown() const;         // q <= 0.05, an interval above smallest_difference, and the same history
};

/// A difference in effect (score above chance, 1 at most) below which nothing is claimed.
constexpr double smallest_difference = 0.05;

/// Every condition that has two networks or more on either side; else none.
std::vector<Comparison> compare_with_surrogates(const std::vector<ScoredAction>& actions,
                                                const std::vector<ActionModel>& models, Index seed);

std::string comparison_table(const std::vector<Comparison>& comparisons);

/// The sentences that the comparisons allow.
std::string comparison_verdict(const std::vector<Comparison>& comparisons);

/// shown, comparisons, and of each kind the largest difference with its q, as KIND_difference, KIND_q.
void add_comparisons(Json& summary, const std::vector<Comparison>& comparisons);

}  // namespace lgn
