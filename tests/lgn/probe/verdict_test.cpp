// The probe's verdict: symmetries are certified, other matrices and laws without a form are not.
#include "lgn/probe/verdict.h"

#include <cmath>
#include <numbers>

#include "lgn/probe/finite_group.h"
#include "lgn/probe/patch_operators.h"
#include "lgn/probe/preparation.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"
#include "tests/support.h"

namespace lgn {
namespace {

enum class Law { sparse, gaussian, independent };

/// Vectors of 3 x 3 "patches": skewed sparse mixtures of 14 fixed random filters; a Gaussian; or independent
/// coordinates. Each is turned by a random multiple of 90 degrees with probability `turned`.
TensorD vectors(Random& random, Law law, Index count, double turned) {
  Random fixed_filters(77);
  TensorD filters({14, 9});
  for (double& x : filters) x = fixed_filters.normal();
  TensorD result({count, 9});
  const TensorD turn = rotation_operator(3, 90);
  for (Index i = 0; i < count; ++i) {
    TensorD x({9, 1});
    for (Index j = 0; j < 9; ++j) {
      x[j] = (law == Law::sparse ? 0.1 : 1) * random.normal();
      if (law == Law::independent) x[j] = random.uniform() < 0.5 ? 0 : std::pow(random.normal(), 3);
    }
    for (Index f = 0; law == Law::sparse && f < 14; ++f)
      if (random.uniform() < 0.15) {
        const double use = -std::log(1 - random.uniform());
        for (Index j = 0; j < 9; ++j) x[j] += use * filters(f, j);
      }
    if (random.uniform() < turned)
      for (std::uint64_t times = random.below(4); times > 0; --times) x = matmul(turn, x);
    for (Index j = 0; j < 9; ++j) result(i, j) = x[j];
  }
  return result;
}

std::vector<Index> own_units(Index count) {
  std::vector<Index> units;
  for (Index i = 0; i < count; ++i) units.push_back(i);
  return units;
}

struct Judged {
  PreparedSample sample;
  LawJudge law;
  GroupCandidate turn;
};

Judged judged(Random& random, Law law, double turned, Index count = 8000, const VerdictSettings& settings = {}) {
  PreparedSample sample = prepare_sample(vectors(random, law, count, turned), own_units(count), {});
  LawJudge judge(sample.training, sample.held_out, settings);
  GroupCandidate turn{{in_whitened_coordinates(sample, rotation_operator(3, 90))}, {4}, 4, "known", "quarter turn"};
  return {sample, judge, turn};
}

TEST(ProbeVerdict, APlantedTurnIsCertifiedAndARandomMatrixIsNot) {
  Random random(1);
  const Judged planted = judged(random, Law::sparse, 1, 20'000);
  GroupCandidate other = planted.turn;
  const TensorD Q = random_orthogonal(9, random);
  other.generators[0] = matmul(matmul(Q, other.generators[0]), transpose(Q));
  const std::vector<Verdict> verdicts = judge({planted.turn, other}, planted.law, {});
  EXPECT_TRUE(verdicts[0].certified) << verdicts[0].defect << ", upper bound " << verdicts[0].upper;
  EXPECT_LT(verdicts[0].defect, 0.08);
  EXPECT_FALSE(verdicts[1].certified);
  EXPECT_GT(verdicts[1].lower, 0.5);
}

TEST(ProbeVerdict, WithoutThePlantNothingIsCertified) {
  Random random(2);
  const Judged as_it_is = judged(random, Law::sparse, 0);
  const std::vector<Verdict> verdicts = judge({as_it_is.turn}, as_it_is.law, {});
  EXPECT_FALSE(verdicts[0].certified);
  EXPECT_GT(verdicts[0].lower, 0.3);
}

// Every matrix is a symmetry of a white Gaussian, every permutation of independent coordinates: true and
// empty.
TEST(ProbeVerdict, EmptySymmetriesAreNotCertified) {
  Random random(3);
  const Judged gaussian = judged(random, Law::gaussian, 0), independent = judged(random, Law::independent, 0, 12000);
  EXPECT_EQ(static_cast<int>(gaussian.law.emptiness()), static_cast<int>(Emptiness::gaussian))
      << gaussian.law.fourth_visibility();
  EXPECT_EQ(static_cast<int>(independent.law.emptiness()), static_cast<int>(Emptiness::product))
      << independent.law.product_share();
  EXPECT_FALSE(judge({gaussian.turn}, gaussian.law, {})[0].certified);
  EXPECT_FALSE(judge({independent.turn}, independent.law, {})[0].certified);
  EXPECT_LT(judged(random, Law::sparse, 1).law.product_share(), 0.6);
}

// Events that are the stronger the rarer along a cycle, so that its covariance is exact: the shift by one is certified
// as a matrix, and the group that it generates is not, for its half turn.
TEST(ProbeVerdict, EveryElementHasToPass) {
  constexpr Index d = 24, N = 60'000;
  Random random(5);
  TensorD filters({3, d}), rows({N, d}), shift({d, d});
  for (double& x : filters) x = random.normal();
  for (Index i = 0; i < N; ++i) {
    const auto place = static_cast<Index>(random.below(d)), filter = static_cast<Index>(random.below(3));
    const double use = (1 + 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(place) / d)) / 1.5;
    const double amplitude = random.uniform() < use ? (random.below(2) ? 1 : -1) / std::sqrt(use) : 0;
    for (Index j = 0; j < d; ++j) rows(i, (j + place) % d) = amplitude * filters(filter, j) + 0.2 * random.normal();
  }
  for (Index j = 0; j < d; ++j) shift((j + 1) % d, j) = 1;
  const PreparedSample sample = prepare_sample(rows, own_units(N), {});
  const LawJudge law(sample.training, sample.held_out, {});
  const TensorD A = in_whitened_coordinates(sample, shift);
  EXPECT_TRUE(law.certifies(law.defect(A), 0.05));
  const Verdict verdict = judge({{{A}, {d}, d, "known", ""}}, law, {})[0];
  EXPECT_FALSE(verdict.certified);
  EXPECT_GT(verdict.lower, 0.1);
}

TEST(ProbeVerdict, TheIdentityIsNoFinding) {
  Random random(4);
  const Judged planted = judged(random, Law::sparse, 1);
  GroupCandidate same = planted.turn;
  same.generators[0] = identity(9);
  EXPECT_FALSE(judge({same}, planted.law, {})[0].certified);
}

// Beside a law without a group stand three directions of noise, which turn into each other for nothing, as every matrix
// there does; a group that moves the whole law as well is certified beside them.
TEST(ProbeVerdict, TurningNoiseIsNoGroup) {
  Random random(10);
  for (const double turned : {0.0, 1.0}) {
    const TensorD x = vectors(random, Law::sparse, 20'000, turned);
    TensorD wide({20'000, 12});
    for (Index i = 0; i < 20'000; ++i)
      for (Index j = 0; j < 12; ++j) wide(i, j) = j < 9 ? x(i, j) : random.normal();
    const PreparedSample sample = prepare_sample(wide, own_units(20'000), {});
    const LawJudge law(sample.training, sample.held_out, {});
    TensorD swap = identity(12), turn = identity(12);
    swap(9, 9) = swap(10, 10) = swap(11, 11) = 0;
    swap(9, 10) = swap(10, 11) = swap(11, 9) = 1;
    const TensorD quarter = rotation_operator(3, 90);
    for (Index i = 0; i < 9; ++i)
      for (Index j = 0; j < 9; ++j) turn(i, j) = quarter(i, j);
    const auto verdict = [&](const TensorD& operation, Index order) {
      return judge({{{in_whitened_coordinates(sample, operation)}, {order}, order, "known", ""}}, law, {})[0];
    };
    const Verdict noise = verdict(swap, 3);
    EXPECT_LT(noise.upper, 0.1);
    EXPECT_TRUE(noise.idle) << noise.upper;
    EXPECT_FALSE(noise.certified);
    const Verdict planted = verdict(turn, 4);
    EXPECT_EQ(planted.certified, turned == 1) << planted.upper;
    EXPECT_FALSE(planted.idle);
  }
}

// With symmetric coordinates third moments are noise, and fourth moments cannot tell -I from I: nothing is said.
TEST(ProbeVerdict, WhatTheMomentsCannotTellIsNotJudged) {
  Random random(9);
  TensorD x = vectors(random, Law::sparse, 8000, 1);
  for (Index i = 0; i < 8000; ++i)
    if (random.uniform() < 0.5)
      for (Index j = 0; j < 9; ++j) x(i, j) = -x(i, j);
  const PreparedSample sample = prepare_sample(x, own_units(8000), {});
  const LawJudge law(sample.training, sample.held_out, {});
  TensorD negation = identity(9);
  for (double& entry : negation) entry = -entry;
  EXPECT_FALSE(law.sees_third()) << law.third_visibility();
  EXPECT_FALSE(law.defect(negation).seen());
  const Verdict verdict = judge({{{negation}, {2}, 2, "known", "negation"}}, law, {})[0];
  EXPECT_FALSE(verdict.seen);
  EXPECT_FALSE(verdict.certified);
  EXPECT_TRUE(law.defect(in_whitened_coordinates(sample, rotation_operator(3, 90))).seen());
}

// Of a Gaussian nothing is seen, whatever directions are moved: the like count as 1, and a third of that is the limit.
TEST(ProbeVerdict, WhereNothingOfTheLikeIsSeenTheirDefectCountsAsOne) {
  Random random(3);
  const PreparedSample sample = prepare_sample(vectors(random, Law::gaussian, 8000, 0), own_units(8000), {});
  const LawJudge law(sample.training, sample.held_out, {});
  const std::vector<TensorD> turn = {rotation_operator(3, 90)};
  ASSERT_FALSE(law.defect(turn[0]).seen());
  EXPECT_TRUE(law.is_idle(turn, 0.34));
  EXPECT_FALSE(law.is_idle(turn, 0.33));
}

// Half of the vectors turned: T is a mixture, its defect nearly the same for every sample of the law. The upper
// bound has to be above it in 95 of 100 samples; 88 of 100 are within three standard deviations.
TEST(ProbeVerdict, TheUpperBoundCovers) {
  Random random(5);
  const Judged large = judged(random, Law::sparse, 0.5, 200'000);
  const double truth = large.law.distance(large.law.defect(large.turn.generators[0]));
  EXPECT_GT(truth, 0.05);
  Index covered = 0;
  for (int repetition = 0; repetition < 100; ++repetition) {
    const Judged small = judged(random, Law::sparse, 0.5, 3000);
    covered += small.law.upper_bound(small.law.defect(small.turn.generators[0]), 0.05) >= truth;
  }
  EXPECT_GE(covered, 88) << "true defect " << truth;
}

TEST(ProbePreparation, WhatCannotBeProbedIsASentence) {
  Random random(6);
  const TensorD good = vectors(random, Law::sparse, 1000, 0);
  TensorD with_nan = good.clone(), constant({1000, 9});
  with_nan(17, 3) = std::nan("");
  test::expect_error([&] { prepare_sample(with_nan, own_units(1000), {}); }, {"vector 17", "finite"});
  test::expect_error([&] { prepare_sample(constant, own_units(1000), {}); }, {"0 of 9 directions", "constant"});
  test::expect_error([&] { prepare_sample(vectors(random, Law::sparse, 200, 0), own_units(200), {}); },
                     {"half", "180", "--dimension"});
  test::expect_error([&] { prepare_sample(good, std::vector<Index>(1000, 3), {}); }, {"1 independent units"});
  test::expect_error([&] { prepare_sample(good, own_units(10), {}); }, {"units"});
}

// A coordinate that never varies, and one that repeats another, hold nothing to look at.
TEST(ProbePreparation, DirectionsWithoutVarianceAreLeftOut) {
  Random random(7);
  const TensorD nine = vectors(random, Law::sparse, 2000, 0);
  TensorD eleven({2000, 11});
  for (Index i = 0; i < 2000; ++i) {
    for (Index j = 0; j < 9; ++j) eleven(i, j) = nine(i, j);
    eleven(i, 9) = 5;
    eleven(i, 10) = 2 * nine(i, 0);
  }
  const PreparedSample sample = prepare_sample(eleven, own_units(2000), {});
  EXPECT_EQ(sample.dimension(), 9);
  EXPECT_EQ(sample.left_out, 2);
  EXPECT_NEAR(sample.variance_share, 1, 1e-9);
  EXPECT_EQ(prepare_sample(eleven, own_units(2000), {4, 1}).dimension(), 4);
}

// A plane that a symmetry turns has two equal variances, which noise makes differ a little.
TEST(ProbePreparation, LeadingDirectionsEndAtAGap) {
  Random random(9);
  const std::vector<double> deviations = {5, 3, 3, 2, 2, 1, 1, 0.9};
  TensorD rows({4000, 8});
  for (Index i = 0; i < rows.count(); ++i) rows[i] = deviations[static_cast<std::size_t>(i % 8)] * random.normal();
  const auto kept = [&](Index most) { return prepare_sample(rows, own_units(4000), {.dimension = most}).dimension(); };
  EXPECT_EQ(kept(8), 8);
  EXPECT_EQ(kept(4), 3);
  EXPECT_EQ(kept(5), 5);
  EXPECT_EQ(kept(6), 5);
  EXPECT_EQ(kept(2), 2);
}

TEST(ProbePreparation, HalvesShareNoUnit) {
  Random random(8);
  std::vector<Index> units;
  for (Index i = 0; i < 2000; ++i) units.push_back(i % 50);
  const PreparedSample sample = prepare_sample(vectors(random, Law::sparse, 2000, 0), units, {});
  for (const Index a : sample.training.units)
    for (const Index b : sample.held_out.units) ASSERT_NE(a, b);
}

TEST(CovarianceChange, IsThatOfLogarithms) {
  const Index d = 8;
  TensorD variances({d}), turn({d, d}), across({d, d});
  for (Index i = 0; i < d; i += 2) {
    variances[i] = variances[i + 1] = std::pow(4.0, static_cast<double>(i / 2 % 2));
    turn(i, i + 1) = -1, turn(i + 1, i) = 1;
    across((i + 2) % d, i) = across((i + 3) % d, i + 1) = 1;
  }
  EXPECT_NEAR(covariance_change(turn, variances), 0, 1e-12);  // within pairs of equal variance
  EXPECT_NEAR(covariance_change(across, variances), std::log(4), 1e-12);
  EXPECT_NEAR(covariance_change(across, TensorD::full({d}, 3)), 0, 1e-12);
}

}  // namespace
}  // namespace lgn
