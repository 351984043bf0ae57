#include "lgn/recovery/flow_generator.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "tensor/linalg/lu.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/matrix_exponential.h"

namespace lgn {
namespace {

constexpr Index some = 4000;  // pairs, where not all are needed
constexpr Index bins = 8, orientation_rounds = 20, refinements = 5;
constexpr double largest_defect = 0.25, largest_gap = 0.1;  // of a claim
constexpr double pi = std::numbers::pi, far = 20 * pi;      // reach of t, in units of the largest phase

double dot(const double* x, const double* y, Index d) {
  return std::inner_product(x, x + d, y, 0.0);
}

/// |y - x|^2 / (|x|^2 + |y|^2), 0 .. 2.
std::vector<double> motions(const MovedPairs& pairs) {
  const Index d = pairs.before.extent(1);
  std::vector<double> all;
  for (Index i = 0; i < pairs.before.extent(0); ++i) {
    const double *x = pairs.before.data() + i * d, *y = pairs.after.data() + i * d;
    const double sizes = dot(x, x, d) + dot(y, y, d);
    all.push_back(sizes > 0 ? 1 - 2 * dot(x, y, d) / sizes : 0);
  }
  return all;
}

MovedPairs chosen(const MovedPairs& pairs, const std::vector<Index>& rows) {
  const Index d = pairs.before.extent(1), N = static_cast<Index>(rows.size());
  MovedPairs result{TensorD::uninitialized({N, d}), TensorD::uninitialized({N, d})};
  for (Index i = 0; i < N; ++i) {
    const Index from = rows[i] * d;
    std::copy_n(pairs.before.data() + from, d, result.before.data() + i * d);
    std::copy_n(pairs.after.data() + from, d, result.after.data() + i * d);
  }
  return result;
}

/// sum over pairs of weight (y x^T - x y^T), at unit norm.
TensorD weighted_motion(const MovedPairs& pairs, const std::vector<double>& weights) {
  const Index d = pairs.before.extent(1);
  TensorD weighted = pairs.after.clone(), L({d, d});
  for (Index i = 0; i < weighted.count(); ++i) weighted[i] *= weights[i / d];
  const TensorD sum = transposed_times(weighted, pairs.before);
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j) L(i, j) = sum(i, j) - sum(j, i);
  const double norm = std::sqrt(std::max(inner(L, L), 1e-300));
  for (double& entry : L) entry /= norm;
  return L;
}

/// <y, L x> of every pair, half of <K, L>.
std::vector<double> along(const MovedPairs& pairs, const TensorD& L) {
  const Index d = L.extent(0);
  const TensorD moved = matmul(pairs.before, transpose(L));
  std::vector<double> all;
  for (Index i = 0; i < moved.extent(0); ++i) all.push_back(dot(moved.data() + i * d, pairs.after.data() + i * d, d));
  return all;
}

/// Swaps pairs so that all t have one sign; pairs are sorted, those that moved least first.
void orient(MovedPairs& pairs, Index count) {
  const Index N = pairs.before.extent(0), d = pairs.before.extent(1);
  const MovedPairs least{pairs.before.slice(0, count), pairs.after.slice(0, count)};
  TensorD L = weighted_motion(least, std::vector<double>(count, 1));
  for (Index round = 0; round < orientation_rounds; ++round) L = weighted_motion(least, along(least, L));
  const std::vector<double> signs = along(pairs, L);
  for (Index i = 0; i < N; ++i) {
    if (signs[i] >= 0) continue;
    double* x = pairs.before.data() + i * d;
    std::swap_ranges(x, x + d, pairs.after.data() + i * d);
  }
}

/// The least-squares A of y = A x; `towards` times I where there are no data.
TensorD least_squares_flow(const MovedPairs& pairs, double towards) {
  const Index d = pairs.before.extent(1);
  TensorD xx = transposed_times(pairs.before, pairs.before), xy = transposed_times(pairs.before, pairs.after);
  double trace = 0;
  for (Index i = 0; i < d; ++i) trace += xx(i, i);
  for (Index i = 0; i < d; ++i) {
    xx(i, i) += 1e-9 * trace / d;
    xy(i, i) += towards * 1e-9 * trace / d;
  }
  return transpose(solve(xx, xy));
}

/// One Gauss-Newton step: with t fitted to every pair and z = exp(t L) x, the D of y - z = t D z.
TensorD refined(const TensorD& L, const MovedPairs& pairs) {
  const Index d = L.extent(0);
  const RotationFlow flow(L);
  const std::vector<double> amounts = flow.amounts(pairs.before, pairs.after, pi);
  MovedPairs left{flow.move(pairs.before, amounts), pairs.after.clone()};
  for (Index i = 0; i < left.before.count(); ++i) {
    left.after[i] -= left.before[i];
    left.before[i] *= amounts[i / d];
  }
  const TensorD D = least_squares_flow(left, 0);
  TensorD result = L.clone();
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j) result(i, j) += (D(i, j) - D(j, i)) / 2;
  const double largest = RotationFlow(result).largest_frequency();
  for (double& entry : result) entry /= largest;
  return result;
}

}  // namespace

