#include "lgn/probe/commutant_candidates.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lgn/generators/snap.h"
#include "lgn/probe/finite_group.h"
#include "lgn/probe/moment_maxima.h"
#include "lgn/probe/sample_moments.h"
#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

constexpr double good_as_the_best = 0.97;   // agreement of an element over the best element's
constexpr double plausible = 0.7;           // agreement below which nothing is proposed
constexpr double worth_polishing = 0.9;     // of the least agreement asked for
constexpr double a_trifle = 0.01;           // agreements closer than this are equal
constexpr double search_third_share = 0.3;  // fourth moments alone have more local maxima
constexpr Index covariance_copies = 4;      // of each span that the covariance gives: times as many starts
constexpr Index polish_rounds = 15;
constexpr double worth_searching = 3;  // standard errors of ||fourth||^2 or ||third||^2

/// 1 - cosine of A and its snapped self, over what it is for phases without preference.
double distance_to_order(const TensorD& A, const TensorD& snapped, Index n) {
  const double width = std::numbers::pi / static_cast<double>(n);
  return (1 - matrix_cosine(A, snapped)) / (1 - std::sin(width) / width);
}

/// All elements climb, one step each, and are made exact again.
void polish(const Agreement& agreement, FiniteGroup& group) {
  for (Index round = 0; round < polish_rounds; ++round) {
    for (std::size_t g = 1; g < group.elements.size(); ++g)
      group.elements[g] = climb(agreement, group.elements[g], 1, {}).A;
    make_exact(group);
  }
}

double least_agreement(const Agreement& agreement, const FiniteGroup& group) {
  double least = 1;
  for (std::size_t g = 1; g < group.elements.size(); ++g)
    least = std::min(least, agreement(group.elements[g]).both);
  return least;
}

/// Where a span comes from: R eigenmatrices, r singular pairs, `count` invariants that stand out of their
/// noise by `least`. Different data are seen best in different ones.
struct SpanSource {
  Index R, r, count;
  double least;
};

struct GroupFound {
  FiniteGroup group;
  double agreement = 0;
};

/// The group of what is given, polished; none when there is none or its elements agree less than `least`.
std::optional<GroupFound> try_group(const Agreement& agreement, const std::vector<TensorD>& generators,
                                    double least, Index most) {
  std::optional<FiniteGroup> group = generated_group(generators, most);
  if (!group) return std::nullopt;
  make_exact(*group);
  if (least_agreement(agreement, *group) < worth_polishing * least) return std::nullopt;
  polish(agreement, *group);
  const double reached = least_agreement(agreement, *group);
  if (reached < least) return std::nullopt;
  return GroupFound{*group, reached};
}

/// The cyclic group of a single element: of the orders that its phases come near to the least whose agreement
/// is no trifle below the best.
std::optional<GroupFound> cyclic_group(const Agreement& agreement, const TensorD& A, double least,
                                       Index largest) {
  std::vector<GroupFound> found;
  for (Index n = 2; n <= largest; ++n) {
    const TensorD snapped = snap_orthogonal(A, n).matrix;
    if (distance_to_order(A, snapped, n) > 0.6) continue;
    const std::optional<GroupFound> group = try_group(agreement, {snapped}, least, largest);
    if (group && group->group.order() == n) found.push_back(*group);
  }
  double best = 0;
  for (const GroupFound& group : found) best = std::max(best, group.agreement);
  for (const GroupFound& group : found) {
    if (group.agreement >= best - a_trifle) return group;
  }
  return std::nullopt;
}

bool contains(const FiniteGroup& group, const TensorD& A) {
  return std::any_of(group.elements.begin(), group.elements.end(),
                     [&](const TensorD& element) { return matrix_cosine(A, element) > 0.8; });
}

GroupCandidate candidate_of(const FiniteGroup& group) {
  GroupCandidate candidate;
  const std::vector<Index> orders = element_orders(group);
  for (const Index g : minimal_generators(group)) {
    candidate.generators.push_back(group.elements[static_cast<std::size_t>(g)]);
    candidate.orders.push_back(orders[static_cast<std::size_t>(g)]);
  }
  candidate.order = group.order();
  candidate.route = "commutant";
  candidate.name = group_name(group);
  return candidate;
}

