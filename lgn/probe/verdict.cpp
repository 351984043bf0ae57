#include "lgn/probe/verdict.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lgn/probe/agreement.h"
#include "lgn/probe/finite_group.h"
#include "lgn/probe/moment_maxima.h"
#include "lgn/probe/moment_products.h"
#include "lgn/probe/sample_moments.h"
#include "tensor/distributions.h"
#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"
#include "tensor/random.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr double least_visible = 8;       // standard errors of ||T||^2; Gaussian vectors reach 5, whitened by others
constexpr double nearly_product = 0.75;   // share of ||fourth||^2
constexpr double moves_nothing = 0.01;    // of ||T||^2, by Q A Q^T
constexpr Index parts_per_dimension = 2;  // leading eigenmatrices that are looked at
constexpr double moved_at_all = 0.1;      // of the direction that is moved most, squared
constexpr double share_of_the_like = 1.0 / 3;

/// Entries [B,D] of A S A^T for every S in a stack of symmetric matrices [B,d,d].
TensorD acted_entries(const TensorD& stack, const TensorD& A) {
  const Index B = stack.extent(0), d = A.extent(0), D = d * (d + 1) / 2;
  TensorD entries = TensorD::uninitialized({B, D});
  parallel_for(B, [&](Index k) {
    const TensorD S = stack.slice(k, 1).reshape({d, d});
    const TensorD acted = times_transposed(matmul(A, S), A);
    entries_of_matrix(acted.data(), d, entries.data() + k * D);
  });
  return entries;
}

/// Ratio of two sums over pairs of folds, with its error to first order. The training half, which fixed the
/// coordinates and the leading parts, adds as much to it as the held-out one.
SquaredDefect ratio(const TensorD& numerator, const TensorD& denominator) {
  const double unit = between_folds(denominator), value = between_folds(numerator) / unit;
  TensorD rest = numerator.clone();
  for (Index i = 0; i < rest.count(); ++i) rest[i] -= value * denominator[i];
  for (double& x : rest) x /= unit;
  return {value, standard_error(rest, 2)};
}

/// Share of ||fourth||^2 in those entries, in the given coordinates w (rows), that independent coordinates
/// have: between w_i^2 and w_j^2, which the bound on the norm couples, and of w_i w_j with itself; pairs of
/// different folds only. `own` [R,R] of the folds, on the eigenmatrices [R,d,d].
double share_of_product(const std::vector<TensorD>& own, const TensorD& matrices, const TensorD& coordinates) {
  const Index d = coordinates.extent(0), D = d * (d + 1) / 2, R = matrices.extent(0);
  const TensorD entries = transpose(acted_entries(matrices, coordinates));  // [D,R]
  std::vector<Index> squares;
  for (Index i = 0, at = 0; i < d; at += d - i, ++i) squares.push_back(at);
  double product = 0, total = 0;
  const auto add = [&](const TensorD& tensor, double sign) {
    const TensorD left = matmul(entries, tensor);
    const auto entry = [&](Index a, Index b) {
      return std::inner_product(left.data() + a * R, left.data() + (a + 1) * R, entries.data() + b * R, 0.0);
    };
    const auto energy = [&](Index a, Index b) { return sign * entry(a, b) * entry(a, b); };
    for (Index a = 0; a < D; ++a) product += energy(a, a);
    for (const Index a : squares)
      for (const Index b : squares) product += a == b ? 0 : energy(a, b);
    total += sign * inner(tensor, tensor);
  };
  for (const TensorD& fold : own) add(fold, -1);
  add(sum_of(own), 1);
  return total > 0 ? product / total : 0;
}

double root_of_bound(const SquaredDefect& square, double probability, double side) {
  const double t = student_quantile(probability, square.error.freedom);
  return std::sqrt(std::max(0.0, square.value + side * t * square.error.value));
}

}  // namespace

LawJudge::LawJudge(const ProbeSample& training, const ProbeSample& held_out, const VerdictSettings& settings)
    : settings_(settings), moments_(measure_moments(held_out, settings.folds)) {
  const Index d = moments_.d;
  const SampleMoments proposed = measure_moments(training);
  const MomentSpectrum spectrum = moment_spectrum(proposed);
  const LeadingMoments leading = leading_moments(proposed, spectrum, parts_per_dimension * d, d);
  matrices_ = leading.matrices.slice(0, leading.R()).clone();
  vectors_ = leading.vectors.clone();
  partners_ = leading.matrices.slice(leading.R(), leading.r()).clone();
  const TensorD E = acted_entries(matrices_, identity(d)), F = acted_entries(partners_, identity(d));
  for (const TensorD& fold : moments_.third) views_[0].own.push_back(times_transposed(matmul(vectors_, fold), F));
  for (const TensorD& fold : moments_.fourth)
    views_[1].own.push_back(between_rows(E.reshape({1, E.extent(0), E.extent(1)}), fold).front());
  for (View& view : views_) view.visibility = visibility_of(view.own);
  product_share_ = share_of_product(views_[1].own, matrices_, nearly_independent_coordinates(spectrum, settings_.seed));
}

