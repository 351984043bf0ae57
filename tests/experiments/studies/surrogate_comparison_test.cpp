// Learned actions on images against those on surrogates: what both have is no finding.
#include "experiments/learned-actions/surrogate_comparison.h"

#include "tests/support.h"

namespace lgn {
namespace {

/// `seeds` networks on images and as many on surrogates, three matrices each, whose effects of every kind are
/// `images` or `surrogates` and noise of .02, a network's own part of it included.
void simulate(Random& random, Index seeds, double images, double surrogates, std::vector<ActionModel>& models,
              std::vector<ScoredAction>& actions) {
  Architecture small = published_architecture();
  small.channels = 1, small.height = small.width = 8, small.kernel = 4, small.layers = 1, small.pool = 2;
  Random weights(1, Stream::initialization);
  for (Index i = 0; i < 2 * seeds; ++i) {
    const bool surrogate = i >= seeds;
    models.push_back({"any", Network(small, weights), "", "any", surrogate});
    const double own = 0.02 * random.normal();
    for (int matrix = 0; matrix < 3; ++matrix) {
      ScoredAction action{};
      action.model = models.size() - 1;
      for (const std::string& kind : action_kinds()) {
        Evidence evidence{};
        evidence.name = kind;
        evidence.effect = (surrogate ? surrogates : images) + own + 0.02 * random.normal();
        action.scores.evidence.push_back(evidence);
      }
      actions.push_back(action);
    }
  }
}

std::vector<Comparison> compared(Random& random, Index seeds, double images, double surrogates,
                                 double surrogates_moved = 1) {
  std::vector<ActionModel> models;
  std::vector<ScoredAction> actions;
  simulate(random, seeds, images, surrogates, models, actions);
  for (ActionModel& each : models) each.moved = each.surrogate ? surrogates_moved : 1;
  return compare_with_surrogates(actions, models, 1);
}

TEST(SurrogateComparison, KindsThatTrainingMakesOfAnythingAreNotShown) {
  Random random(2);
  int shown = 0;
  for (int trial = 0; trial < 10; ++trial)
    for (const Comparison& each : compared(random, 5, 0.4, 0.4)) {
      EXPECT_GT(each.images, 0.3);
      shown += each.shown();
    }
  EXPECT_EQ(shown, 0);
}

TEST(SurrogateComparison, WhatTheDataBringIsShownWithItsSize) {
  Random random(3);
  const std::vector<Comparison> all = compared(random, 5, 0.5, 0.3);
  ASSERT_EQ(all.size(), action_kinds().size());  // no operator: the data are not known
  for (const Comparison& each : all) {
    EXPECT_TRUE(each.shown()) << each.what << " q " << each.q_value;
    EXPECT_LE(each.difference.low, 0.2);
    EXPECT_GE(each.difference.high, 0.2);
  }
  EXPECT_NE(comparison_verdict(all).find("Shown for any"), std::string::npos);
}

// Reconstructors of Gaussian images hardly move their A: such a null has not the same history.
TEST(SurrogateComparison, ANullThatHardlyTrainedShowsNothing) {
  Random random(3);
  const std::vector<Comparison> all = compared(random, 5, 0.5, 0.3, 0.1);
  for (const Comparison& each : all) EXPECT_FALSE(each.shown());
  EXPECT_NE(comparison_verdict(all).find("in any: the null is near the start"), std::string::npos);
}

// The rates that experiments/README.md states, here of 20 studies instead of 200.
TEST(SurrogateComparison, RatesAreThoseOfTheTable) {
  for (const double difference : {0.0, 0.1}) {
    Random random(5);
    int shown = 0, covered = 0, all = 0;
    for (int study = 0; study < 20; ++study)
      for (const Comparison& each : compared(random, 5, 0.3 + difference, 0.3)) {
        shown += each.shown();
        covered += each.difference.low <= difference && each.difference.high >= difference;
        ++all;
      }
    EXPECT_GE(covered, 0.88 * all);
    if (difference == 0) {
      EXPECT_LE(shown, 0.04 * all);
    } else {
      EXPECT_GE(shown, 0.75 * all);
    }
  }
}

TEST(SurrogateComparison, SmallDifferencesAndSingleNetworksAreNoClaim) {
  Random random(4);
  for (const Comparison& each : compared(random, 8, 0.33, 0.30)) EXPECT_FALSE(each.shown());
  EXPECT_TRUE(compared(random, 1, 0.9, 0.1).empty());
  EXPECT_NE(comparison_verdict({}).find("nothing can be said"), std::string::npos);
}

}  // namespace
}  // namespace lgn