GeneratorEstimate recover_generator(const MovedPairs& pairs) {
  const Index N = pairs.before.extent(0), d = pairs.before.extent(1), width = N / bins;
  require_shape(pairs.after, pairs.before.shape(), "the second vectors of moved pairs");
  require(width >= d, N, " pairs in ", bins, " bins do not determine a map of ", d, " dimensions; expected at least ",
          bins * d);
  const std::vector<double> motion = motions(pairs);
  std::vector<Index> order(N);
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return motion[a] < motion[b]; });
  MovedPairs sorted = chosen(pairs, order);
  orient(sorted, std::min(width, some));
  GeneratorEstimate estimate;
  Index used = 0;
  for (Index bin = 0; bin < bins; ++bin) {
    const Index first = bin * width;
    const TensorD flow = least_squares_flow({sorted.before.slice(first, width), sorted.after.slice(first, width)}, 1);
    TensorD L = rotation_logarithm(nearest_rotation(flow));
    const double phase = RotationFlow(L).largest_frequency();
    if (bin > 0 && phase > pi / 2) break;
    for (double& entry : L) entry /= std::max(phase, 1e-300);
    estimate = {L, phase};
    used = first + width;
  }
  if (estimate.phase > pi / 2) return estimate;
  for (Index round = 0; round < refinements; ++round)
    estimate.generator = refined(estimate.generator, {sorted.before.slice(0, used), sorted.after.slice(0, used)});
  return estimate;
}

FlowVerdict judge_flow(const GeneratorEstimate& estimate, const MovedPairs& held_out) {
  const Index N = std::min(held_out.before.extent(0), some);
  const TensorD x = held_out.before.slice(0, N), y = held_out.after.slice(0, N);
  const RotationFlow flow(estimate.generator);
  std::vector<double> amounts = flow.amounts(x, y, far);
  const std::vector<double> motion = motions({x, y}), left = motions({flow.move(x, amounts), y});
  FlowVerdict verdict{1, 1, 0, false};
  const double moved = std::accumulate(motion.begin(), motion.end(), 0.0);
  if (moved <= 0) return verdict;
  verdict.defect = std::accumulate(left.begin(), left.end(), 0.0) / moved;
  double squares = 0;  // of a ratio of means, by linearisation
  for (std::size_t i = 0; i < left.size(); ++i) {
    const double e = left[i] - verdict.defect * motion[i];
    squares += e * e;
  }
  verdict.upper = verdict.defect + 1.645 * std::sqrt(squares) / moved;
  for (double& t : amounts) t = std::abs(t);
  amounts.push_back(0);
  std::sort(amounts.begin(), amounts.end());
  amounts.resize(amounts.size() - amounts.size() / 20);
  for (std::size_t i = 1; i < amounts.size(); ++i) verdict.gap = std::max(verdict.gap, amounts[i] - amounts[i - 1]);
  verdict.gap /= std::max(amounts.back(), 1e-300);
  verdict.claimed = estimate.phase <= pi / 2 && verdict.upper < largest_defect && verdict.gap < largest_gap;
  return verdict;
}

}  // namespace lgn