TensorD negative_of(const TensorD& A) {
  TensorD negative = A.clone();
  for (double& x : negative) x = -x;
  return negative;
}

/// A or -A, whichever keeps the third moments better.
void choose_signs(const Agreement& agreement, std::vector<Element>& elements) {
  for (Element& element : elements) {
    const TensorD negative = negative_of(element.A);
    const Kept kept = agreement(negative);
    if (kept.both > element.kept.both) element = {negative, kept};
  }
}

/// Joins single elements, the best first, to the group of those before; false where none fits. Where signs
/// are not known, of A and -A that of the smaller order is taken, and the other one is no news.
bool join(const Agreement& agreement, const std::vector<Element>& elements, double least, bool signs_known,
          const CommutantSettings& settings, GroupFound& whole, std::vector<GroupFound>& apart) {
  bool grown = false;
  for (const Element& element : elements) {
    if (element.kept.both < worth_polishing * least || contains(whole.group, element.A)) continue;
    const TensorD negative = negative_of(element.A);
    if (!signs_known && contains(whole.group, negative)) continue;
    auto cyclic = cyclic_group(agreement, element.A, least, settings.largest_order);
    const auto other =
        signs_known ? std::nullopt : cyclic_group(agreement, negative, least, settings.largest_order);
    if (!cyclic || (other && other->group.order() < cyclic->group.order())) cyclic = other;
    if (!cyclic) continue;
    std::vector<TensorD> generators = {cyclic->group.elements[1]};
    for (const Index g : minimal_generators(whole.group))
      generators.push_back(whole.group.elements[static_cast<std::size_t>(g)]);
    const auto joined = try_group(agreement, generators, least, settings.most_elements);
    grown = grown || joined;
    if (joined) {
      whole = *joined;
    } else {
      apart.push_back(*cyclic);
    }
  }
  return grown;
}

/// The cyclic groups in a group that is none, each once.
std::vector<GroupFound> cyclic_parts(const Agreement& agreement, const FiniteGroup& group) {
  std::vector<GroupFound> parts;
  for (std::size_t g = 1; g < group.elements.size(); ++g) {
    const bool seen = std::any_of(parts.begin(), parts.end(), [&](const GroupFound& part) {
      return contains(part.group, group.elements[g]);
    });
    const auto part = generated_group({group.elements[g]}, group.order());
    if (seen || !part || part->order() == group.order()) continue;
    parts.push_back({*part, least_agreement(agreement, *part)});
  }
  std::stable_sort(parts.begin(), parts.end(), [](const GroupFound& a, const GroupFound& b) {
    return a.group.order() > b.group.order();
  });
  return parts;
}

Index count_above(const TensorD& values, double edge) {
  return std::count_if(values.begin(), values.end(), [&](double x) { return std::abs(x) > edge; });
}

/// Every vector moved by the elements of a group: a larger sample of a law that has the group anyway. At most
/// `most` vectors, each moved by as many elements as that allows.
ProbeSample acted_sample(const ProbeSample& sample, const FiniteGroup& group, Index most) {
  const Index N = sample.vectors.extent(0), d = sample.vectors.extent(1);
  const Index copies = std::clamp<Index>(most / N, 1, group.order());
  ProbeSample result{TensorD::uninitialized({copies * N, d}), {}};
  for (Index c = 0; c < copies; ++c) {
    const TensorD moved = matmul(sample.vectors, transpose(group.elements[static_cast<std::size_t>(c)]));
    std::copy(moved.begin(), moved.end(), result.vectors.data() + c * N * d);
    result.units.insert(result.units.end(), sample.units.begin(), sample.units.end());
  }
  return result;
}

/// What nearly commutes with the covariance, inside which every symmetry of the law is: entries [i,j] of
/// directions whose variances differ by less than a factor `alike`.
TensorD covariance_span(const TensorD& variances, double alike) {
  const Index d = variances.count();
  std::vector<Index> entries;
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j)
      if (std::abs(std::log(variances[i] / variances[j])) < std::log(alike)) entries.push_back(i * d + j);
  TensorD span({static_cast<Index>(entries.size()), d * d});
  for (std::size_t k = 0; k < entries.size(); ++k) span(static_cast<Index>(k), entries[k]) = 1;
  return span;
}

