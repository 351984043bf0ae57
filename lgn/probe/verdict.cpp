#include "lgn/probe/verdict.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lgn/probe/finite_group.h"
#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"
#include "tensor/random.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr double least_visible = 4;      // standard errors of ||T||^2
constexpr double nearly_product = 0.75;  // share of ||fourth||^2

/// How A acts on symmetric matrices S, A S A^T, in entries (off-diagonal ones times sqrt 2): [D,D],
/// orthogonal.
TensorD action_on_entries(const TensorD& A) {
  const Index d = A.extent(0), D = d * (d + 1) / 2;
  TensorD action = TensorD::uninitialized({D, D});
  parallel_for(d, [&](Index k) {
    for (Index l = k, column = k * d - k * (k - 1) / 2; l < d; ++l, ++column) {
      const double scale = k == l ? 1 : 1 / std::numbers::sqrt2;
      for (Index i = 0, row = 0; i < d; ++i)
        for (Index j = i; j < d; ++j, ++row) {
          const double entry = k == l ? A(i, k) * A(j, k) : scale * (A(i, k) * A(j, l) + A(i, l) * A(j, k));
          action(row, column) = i == j ? entry : std::numbers::sqrt2 * entry;
        }
    }
  });
  return action;
}

double whole_product(const TensorD& a, const TensorD& b) {
  double sum = 0;
  for (Index i = 0; i < a.count(); ++i) sum += a[i] * b[i];
  return sum;
}

TensorD times_transposed(const TensorD& a, const TensorD& b) {
  TensorD c = TensorD::uninitialized({a.extent(0), b.extent(0)});
  gemm(false, true, a.extent(0), b.extent(0), a.extent(1), a.data(), a.extent(1), b.data(), b.extent(1),
       c.data(), b.extent(0), false);
  return c;
}

/// Sum over pairs of different folds, without those of one fold (none: -1).
double between_folds(const TensorD& pairings, Index without = -1) {
  double sum = 0;
  for (Index a = 0; a < pairings.extent(0); ++a)
    for (Index b = 0; b < pairings.extent(0); ++b)
      if (a != b && a != without && b != without) sum += pairings(a, b);
  return sum;
}

/// Standard error of a statistic of the folds by leaving out one after the other.
template <class Statistic>
double jackknife_error(Index folds, const Statistic& statistic) {
  std::vector<double> values;
  double mean = 0, square = 0;
  for (Index f = 0; f < folds; ++f) {
    values.push_back(statistic(f));
    mean += values.back() / static_cast<double>(folds);
  }
  for (const double x : values) square += (x - mean) * (x - mean);
  return std::sqrt(square * static_cast<double>(folds - 1) / static_cast<double>(folds));
}

TensorD random_orthogonal_matrix(Random& random, Index d) {
  TensorD gaussian({d, d});
  for (double& x : gaussian) x = random.normal();
  return nearest_orthogonal_matrix(gaussian);
}

/// Coordinates [d,d], in rows, in which the fourth moments come nearest to those of independent ones:
/// eigenvectors of a generic combination of the leading eigenmatrices, which for a product law are w_i w_i^T.
TensorD nearly_independent_coordinates(const SampleMoments& moments, Random& random) {
  const Index d = moments.d, D = d * (d + 1) / 2;
  const SymmetricEigen parts = eigh(sum_of(moments.fourth));
  std::vector<Index> order(static_cast<std::size_t>(D));
  for (Index i = 0; i < D; ++i) order[static_cast<std::size_t>(i)] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](Index a, Index b) { return std::abs(parts.values[a]) > std::abs(parts.values[b]); });
  TensorD combination({D});
  for (Index k = 0; k < (d + 1) / 2; ++k) {
    const double weight = random.normal();
    for (Index a = 0; a < D; ++a)
      combination[a] += weight * parts.vectors(a, order[static_cast<std::size_t>(k)]);
  }
  return transpose(eigh(matrix_of_entries(combination.data(), d)).vectors);
}

/// Share of ||fourth||^2 in those entries, in the given coordinates w (rows), that independent coordinates
/// have: between w_i^2 and w_j^2, which the bound on the norm couples, and of w_i w_j with itself; pairs of
/// different folds only.
double share_of_product(const SampleMoments& moments, const TensorD& coordinates) {
  const Index d = moments.d, D = d * (d + 1) / 2;
  const TensorD action = action_on_entries(coordinates);
  std::vector<bool> square;  // of every entry
  for (Index i = 0; i < d; ++i)
    for (Index j = i; j < d; ++j) square.push_back(i == j);
  TensorD all({D, D});
  double product = 0, total = 0;
  const auto add = [&](const TensorD& tensor, double sign) {
    for (Index a = 0; a < D; ++a)
      for (Index b = 0; b < D; ++b) {
        const double energy = sign * tensor(a, b) * tensor(a, b);
        total += energy;
        if (a == b || (square[static_cast<std::size_t>(a)] && square[static_cast<std::size_t>(b)]))
          product += energy;
      }
  };
  for (const TensorD& fold : moments.fourth) {
    const TensorD turned = times_transposed(matmul(action, fold), action);
    add(turned, -1);
    for (Index i = 0; i < all.count(); ++i) all[i] += turned[i];
  }
  add(all, 1);
  return total > 0 ? product / total : 0;
}