bool LawJudge::sees_third() const {
  return views_[0].visibility >= least_visible;
}

std::vector<std::array<TensorD, 2>> LawJudge::differences(const std::vector<TensorD>& matrices) const {
  const Index n = static_cast<Index>(matrices.size()), d = moments_.d, R = matrices_.extent(0), D = d * (d + 1) / 2;
  TensorD u = TensorD::uninitialized({n, d, d}), E = TensorD::uninitialized({n, R, D}), F({n, d, D});
  for (Index k = 0; k < n; ++k) {
    const TensorD &A = matrices[static_cast<std::size_t>(k)], back = transpose(A);
    const auto put = [&](const TensorD& from, TensorD& stack) {
      std::copy(from.begin(), from.end(), stack.data() + k * from.count());
    };
    put(matmul(vectors_, A), u), put(acted_entries(matrices_, back), E), put(acted_entries(partners_, back), F);
  }
  std::vector<std::array<std::vector<TensorD>, 2>> moved(matrices.size());  // of every fold, less what it is
  for (std::size_t f = 0; f < moments_.fourth.size(); ++f) {
    const std::vector<TensorD> fourth = between_rows(E, moments_.fourth[f]);
    const TensorD left = matmul(u.reshape({n * d, d}), moments_.third[f]);
    for (Index k = 0; k < n; ++k) {
      auto& each = moved[static_cast<std::size_t>(k)];
      each[0].push_back(times_transposed(left.slice(k * d, d), F.slice(k, 1).reshape({d, D})));
      each[1].push_back(fourth[static_cast<std::size_t>(k)]);
      for (std::size_t kind = 0; kind < 2; ++kind)
        for (Index i = 0; i < each[kind][f].count(); ++i) each[kind][f][i] -= views_[kind].own[f][i];
    }
  }
  std::vector<std::array<TensorD, 2>> result;
  for (const auto& each : moved) result.push_back({gram_of(each[0]), gram_of(each[1])});
  return result;
}

Defect LawJudge::defect(const TensorD& A) const {
  return defect(A, settings_.conjugates);
}

Defect LawJudge::defect(const TensorD& A, Index conjugates) const {
  Random random(settings_.seed, Stream::test);
  std::vector<TensorD> matrices = {A};
  for (Index draw = 0; draw < conjugates; ++draw) {
    const TensorD Q = random_orthogonal(moments_.d, random);
    matrices.push_back(times_transposed(matmul(Q, A), Q));
  }
  const std::vector<std::array<TensorD, 2>> all = differences(matrices);
  const std::array<TensorD, 2>& here = all.front();
  std::array<TensorD, 2> elsewhere = {TensorD(here[0].shape()), TensorD(here[1].shape())};
  for (std::size_t draw = 1; draw < all.size(); ++draw)
    for (std::size_t kind = 0; kind < 2; ++kind)
      for (Index i = 0; i < here[kind].count(); ++i)
        elsewhere[kind][i] += all[draw][kind][i] / static_cast<double>(conjugates);
  Defect result;
  TensorD numerator(here[0].shape()), denominator(here[0].shape());  // of both
  for (std::size_t kind = 0; kind < 2; ++kind) {
    const double norm = between_folds(gram_of(views_[kind].own)), visibility = views_[kind].visibility;
    if (visibility < least_visible || between_folds(elsewhere[kind]) < moves_nothing * norm) continue;
    result.parts[kind] = ratio(here[kind], elsewhere[kind]);
    for (Index i = 0; i < numerator.count(); ++i) {  // the weights of the largest visibility in all
      numerator[i] += visibility * visibility / norm * here[kind][i];
      denominator[i] += visibility * visibility / norm * elsewhere[kind][i];
    }
  }
  if (result.parts[0] || result.parts[1]) result.both = ratio(numerator, denominator);
  return result;
}

SquaredDefect LawJudge::covariance_defect(const TensorD& M) const {
  std::vector<TensorD> moved, rest;
  for (const TensorD& C : moments_.second) {
    moved.push_back(times_transposed(matmul(M, C), M));
    rest.push_back(C.clone());
    for (Index i = 0; i < C.count(); ++i) rest.back()[i] -= moved.back()[i];
  }
  TensorD unit = gram_of(moved);
  const TensorD own = gram_of(moments_.second);
  for (Index i = 0; i < unit.count(); ++i) unit[i] += own[i];
  return ratio(gram_of(rest), unit);
}

