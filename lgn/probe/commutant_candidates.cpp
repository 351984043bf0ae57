#include "lgn/probe/commutant_candidates.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lgn/generators/snap.h"
#include "lgn/probe/finite_group.h"
#include "lgn/probe/moment_maxima.h"
#include "lgn/probe/sample_moments.h"
#include "lgn/probe/search_spans.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

constexpr double good_as_the_best = 0.97;   // agreement of an element over the best element's
constexpr double plausible = 0.7;           // agreement below which nothing is proposed
constexpr double worth_polishing = 0.9;     // of the least agreement asked for
constexpr double a_trifle = 0.01;           // agreements closer than this are equal
constexpr double search_third_share = 0.3;  // fourth moments alone have more local maxima
constexpr double visible_mean = 0.01;       // square, of whitened vectors
constexpr double convincing = 0.93;         // agreement above which wider spans need not be asked
constexpr Index fewer = 4;                  // starts in twisted spans, and in wide ones once a group is known
constexpr double twisted_strength = 0.5;    // of the repulsion there, where few known elements are
constexpr Index polish_rounds = 15;
constexpr double worth_searching = 3;  // standard errors of ||fourth||^2 or ||third||^2

/// 1 - cosine of A and its snapped self, over what it is for phases without preference.
double distance_to_order(const TensorD& A, const TensorD& snapped, Index n) {
  const double width = std::numbers::pi / static_cast<double>(n);
  return (1 - matrix_cosine(A, snapped)) / (1 - std::sin(width) / width);
}

/// All elements climb, one step each, and are made exact again; false where they come apart.
bool polish(const Agreement& agreement, FiniteGroup& group) {
  for (Index round = 0; round < polish_rounds; ++round) {
    for (std::size_t g = 1; g < group.elements.size(); ++g)
      group.elements[g] = climb(agreement, group.elements[g], 1, {}).A;
    if (!make_exact(group)) return false;
  }
  return true;
}

double least_agreement(const Agreement& agreement, const FiniteGroup& group) {
  double least = 1;
  for (std::size_t g = 1; g < group.elements.size(); ++g) least = std::min(least, agreement(group.elements[g]).both);
  return least;
}

struct GroupFound {
  FiniteGroup group;
  double agreement = 0;
};

/// The group of what is given, polished; none when there is none or its elements agree less than `least`.
std::optional<GroupFound> try_group(const Agreement& agreement, const std::vector<TensorD>& generators, double least,
                                    Index most) {
  std::optional<FiniteGroup> group = generated_group(generators, most);
  if (!group || !make_exact(*group)) return std::nullopt;
  if (least_agreement(agreement, *group) < worth_polishing * least) return std::nullopt;
  if (!polish(agreement, *group)) return std::nullopt;
  const double reached = least_agreement(agreement, *group);
  if (reached < least) return std::nullopt;
  return GroupFound{*group, reached};
}