/// Spans of several widths from moments, and none: anywhere.
std::vector<TensorD> search_spans(const SampleMoments& moments, const MomentSpectrum& spectrum,
                                  const TensorD& variances, CommutantSpan& last) {
  const Index d = moments.d, third = count_above(spectrum.singular, 1.5 * spectrum.third_edge);
  std::vector<TensorD> spans = {TensorD({0, d * d})};
  if (variances.count() == d)
    for (const double alike : {1.02, 1.05, 1.3})
      spans.insert(spans.end(), covariance_copies, covariance_span(variances, alike));
  for (const auto& [R, r, count, least] :
       {SpanSource{60, 3 * third > d ? std::min<Index>(third, 8) : 0, 6, 2},
        {60, 0, 5, 0},
        {80, 0, 8, 0},
        {30, 0, 16, 2},
        {100, 0, 16, 2}}) {
    last = commutant_span(invariants_of(leading_moments(moments, spectrum, R, r), count, least), d, 2 * d);
    for (const Index width : {d / 4, 2 * d / 3, 5 * d / 3})
      spans.push_back(last.basis.slice(0, std::max<Index>(4, width)));
  }
  return spans;
}

Agreement search_agreement(const SampleMoments& moments, const MomentSpectrum& spectrum) {
  const Index above = count_above(spectrum.values, 1.1 * spectrum.fourth_edge);
  return Agreement(leading_moments(
      moments, spectrum,
      std::clamp<Index>(2 * above, std::max<Index>(10, moments.d), std::max<Index>(40, moments.d)), 16,
      search_third_share));
}

}  // namespace

std::vector<GroupCandidate> commutant_candidates(const ProbeSample& training,
                                                 const CommutantSettings& settings, CommutantReport* report) {
  SampleMoments moments = measure_moments(training);
  const Index d = moments.d;
  require(d <= 64, "the commutant of moments takes vectors of at most 64 numbers; found ", d);
  MomentSpectrum spectrum = moment_spectrum(moments);
  CommutantReport seen;
  seen.fourth_above_noise = count_above(spectrum.values, 1.1 * spectrum.fourth_edge);
  seen.third_above_noise = count_above(spectrum.singular, 1.1 * spectrum.third_edge);
  seen.threshold = settings.threshold;
  GroupFound whole{{{identity(d)}, {{0}}}, 1};
  std::vector<GroupFound> apart, parts;
  const bool third_seen = visibility_of(moments.third) > worth_searching;
  if (third_seen || visibility_of(moments.fourth) > worth_searching) {
    const Agreement finer(leading_moments(
        moments, spectrum, std::clamp<Index>(std::max(seen.fourth_above_noise, d), 20, 120), d));
    double least = plausible;
    for (Index round = 0; round < settings.rounds; ++round) {
      CommutantSpan span;
      const Agreement agreement = search_agreement(moments, spectrum);
      const std::vector<TensorD> spans = search_spans(moments, spectrum, training.variances, span);
      if (round == 0) seen.span = span;
      std::vector<Element> elements = search_elements(
          agreement, spans, matrices_that_permute_maxima(spectrum, third_seen, settings.search.seed),
          {whole.group.elements}, settings.search);
      choose_signs(agreement, elements);
      for (Element& element : elements) element.kept = finer(element.A);
      if (elements.empty()) break;
      least = std::max(least, good_as_the_best * elements.front().kept.both);
      seen.elements.insert(seen.elements.end(), elements.begin(), elements.end());
      if (!join(finer, elements, least, third_seen, settings, whole, apart)) break;
      const ProbeSample acted = acted_sample(training, whole.group, settings.most_vectors);
      moments = measure_moments(acted);
      spectrum = moment_spectrum(moments);
    }
    seen.dimension = commutant_dimension(seen.span, settings.threshold);
    parts = cyclic_parts(finer, whole.group);
  }
  std::vector<GroupCandidate> candidates;
  const auto propose = [&](const GroupFound& found) {
    if (found.group.order() < 2) return;
    candidates.push_back(candidate_of(found.group));
    seen.agreements.push_back(found.agreement);
  };
  propose(whole);
  for (const GroupFound& part : parts) propose(part);
  for (const GroupFound& group : apart) {
    if (!contains(whole.group, group.group.elements[1])) propose(group);
  }
  if (report) *report = seen;
  return candidates;
}

}  // namespace lgn