/// The t that a Student's variable of so many degrees of freedom exceeds with this probability: bisection.
double student_quantile(double probability, double freedom) {
  const auto tail = [&](double t) {  // Simpson's rule over the angle: P(T > t) with T = sqrt(f) tan
    const double from = std::atan(t / std::sqrt(freedom)), to = std::numbers::pi / 2;
    constexpr int steps = 400;
    double inside = 0, whole = 0;
    for (int i = 0; i <= steps; ++i) {
      const double weight = i == 0 || i == steps ? 1 : i % 2 ? 4 : 2;
      inside += weight * std::pow(std::cos(from + (to - from) * i / steps), freedom - 1) * (to - from);
      whole += weight * std::pow(std::cos(to * i / steps), freedom - 1) * to;
    }
    return inside / whole / 2;
  };
  double low = 0, high = 1e4;
  for (int i = 0; i < 80; ++i) (tail((low + high) / 2) > probability ? low : high) = (low + high) / 2;
  return low;
}

}  // namespace

LawJudge::LawJudge(const ProbeSample& training, const ProbeSample& held_out, const VerdictSettings& settings)
    : settings_(settings), moments_(measure_moments(held_out, settings.folds)) {
  const std::array<TensorD, 2> own = pairings(identity(moments_.d));
  for (std::size_t kind = 0; kind < 2; ++kind) {
    const double error = jackknife_error(settings_.folds, [&](Index without) {
      const double folds = static_cast<double>(settings_.folds);
      return between_folds(own[kind], without) * folds / (folds - 2);  // as many pairs as all folds have
    });
    views_[kind] = {own[kind], error > 0 ? between_folds(own[kind]) / error : 0};
  }
  Random random(settings_.seed, Stream::test);
  product_share_ = share_of_product(
      moments_, nearly_independent_coordinates(measure_moments(training, settings.folds), random));
}

std::array<TensorD, 2> LawJudge::pairings(const TensorD& A) const {
  const TensorD action = action_on_entries(A);
  const Index folds = settings_.folds;
  std::array<TensorD, 2> result = {TensorD({folds, folds}), TensorD({folds, folds})};
  for (Index b = 0; b < folds; ++b) {
    const auto at = static_cast<std::size_t>(b);
    const TensorD third = times_transposed(matmul(A, moments_.third[at]), action);
    const TensorD fourth = times_transposed(matmul(action, moments_.fourth[at]), action);
    parallel_for(folds, [&](Index a) {
      const auto of = static_cast<std::size_t>(a);
      result[0](a, b) = whole_product(moments_.third[of], third);
      result[1](a, b) = whole_product(moments_.fourth[of], fourth);
    });
  }
  return result;
}

Defect LawJudge::defect(const TensorD& A) const {
  const std::array<TensorD, 2> moved = pairings(A);
  Random random(settings_.seed, Stream::test);
  std::array<TensorD, 2> elsewhere = {TensorD(moved[0].shape()), TensorD(moved[1].shape())};
  for (Index draw = 0; draw < settings_.conjugates; ++draw) {
    const TensorD Q = random_orthogonal_matrix(random, moments_.d);
    const std::array<TensorD, 2> each = pairings(times_transposed(matmul(Q, A), Q));
    for (std::size_t kind = 0; kind < 2; ++kind)
      for (Index i = 0; i < each[kind].count(); ++i)
        elsewhere[kind][i] += each[kind][i] / static_cast<double>(settings_.conjugates);
  }
  Defect result;
  double largest = -1e300;
  for (std::size_t kind = 0; kind < 2; ++kind) {
    if (kind == 0 && !judges_third()) continue;
    const auto ratio = [&](Index without) {
      const double whole = between_folds(views_[kind].at_identity, without);
      return (whole - between_folds(moved[kind], without)) /
             (whole - between_folds(elsewhere[kind], without));
    };
    const double value = ratio(-1), error = jackknife_error(settings_.folds, ratio);
    (kind == 0 ? result.third : result.fourth) = value;
    if (value + 2 * error > largest) largest = value + 2 * error, result.value = value, result.error = error;
  }
  return result;
}

double LawJudge::upper_bound(const Defect& defect, double probability) const {
  return defect.value +
         defect.error * student_quantile(probability, static_cast<double>(settings_.folds - 1));
}

Emptiness LawJudge::emptiness() const {
  if (views_[1].visibility < least_visible) return Emptiness::gaussian;
  return product_share_ > nearly_product ? Emptiness::product : Emptiness::none;
}

std::vector<Verdict> judge(const std::vector<GroupCandidate>& candidates, const LawJudge& law,
                           const VerdictSettings& settings) {
  double tests = 0;
  for (const GroupCandidate& each : candidates) tests += static_cast<double>(each.generators.size());
  std::vector<Verdict> verdicts;
  for (const GroupCandidate& each : candidates) {
    Verdict verdict{each, {-1, 0}, -1, false};
    bool trivial = false;  // I always; -I where only even moments are seen
    for (const TensorD& generator : each.generators) {
      const double cosine = matrix_cosine(generator, identity(generator.extent(0)));
      trivial = trivial || (law.judges_third() ? cosine : std::abs(cosine)) > 0.99;
      const Defect defect = law.defect(generator);
      if (defect.value > verdict.defect.value) verdict.defect = defect;
      verdict.upper = std::max(verdict.upper, law.upper_bound(defect, settings.level / tests));
    }
    verdict.certified =
        law.emptiness() == Emptiness::none && each.order > 1 && !trivial && verdict.upper < settings.delta;
    verdicts.push_back(verdict);
  }
  return verdicts;
}

}  // namespace lgn