bool LawJudge::is_idle(const std::vector<TensorD>& generators, double upper) const {
  const Index d = moments_.d;
  TensorD moved({d, d});
  for (const TensorD& A : generators) {
    TensorD change = A.clone();
    for (Index i = 0; i < d; ++i) change(i, i) -= 1;
    const TensorD square = transposed_times(change, change);
    for (Index i = 0; i < moved.count(); ++i) moved[i] += square[i];
  }
  const SymmetricEigen eigen = eigh(moved);
  Index still = 0;  // eigenvalues ascend
  while (eigen.values[still] < moved_at_all * eigen.values[d - 1]) ++still;
  const Index m = d - still;
  const double least = upper * upper / (share_of_the_like * share_of_the_like);  // mean square of the like
  if (m == 1) return least >= 1;
  Random random(settings_.seed, Stream::test);
  constexpr int draws = 8;
  double sum = 0, seen = 0;
  for (int draw = 0; draw < draws; ++draw) {
    const TensorD turn = random_orthogonal(m, random);
    TensorD like = identity(d);
    for (Index a = 0; a < m; ++a)
      for (Index b = 0; b < m; ++b) like(still + a, still + b) = turn(a, b);
    const Defect each = defect(times_transposed(matmul(eigen.vectors, like), eigen.vectors), 1);
    if (!each.seen()) continue;  // nearly I
    sum += std::max(0.0, each.both->value);
    ++seen;
    if (sum > draws * least) return false;  // whatever the others are
  }
  return seen > 0 ? least * seen >= sum : least >= 1;
}

double LawJudge::distance(const Defect& defect) {
  return defect.seen() ? std::sqrt(std::max(0.0, defect.both->value)) : 1;
}

double LawJudge::upper_bound(const SquaredDefect& defect, double probability) {
  return root_of_bound(defect, probability, 1);
}

double LawJudge::lower_bound(const SquaredDefect& defect, double probability) {
  return root_of_bound(defect, probability, -1);
}

double LawJudge::upper_bound(const Defect& defect, double probability) {
  return defect.seen() ? upper_bound(*defect.both, probability) : 1;
}

double LawJudge::lower_bound(const Defect& defect, double probability) {
  return defect.seen() ? lower_bound(*defect.both, probability) : 1;
}

bool LawJudge::certifies(const Defect& defect, double probability) const {
  return upper_bound(defect, probability) < settings_.delta &&
         std::none_of(defect.parts.begin(), defect.parts.end(), [&](const auto& part) {
           return part && root_of_bound(*part, settings_.level / 2, -1) >= settings_.delta;
         });
}

Emptiness LawJudge::emptiness() const {
  if (views_[1].visibility < least_visible) return Emptiness::gaussian;
  return product_share_ > nearly_product ? Emptiness::product : Emptiness::none;
}

std::vector<Verdict> judge(const std::vector<GroupCandidate>& candidates, const LawJudge& law,
                           const VerdictSettings& settings) {
  const double others = static_cast<double>(candidates.size()) - 1;
  std::vector<std::pair<TensorD, Defect>> judged;  // candidates share elements
  const auto defect_of = [&](const TensorD& A) -> const Defect& {
    const auto known = std::find_if(judged.begin(), judged.end(), [&](const auto& each) {
      return std::max(matrix_cosine(each.first, A), matrix_cosine(each.first, transpose(A))) > 1 - 1e-9;
    });
    return known != judged.end() ? known->second : judged.emplace_back(A, law.defect(A)).second;
  };
  const auto is_identity = [&](const TensorD& A) {  // or -I, where even moments alone are seen
    const double cosine = matrix_cosine(A, identity(A.extent(0)));
    return (law.sees_third() ? cosine : std::abs(cosine)) > 0.99;
  };
  std::vector<Verdict> verdicts;
  for (const GroupCandidate& each : candidates) {
    Verdict verdict{each};
    const double level = others == 0 ? settings.level : settings.level / 2 / (verdicts.empty() ? 1 : others);
    bool certified = each.order != 1;
    for (const TensorD& generator : each.generators) {
      verdict.seen = verdict.seen && defect_of(generator).seen();
      certified = certified && verdict.seen && !is_identity(generator);
    }
    const std::vector<TensorD> elements = elements_to_judge(each);
    for (const TensorD& element : elements) {
      const Defect& defect = defect_of(element);
      if (!defect.seen() && is_identity(element)) continue;  // -I among others, of a law without odd moments
      certified = certified && law.certifies(defect, level);
      verdict.defect = std::max(verdict.defect, law.distance(defect));
      verdict.lower = std::max(verdict.lower, law.lower_bound(defect, level / static_cast<double>(elements.size())));
      verdict.upper = std::max(verdict.upper, law.upper_bound(defect, level));
    }
    verdict.idle = certified && law.is_idle(each.generators, verdict.upper);
    verdict.certified = certified && !verdict.idle && law.emptiness() == Emptiness::none;
    verdicts.push_back(verdict);
  }
  return verdicts;
}

}  // namespace lgn