/// The cyclic group of a single element: of the orders that its phases come near to the least whose agreement
/// is no trifle below the best.
std::optional<GroupFound> cyclic_group(const Agreement& agreement, const TensorD& A, double least, Index largest) {
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

TensorD negative_of(const TensorD& A) {
  TensorD negative = A.clone();
  for (double& x : negative) x = -x;
  return negative;
}

/// A or -A, whichever keeps the third moments better. Where these are not seen, and the vectors have a mean,
/// which every symmetry of theirs keeps: whichever turns that less.
void choose_signs(const Agreement& agreement, const TensorD& mean, bool third_seen, std::vector<Element>& elements) {
  const bool by_mean = !third_seen && mean.count() > 0 && inner(mean, mean) > visible_mean;
  for (Element& element : elements) {
    const Index d = element.A.extent(0);
    const TensorD negative = negative_of(element.A);
    const Kept kept = agreement(negative);
    const bool turns =
        by_mean ? inner(matmul(element.A, mean.reshape({d, 1})), mean) < 0 : kept.both > element.kept.both;
    if (turns) element = {negative, kept};
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
    const auto other = signs_known ? std::nullopt : cyclic_group(agreement, negative, least, settings.largest_order);
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

/// The search: what is known, and rounds that add to it.
class GroupSearch {
 public:
  GroupSearch(const ProbeSample& training, const CommutantSettings& settings, CommutantReport& seen)
      : training_(training),
        settings_(settings),
        seen_(seen),
        whole{{{identity(training.vectors.extent(1))}, {{0}}}, 1} {}

  void run(SampleMoments moments, MomentSpectrum spectrum, bool third_seen) {
    third_seen_ = third_seen;
    const Index d = moments.d;
    const Index most = std::max<Index>(120, 2 * d);
    finer_.emplace(leading_moments(moments, spectrum, std::clamp(2 * seen_.fourth_above_noise, 2 * d, most), d));
    for (Index round = 0; round < settings_.rounds; ++round) {
      if (!grow(moments, spectrum)) break;
      moments = measure_moments(acted_sample(training_, whole.group, settings_.most_vectors));
      spectrum = moment_spectrum(moments);
    }
    for (const FiniteGroup& part : subgroups(whole.group)) parts.push_back({part, least_agreement(*finer_, part)});
  }

 private:
  /// Third moments that are not seen would only add their noise.
  Agreement agreement_of(const SampleMoments& moments, const MomentSpectrum& spectrum, Index R, Index r) const {
    return Agreement(leading_moments(moments, spectrum, R, third_seen_ ? r : 0, search_third_share));
  }

  /// One round: where most is found for the least first, further where nothing there convinces. False when
  /// the group has not grown.
  bool grow(const SampleMoments& moments, const MomentSpectrum& spectrum) {
    const Index d = moments.d, above = count_above(spectrum.values, 1.1 * spectrum.fourth_edge);
    const Agreement rough = agreement_of(moments, spectrum, d / 2, 8);
    const Agreement agreement = agreement_of(
        moments, spectrum, std::clamp<Index>(2 * above, std::max<Index>(10, d), std::max<Index>(40, d)), 16);
    const SearchSpans spans = search_spans(moments, spectrum, training_.variances, whole.group);
    if (whole.group.order() == 1) seen_.span = spans.widest;
    std::vector<TensorD> given = matrices_that_permute_maxima(spectrum, third_seen_, settings_.search.seed);
    std::vector<Element> elements;
    bool grown = false;
    for (const std::vector<TensorD>* where : {&spans.twisted, &spans.narrow, &spans.wide}) {
      if (grown || where->empty()) continue;
      ElementSearch search = settings_.search;
      Repulsion repulsion{whole.group.elements};
      if (where == &spans.twisted) repulsion.strength = twisted_strength;
      if (where == &spans.twisted || (where == &spans.wide && whole.group.order() > 1))
        search.starts = std::max<Index>(1, search.starts / fewer);
      for (Element& element : look(rough, agreement, *where, given, repulsion, search)) elements.push_back(element);
      given.clear();
      std::stable_sort(elements.begin(), elements.end(),
                       [](const Element& a, const Element& b) { return a.kept.both > b.kept.both; });
      if (elements.empty() || (where != &spans.wide && elements.front().kept.both < convincing)) continue;
      least_ = std::max(least_, good_as_the_best * elements.front().kept.both);
      grown = join(*finer_, elements, least_, third_seen_, settings_, whole, apart);
    }
    seen_.elements.insert(seen_.elements.end(), elements.begin(), elements.end());
    return grown;
  }

  /// Elements, as the finer agreement has them: the weaker directions' signs are seen by no other.
  std::vector<Element> look(const Agreement& rough, const Agreement& agreement, const std::vector<TensorD>& spans,
                            const std::vector<TensorD>& given, const Repulsion& repulsion,
                            const ElementSearch& search) const {
    std::vector<Element> elements = search_elements(rough, agreement, spans, given, repulsion, search);
    for (Element& element : elements) {
      element.kept = (*finer_)(element.A);
      if (std::max(element.kept.both, (*finer_)(negative_of(element.A)).both) > worth_polishing * least_)
        element = improve_by_flips(*finer_, element, repulsion, search.span_steps);
    }
    choose_signs(*finer_, training_.mean, third_seen_, elements);
    return elements;
  }

  const ProbeSample& training_;
  const CommutantSettings& settings_;
  CommutantReport& seen_;
  bool third_seen_ = false;
  std::optional<Agreement> finer_;
  double least_ = plausible;

 public:
  GroupFound whole;
  std::vector<GroupFound> apart, parts;
};

}  // namespace

std::vector<GroupCandidate> commutant_candidates(const ProbeSample& training, const CommutantSettings& settings,
                                                 CommutantReport* report) {
  const SampleMoments moments = measure_moments(training);
  require(moments.d <= 64, "the commutant of moments takes vectors of at most 64 numbers; found ", moments.d);
  const MomentSpectrum spectrum = moment_spectrum(moments);
  CommutantReport seen;
  seen.fourth_above_noise = count_above(spectrum.values, 1.1 * spectrum.fourth_edge);
  seen.third_above_noise = count_above(spectrum.singular, 1.1 * spectrum.third_edge);
  GroupSearch search(training, settings, seen);
  const bool third_seen = visibility_of(moments.third) > worth_searching;
  if (third_seen || visibility_of(moments.fourth) > worth_searching) {
    search.run(moments, spectrum, third_seen);
    seen.dimension = commutant_dimension(seen.span, settings.threshold);
  }
  std::vector<GroupCandidate> candidates;
  const auto propose = [&](const GroupFound& found) {
    if (found.group.order() < 2) return;
    candidates.push_back(candidate_of(found.group, "commutant"));
    seen.agreements.push_back(found.agreement);
  };
  propose(search.whole);
  for (const GroupFound& part : search.parts) propose(part);
  for (const GroupFound& group : search.apart) {
    if (!contains(search.whole.group, group.group.elements[1])) propose(group);
  }
  if (report) *report = seen;
  return candidates;
}

}  // namespace lgn
