#include "lgn/probe/flow_candidates.h"

#include <algorithm>
#include <cmath>

#include "lgn/probe/agreement.h"
#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/matrix_exponential.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr double visible_enough = 4;     // standard errors of a moment's squared norm
constexpr double seen_in_a_plane = 0.1;  // of the slope of f in the mean plane
constexpr double small_turn = 1e-2;

struct Plane {
  Index i, j;
};

/// Planes of the coordinate axes, those left out where the law says nothing.
std::vector<Plane> visible_planes(const TensorD& slopes) {
  const Index d = slopes.count();
  double mean = 0;
  for (const double slope : slopes) mean += slope / static_cast<double>(d);
  std::vector<Plane> planes;
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < i; ++j)
      if (slopes[i] + slopes[j] > 2 * seen_in_a_plane * mean) planes.push_back({i, j});
  return planes;
}

/// -dS/dt along every plane, S the skew part of the slope of f(exp(t L) .): the form q but for a factor, in the axes U
/// (columns), [P,P].
TensorD quadratic_form(const Agreement& agreement, const TensorD& U, const std::vector<Plane>& planes) {
  const Index d = U.extent(0), P = static_cast<Index>(planes.size());
  const double cosine = std::cos(small_turn), sine = std::sin(small_turn);
  TensorD form({P, P});
  parallel_for(P, [&](Index p) {
    const auto [i, j] = planes[static_cast<std::size_t>(p)];
    TensorD turn = identity(d);
    turn(i, i) = turn(j, j) = cosine, turn(i, j) = -sine, turn(j, i) = sine;
    const TensorD A = times_transposed(matmul(U, turn), U);
    TensorD slope;
    agreement.gradient(A, slope);
    const TensorD along = matmul(transposed_times(U, times_transposed(slope, A)), U);
    for (Index k = 0; k < P; ++k) {
      const auto [a, b] = planes[static_cast<std::size_t>(k)];
      form(p, k) = (along(a, b) - along(b, a)) / small_turn;
    }
  });
  return form;
}

}  // namespace

std::vector<GroupCandidate> flow_candidates(const ProbeSample& training) {
  const SampleMoments moments = measure_moments(training);
  if (visibility_of(moments.third) < visible_enough && visibility_of(moments.fourth) < visible_enough) return {};
  const Index d = moments.d;
  const Agreement agreement(leading_moments(moments, moment_spectrum(moments), 2 * d, d));
  TensorD slope;
  agreement.gradient(identity(d), slope);
  const SymmetricEigen axes = eigh(symmetric_part(slope));
  const std::vector<Plane> planes = visible_planes(axes.values);
  if (planes.empty()) return {};
  const SymmetricEigen parts = eigh(symmetric_part(quadratic_form(agreement, axes.vectors, planes)));
  TensorD L({d, d});
  for (Index p = 0; p < parts.values.count(); ++p) {
    const auto [i, j] = planes[static_cast<std::size_t>(p)];
    L(i, j) = -parts.vectors(p, 0), L(j, i) = parts.vectors(p, 0);
  }
  L = times_transposed(matmul(axes.vectors, L), axes.vectors);
  const double scale = std::sqrt(static_cast<double>(d) / inner(L, L)) / 2;
  for (double& x : L) x *= scale;
  GroupCandidate flow{{matrix_exponential(L)}, {0, 0, 0, 0}, 0, "flow", "continuous"};
  while (flow.generators.size() < flow.orders.size())
    flow.generators.push_back(matmul(flow.generators.back(), flow.generators.back()));
  return {flow};
}

}  // namespace lgn
