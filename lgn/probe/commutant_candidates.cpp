#include "lgn/probe/commutant_candidates.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lgn/generators/snap.h"
#include "lgn/probe/finite_group.h"
#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

constexpr double good_as_the_best = 0.97;   // agreement of an element over the best element's
constexpr double a_trifle = 0.01;           // agreements closer than this are equal
constexpr double search_third_share = 0.3;  // fourth moments alone have more local maxima
constexpr Index polish_rounds = 15;

/// 1 - cosine of A and its snapped self, over what it is for phases without preference.
double distance_to_order(const TensorD& A, const TensorD& snapped, Index n) {
  const double width = std::numbers::pi / static_cast<double>(n);
  return (1 - matrix_cosine(A, snapped)) / (1 - std::sin(width) / width);
}

/// All elements climb, one step each, and are made exact again.
void polish(const Agreement& agreement, FiniteGroup& group) {
  for (Index round = 0; round < polish_rounds; ++round) {
    for (std::size_t g = 1; g < group.elements.size(); ++g)
      group.elements[g] = climb(agreement, group.elements[g], 1, 0).A;
    make_exact(group);
  }
}

double least_agreement(const Agreement& agreement, const FiniteGroup& group) {
  double least = 1;
  for (std::size_t g = 1; g < group.elements.size(); ++g)
    least = std::min(least, agreement(group.elements[g]).both);
  return least;
}

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

/// A or -A, whichever keeps the third moments better.
void choose_signs(const Agreement& agreement, std::vector<Element>& elements) {
  for (Element& element : elements) {
    TensorD negative = element.A.clone();
    for (double& x : negative) x = -x;
    const Kept kept = agreement(negative);
    if (kept.both > element.kept.both) element = {negative, kept};
  }
}

/// Groups from single elements, the largest first.
std::vector<GroupFound> groups_of(const Agreement& agreement, const std::vector<Element>& elements,
                                  const CommutantSettings& settings) {
  std::vector<GroupFound> found;
  const double least = elements.empty() ? 1 : good_as_the_best * elements.front().kept.both;
  GroupFound whole;
  for (const Element& element : elements) {
    if (element.kept.both < least) continue;
    if (!whole.group.elements.empty() && contains(whole.group, element.A)) continue;
    const auto cyclic = cyclic_group(agreement, element.A, least, settings.largest_order);
    if (!cyclic) continue;
    if (whole.group.elements.empty()) {
      whole = *cyclic;
      continue;
    }
    std::vector<TensorD> generators;
    for (const Index g : minimal_generators(whole.group))
      generators.push_back(whole.group.elements[static_cast<std::size_t>(g)]);
    generators.push_back(cyclic->group.elements[1]);
    const auto joined = try_group(agreement, generators, least, settings.most_elements);
    if (joined) {
      whole = *joined;
    } else {
      found.push_back(*cyclic);
    }
  }
  if (!whole.group.elements.empty()) found.insert(found.begin(), whole);
  return found;
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

}  // namespace

std::vector<GroupCandidate> commutant_candidates(const ProbeSample& training,
                                                 const CommutantSettings& settings, CommutantReport* report) {
  const SampleMoments moments = measure_moments(training);
  const Index d = moments.d;
  require(d <= 64, "the commutant of moments takes vectors of at most 64 numbers; found ", d);
  const MomentSpectrum spectrum = moment_spectrum(moments);
  CommutantReport seen;
  seen.fourth_above_noise = count_above(spectrum.values, 1.1 * spectrum.fourth_edge);
  seen.third_above_noise = count_above(spectrum.singular, 1.1 * spectrum.third_edge);
  seen.threshold = settings.threshold;
  std::vector<GroupCandidate> candidates;
  if (seen.fourth_above_noise > 0) {
    const Index R = std::min<Index>(40, std::max<Index>(10, 2 * seen.fourth_above_noise));
    const Agreement agreement(leading_moments(moments, spectrum, R, 8, search_third_share));
    std::vector<TensorD> spans;
    TensorD directions;
    for (const auto& [rank, count] : {std::pair<Index, Index>{30, 3}, {60, 5}, {80, 8}}) {
      const Invariants invariants = invariants_of(leading_moments(moments, spectrum, rank, 1), count);
      seen.span = commutant_span(invariants, d, std::min<Index>(24, d));
      for (const Index r : {std::min<Index>(8, d), std::min<Index>(24, d)})
        spans.push_back(seen.span.basis.slice(0, r));
      directions = transpose(eigh(invariants.matrices.front()).vectors);
    }
    spans.push_back(TensorD({0, d * d}));
    seen.dimension = commutant_dimension(seen.span, settings.threshold);
    seen.elements = search_elements(agreement, spans, directions, settings.search);
    choose_signs(agreement, seen.elements);
    const Agreement finer(
        leading_moments(moments, spectrum, std::clamp<Index>(seen.fourth_above_noise, R, 120), 16));
    for (const GroupFound& found : groups_of(finer, seen.elements, settings)) {
      candidates.push_back(candidate_of(found.group));
      seen.agreements.push_back(found.agreement);
      for (const GroupFound& part : cyclic_parts(finer, found.group)) {
        candidates.push_back(candidate_of(part.group));
        seen.agreements.push_back(part.agreement);
      }
    }
  }
  if (report) *report = seen;
  return candidates;
}

}  // namespace lgn
