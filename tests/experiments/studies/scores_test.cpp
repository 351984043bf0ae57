// Scores of matrices: their null laws, and planted matrices recognised for what they are.
#include <cmath>

#include "experiments/common/analysis/action_scores.h"
#include "experiments/common/analysis/statistics.h"
#include "tensor/distributions.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tests/support.h"

namespace lgn {
namespace {

double squared_norm(const TensorD& a) {
  return inner(a, a);
}

TensorD gaussian(Random& random, Index d = 36) {
  TensorD a({d, d});
  for (double& x : a) x = random.normal();
  return a;
}

TensorD sum(const TensorD& a, double factor, const TensorD& b) {
  TensorD result = a.clone();
  for (Index i = 0; i < a.count(); ++i) result[i] += factor * b[i];
  return result;
}

TEST(MatrixClasses, SharesOfGaussianMatricesFollowTheBetaLaw) {
  struct Row {
    const char* name;
    Index dimension;
    double mean, high;
  };
  const Row rows[] = {
      {"skew-symmetric", 630, .486, .532}, {"symmetric", 666, .514, .559},       {"Toeplitz", 71, .055, .078},
      {"block-Toeplitz", 121, .093, .122}, {"circulant", 36, .028, .045},        {"block-circulant", 36, .028, .045},
      {"diagonal", 36, .028, .045},        {"centrosymmetric", 648, .500, .546}, {"quarter-turn", 324, .250, .291}};
  const std::vector<MatrixClass> classes = matrix_classes(6);
  ASSERT_EQ(classes.size(), std::size(rows));
  std::vector<std::vector<double>> shares(classes.size()), scores(classes.size());
  Random random(1);
  for (int trial = 0; trial < 4000; ++trial) {
    const TensorD a = gaussian(random);
    for (std::size_t c = 0; c < classes.size(); ++c) {
      shares[c].push_back(classes[c].share(a));
      scores[c].push_back(classes[c].score(a));
    }
  }
  for (std::size_t c = 0; c < classes.size(); ++c) {
    SCOPED_TRACE(rows[c].name);
    EXPECT_EQ(classes[c].name(), rows[c].name);
    EXPECT_EQ(classes[c].dimension(), rows[c].dimension);
    EXPECT_NEAR(mean(shares[c]), rows[c].mean, 0.0012);
    EXPECT_NEAR(quantile(shares[c], 0.99), rows[c].high, 0.003);
    const BetaLaw law = classes[c].share_law(), without = classes[c].score_law();
    EXPECT_NEAR(law.mean(), rows[c].mean, 0.0006);
    EXPECT_NEAR(beta_quantile(0.99, law.a, law.b), rows[c].high, 0.0006);
    EXPECT_NEAR(mean(scores[c]), without.mean(), 0.0012);
    EXPECT_NEAR(quantile(scores[c], 0.99), beta_quantile(0.99, without.a, without.b), 0.003);
  }
}

TEST(MatrixClasses, ProjectorsAreOrthogonal) {
  Random random(2);
  for (const Index m : {2, 3, 6}) {
    const TensorD a = gaussian(random, m * m);
    for (const MatrixClass& each : matrix_classes(m)) {
      SCOPED_TRACE(each.name());
      const TensorD projected = each.project(a), rest = sum(a, -1, projected);
      EXPECT_NEAR(squared_norm(sum(each.project(projected), -1, projected)), 0, 1e-20);
      EXPECT_NEAR(squared_norm(projected) + squared_norm(rest), squared_norm(a), 1e-10);
      EXPECT_NEAR(each.share(a), squared_norm(projected) / squared_norm(a), 1e-12);
    }
  }
}

TEST(MatrixClasses, HoldWhatTheirNamesSay) {
  const std::vector<MatrixClass> classes = matrix_classes(6);
  const TensorD quarter = rotation_operator(6, 90), shift = shift_operator(6, 1, 0);
  EXPECT_NEAR(classes[8].share(quarter), 1, 1e-12);
  EXPECT_NEAR(classes[7].share(rotation_operator(6, 180)), 1, 1e-12);
  EXPECT_NEAR(classes[3].share(shift), 1, 1e-12);
  EXPECT_NEAR(classes[2].share(shift), 1, 1e-12);
  EXPECT_NEAR(classes[0].share(quarter), 0.5, 1e-12);  // skew is not rotation
}

TEST(HaarBases, AreOrthonormalAndCountTheirScales) {
  EXPECT_EQ(haar_bases(6).size(), 2u);
  for (const Index m : {2, 3, 4, 5, 6, 8, 12}) {
    for (const HaarBasis& basis : haar_bases(m)) {
      const Index d = m * m;
      ASSERT_EQ(static_cast<Index>(basis.scale.size()), d);
      const TensorD gram = matmul(basis.patterns, transpose(basis.patterns));
      EXPECT_LT(squared_norm(sum(gram, -1, identity(d))), 1e-24) << m;
    }
  }
  const HaarBasis halves = haar_bases(6).front();
  EXPECT_EQ(halves.factors, (std::vector<Index>{2, 3}));
  EXPECT_EQ(std::count(halves.scale.begin(), halves.scale.end(), 1), 3);
  EXPECT_EQ(std::count(halves.scale.begin(), halves.scale.end(), 2), 32);
}

/// Blocks that map each scale to itself, of equal energy.
TensorD haar_blocks(Random& random, const HaarBasis& basis) {
  const Index d = basis.patterns.extent(0);
  TensorD blocks({d, d});
  for (Index scale = 1; scale <= basis.scale.back(); ++scale) {
    const double size = static_cast<double>(std::count(basis.scale.begin(), basis.scale.end(), scale));
    for (Index i = 0; i < d; ++i)
      for (Index j = 0; j < d; ++j)
        if (basis.scale[i] == scale && basis.scale[j] == scale) blocks(i, j) = random.normal() / size;
  }
  return matmul(transpose(basis.patterns), matmul(blocks, basis.patterns));
}

/// Noise of the same norm as the matrix times `level`.
TensorD noisy(Random& random, const TensorD& a, double level) {
  const TensorD noise = gaussian(random, a.extent(0));
  return sum(a, level * std::sqrt(squared_norm(without_ones(a)) / squared_norm(noise)), noise);
}

TEST(ActionKinds, PlantedMatricesAreRecognisedAndRandomOnesAreNot) {
  const ActionScorer scorer(6, 199, 1);
  const std::vector<MatrixClass> classes = matrix_classes(6);
  Random random(3);
  const auto kind = [&](const TensorD& a) {
    const ActionScores scores = scorer.score(a);
    std::vector<double> p_values;
    for (const std::string& name : action_kinds()) p_values.push_back(scores.at(name).p_value);
    std::vector<bool> significant;
    for (double q : benjamini_hochberg(p_values)) significant.push_back(q <= 0.05);
    return kind_of(scores, significant);
  };
  for (const double noise : {0.1, 0.7}) {
    SCOPED_TRACE(noise);
    for (const std::size_t c : {0u, 2u, 3u})
      EXPECT_EQ(kind(noisy(random, classes[c].project(gaussian(random)), noise)), classes[c].name());
    for (const HaarBasis& basis : haar_bases(6))
      EXPECT_EQ(kind(noisy(random, haar_blocks(random, basis), noise)), "multi-scale");
    EXPECT_EQ(kind(noisy(random, rotation_operator(6, 60), noise)), "operator");
    EXPECT_EQ(kind(noisy(random, rotation_operator(6, 90), noise)), "operator");
  }
  int named = 0;
  for (int trial = 0; trial < 10; ++trial) named += kind(gaussian(random)) != "none";
  EXPECT_LE(named, 2);

  const ActionScores turn = scorer.score(noisy(random, rotation_operator(6, 60), 0.5));
  EXPECT_EQ(turn.best_operator, "rotation 60");
  EXPECT_GT(turn.best_correlation, 0.8);
}

// The plain share of energy within scales never found one; balanced over scales it does, in noise of as much
// energy as the matrix, and names no Gaussian matrix beyond its level.
TEST(ActionKinds, MultiScaleHasPowerAndSize) {
  const ActionScorer scorer(6, 199, 1);
  const HaarBasis halves = haar_bases(6).front();
  Random random(7);
  int found = 0, false_positives = 0;
  for (int trial = 0; trial < 40; ++trial) {
    found += scorer.score(noisy(random, haar_blocks(random, halves), 1)).at("multi-scale").p_value <= 0.01;
    false_positives += scorer.score(gaussian(random)).at("multi-scale").p_value <= 0.05;
  }
  EXPECT_GE(found, 36);
  EXPECT_LE(false_positives, 6);
}

TEST(PatchOperators, DoWhatTheirNamesSay) {
  // [1 2 3; 4 5 6; 7 8 9] turned counter-clockwise by 90 degrees is [3 6 9; 2 5 8; 1 4 7].
  const TensorD patch = TensorD::from({9, 1}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  const auto apply = [&](const TensorD& a) {
    const TensorD y = matmul(a, patch);
    return std::vector<double>(y.begin(), y.end());
  };
  EXPECT_EQ(apply(rotation_operator(3, 90)), (std::vector<double>{3, 6, 9, 2, 5, 8, 1, 4, 7}));
  EXPECT_EQ(apply(rotation_operator(3, 0)), (std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(apply(rotation_operator(3, 45)), (std::vector<double>{2, 3, 6, 1, 5, 9, 4, 7, 8}));
  EXPECT_EQ(apply(shift_operator(3, 1, 0)), (std::vector<double>{0, 0, 0, 1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(apply(flip_operator(3, true)), (std::vector<double>{7, 8, 9, 4, 5, 6, 1, 2, 3}));
  EXPECT_EQ(apply(flip_operator(3, false)), (std::vector<double>{3, 2, 1, 6, 5, 4, 9, 8, 7}));
  // Size 2 looks at a pixel and the next one, at the border at the one before: (1, 2, 4, 5) in the corner.
  std::vector<double> median(9);
  median_filter(3, 2, patch.data(), median.data());
  EXPECT_EQ(median.front(), 2);  // the lower middle of 1 2 4 5
  EXPECT_EQ(apply(mean_filter_operator(3, 2)).front(), 3);
  EXPECT_EQ(median.back(), 6);  // of 9 8 6 5
  EXPECT_EQ(filter_window(6, 6, 0), (std::vector<Index>{2, 1, 0, 1, 2, 3}));
  EXPECT_EQ(filter_window(6, 6, 5), (std::vector<Index>{3, 4, 5, 4, 3, 2}));
  test::expect_error([] { filter_window(3, 4, 0); }, {"4", "3 x 3"});
}

TEST(PatchOperators, CornersOfATurnedPatchAreZero) {
  const TensorD a = rotation_operator(6, 45);
  double corner = 0;
  for (Index j = 0; j < 36; ++j) corner += a(0, j);
  EXPECT_EQ(corner, 0);
}

TEST(Groupness, KnowsGroupsOfPixelsAndTheTrivialOne) {
  const Groupness quarter = groupness(rotation_operator(6, 90));
  EXPECT_EQ(quarter.order, 4);
  EXPECT_NEAR(quarter.closure_error, 0, 1e-12);
  EXPECT_NEAR(quarter.distance_moved, 0, 1e-6);
  EXPECT_NEAR(quarter.mean_cosine, 1, 1e-9);
  EXPECT_NEAR(groupness(identity(9)).from_identity, 0, 1e-12);
  Random random(5);
  EXPECT_GT(groupness(gaussian(random)).closure_error, 0.5);
}

}  // namespace
}  // namespace lgn
