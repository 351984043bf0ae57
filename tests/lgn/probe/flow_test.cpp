// One-parameter groups from moments: functions on a circle at continuous places give their turn back, at five places
// or a part of the circle no flow is certified, and Gaussians have none.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "lgn/probe/finite_group.h"
#include "lgn/probe/flow_candidates.h"
#include "lgn/probe/preparation.h"
#include "lgn/probe/verdict.h"
#include "tensor/linalg/matmul.h"
#include "tensor/random.h"

namespace lgn {
namespace {

constexpr Index points = 7, frequencies = 3;

/// Sums of three functions of limited frequency at places on a circle, sampled at seven points, with noise.
PreparedSample functions_on_a_circle(double (*place)(Random&)) {
  Random random(4, Stream::data);
  constexpr Index N = 100000, shapes = 3;
  double height[shapes][frequencies], phase[shapes][frequencies];
  for (Index s = 0; s < shapes; ++s)
    for (Index k = 0; k < frequencies; ++k)
      height[s][k] = random.normal(), phase[s][k] = 2 * std::numbers::pi * random.uniform();
  TensorD x = TensorD::uninitialized({N, points});
  std::vector<Index> units;
  for (Index i = 0; i < N; ++i) {
    units.push_back(i);
    const double at = place(random);
    for (Index j = 0; j < points; ++j) x(i, j) = 0.1 * random.normal();
    for (Index s = 0; s < shapes; ++s) {
      const double use = -std::log(1 - random.uniform());
      for (Index j = 0; j < points; ++j)
        for (Index k = 0; k < frequencies; ++k) {
          const double angle = 2 * std::numbers::pi * static_cast<double>(j) / points - at;
          x(i, j) += use * height[s][k] * std::cos(static_cast<double>(k + 1) * angle + phase[s][k]);
        }
    }
  }
  return prepare_sample(x, units, {});
}

Verdict verdict_on_flow(const PreparedSample& sample) {
  const auto found = flow_candidates(sample.training);
  EXPECT_EQ(found.size(), 1u);
  return judge(found, LawJudge(sample.training, sample.held_out, {}), {}).front();
}

TEST(Flow, TheTurnOfACircleIsFoundAndCertified) {
  const PreparedSample sample =
      functions_on_a_circle([](Random& random) { return 2 * std::numbers::pi * random.uniform(); });
  const Verdict verdict = verdict_on_flow(sample);
  EXPECT_TRUE(verdict.certified) << verdict.defect << " " << verdict.upper;
  EXPECT_EQ(verdict.candidate.order, 0);
  // It commutes with the shift by one point, which belongs to the same group.
  TensorD shift({points, points});
  for (Index i = 0; i < points; ++i) shift((i + 1) % points, i) = 1;
  const TensorD S = in_whitened_coordinates(sample, shift), &A = verdict.candidate.generators.front();
  EXPECT_GT(matrix_cosine(matmul(A, S), matmul(S, A)), 0.98);
  EXPECT_LT(matrix_cosine(A, S), 0.95);
}

TEST(Flow, FivePlacesAndPartOfACircleAreRefused) {
  for (double (*place)(Random&) : {+[](Random& r) { return 0.4 * std::numbers::pi * static_cast<double>(r.below(5)); },
                                   +[](Random& r) { return 2 * r.uniform(); }}) {
    const Verdict verdict = verdict_on_flow(functions_on_a_circle(place));
    EXPECT_FALSE(verdict.certified);
    EXPECT_GT(verdict.lower, 0.1);
  }
}

TEST(Flow, AGaussianHasNone) {
  Random random(5, Stream::data);
  TensorD x = TensorD::uninitialized({20000, 6});
  std::vector<Index> units;
  for (double& each : x) each = random.normal();
  for (Index i = 0; i < x.extent(0); ++i) units.push_back(i);
  EXPECT_TRUE(flow_candidates(prepare_sample(x, units, {}).training).empty());
}

}  // namespace
}  // namespace lgn
