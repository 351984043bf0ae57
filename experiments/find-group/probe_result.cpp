#include "experiments/find-group/probe_result.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "experiments/common/program/table.h"
#include "experiments/find-group/known_operations.h"
#include "lgn/probe/coordinate_candidates.h"
#include "lgn/probe/dictionary_candidates.h"
#include "lgn/probe/finite_group.h"
#include "lgn/probe/flow_candidates.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

/// How many times the sample an upper bound below delta takes when the defect is `value`; none when more data
/// would rather refuse.
std::optional<double> sample_factor(double value, double lower, double upper, double delta) {
  const double square = value * value, room = delta * delta - square;
  if (lower >= delta || upper < delta) return std::nullopt;
  return (upper * upper - square) / std::max(room, 0.1 * delta * delta);
}

/// Of a continuous group more than of any other.
Index size_of(const GroupCandidate& candidate) {
  return candidate.order == 0 ? std::numeric_limits<Index>::max() : candidate.order;
}

/// What is certified, then what is not refuted, the larger groups first; then what is refuted.
bool better(const Verdict& a, const Verdict& b, double delta) {
  const bool refuted = a.lower >= delta, other_refuted = b.lower >= delta;
  if (a.certified != b.certified) return a.certified;
  if (refuted != other_refuted) return other_refuted;
  if (!refuted && a.candidate.order != b.candidate.order) return size_of(a.candidate) > size_of(b.candidate);
  return a.upper < b.upper;
}

bool has_order(const GroupCandidate& candidate, Index order) {
  return candidate.order == order ||
         std::find(candidate.orders.begin(), candidate.orders.end(), order) != candidate.orders.end();
}

/// An A known to a cosine of .999, as from 50,000 patches, changes variances by .12 though it is a symmetry.
bool keeps_covariance(const GroupCandidate& candidate, const TensorD& variances) {
  constexpr double kept = 0.2;
  const std::vector<TensorD> elements = elements_to_judge(candidate);
  return std::all_of(elements.begin(), elements.end(),
                     [&](const TensorD& A) { return covariance_change(A, variances) < kept; });
}

/// A permutation, or -1, and its powers, of a power and its inverse one.
std::vector<TensorD> powers_of(const TensorD& operation) {
  const TensorD I = identity(operation.extent(0));
  std::vector<TensorD> powers;
  for (TensorD power = operation.clone(); matrix_cosine(power, I) < 1 - 1e-9; power = matmul(power, operation))
    powers.push_back(power);
  powers.resize((powers.size() + 1) / 2);
  return powers;
}

KnownVerdict judge_known(const NamedOperator& operation, const PreparedSample& sample, const LawJudge& law,
                         double level, double delta) {
  KnownVerdict verdict{operation.name};
  verdict.holds = law.emptiness() == Emptiness::none;
  const std::vector<TensorD> powers = powers_of(operation.matrix);
  const double share = level / (2 * static_cast<double>(powers.size()));  // of a lower bound, which is the largest
  for (const TensorD& power : powers) {
    const TensorD A = in_whitened_coordinates(sample, power);
    const Defect defect = law.defect(A);
    const SquaredDefect second = law.covariance_defect(on_whitened_vectors(sample, power));
    const double upper = law.upper_bound(defect, level), upper_of_second = law.upper_bound(second, level);
    verdict.seen = verdict.seen && defect.seen();
    verdict.defect = std::max({verdict.defect, law.distance(defect), std::sqrt(std::max(0.0, second.value))});
    verdict.lower = std::max({verdict.lower, law.lower_bound(defect, share), law.lower_bound(second, share)});
    verdict.upper = std::max({verdict.upper, upper, upper_of_second});
    verdict.holds =
        verdict.holds && law.certifies(defect, level) && upper_of_second < delta && !law.is_idle({A}, upper);
  }
  return verdict;
}

/// Two routes may propose the same.
bool same_group(const GroupCandidate& a, const GroupCandidate& b) {
  constexpr double same = 0.98;
  return a.order == b.order && std::all_of(a.generators.begin(), a.generators.end(),
                                           [&](const TensorD& A) { return group_cosine_with(b, A) > same; });
}

/// Of all routes; what one has proposed no later one proposes again.
std::vector<GroupCandidate> propose(const PreparedSample& sample, const ProbeSettings& settings,
                                    CommutantReport& report) {
  std::vector<GroupCandidate> all;
  const auto add = [&](std::vector<GroupCandidate> more) {
    for (GroupCandidate& each : more)
      if (std::none_of(all.begin(), all.end(), [&](const GroupCandidate& other) { return same_group(each, other); }))
        all.push_back(std::move(each));
  };
  CommutantSettings commutant = settings.commutant;
  commutant.largest_order = std::max(commutant.largest_order, settings.order.value_or(0));
  for (const std::string& route : settings.routes) {
    if (route == "coordinates") add(coordinate_candidates(sample));
    if (route == "commutant") add(commutant_candidates(sample.training, commutant, &report));
    if (route == "dictionary") add(dictionary_candidates(sample.training, commutant.search.seed));
    if (route == "flow") add(flow_candidates(sample.training));
  }
  std::erase_if(all, [&](const GroupCandidate& each) { return settings.order && !has_order(each, *settings.order); });
  return all;
}

std::string percentage(double x) {
  return percent(x, 0);
}

}  // namespace

double group_cosine_with(const GroupCandidate& candidate, const TensorD& operation) {
  constexpr int steps = 24;  // of a continuous group, some four times around
  std::vector<TensorD> elements = candidate.generators;
  if (candidate.order == 0) {
    while (elements.size() < steps) elements.push_back(matmul(elements.back(), candidate.generators.front()));
  } else if (const auto group = generated_group(candidate.generators, 4096)) {
    elements = group->elements;
  }
  double best = -1;
  for (const TensorD& element : elements) best = std::max(best, matrix_cosine(element, operation));
  return best;
}

ProbeResult probe(const ProbeInput& input, const ProbeSettings& settings,
                  const std::function<void(const std::string&)>& log) {
  const auto say = [&](const std::string& text) {
    if (log) log(text);
  };
  ProbeResult result;
  say("whitening");
  result.sample = prepare_sample(input.vectors, input.units, settings.preparation);
  const Index most = 2 * result.sample.dimension();  // that of a dihedral group that permutes the coordinates
  require(!settings.order || *settings.order <= most, "--order ", settings.order.value_or(0), " in ",
          result.sample.dimension(), " dimensions; expected at most ", most);
  say("looking for candidates");
  const std::vector<GroupCandidate> candidates = propose(result.sample, settings, result.commutant);
  say("measuring the held-out law");
  const LawJudge law(result.sample.training, result.sample.held_out, settings.verdict);
  result.third_visibility = law.third_visibility();
  result.fourth_visibility = law.fourth_visibility();
  result.product_share = std::clamp(law.product_share(), 0.0, 1.0);  // an estimate
  result.emptiness = law.emptiness();
  say(concat("judging ", candidates.size(), " candidates"));
  result.found = judge(candidates, law, settings.verdict);
  for (Verdict& each : result.found) {
    each.whitened_only = each.certified && !keeps_covariance(each.candidate, result.sample.variances);
    each.certified = each.certified && !each.whitened_only;
  }
  std::stable_sort(result.found.begin(), result.found.end(),
                   [&](const Verdict& a, const Verdict& b) { return better(a, b, settings.verdict.delta); });
  say("judging known operations");
  const std::vector<NamedOperator> operations = known_operations(input.geometry);
  const double level = settings.verdict.level / static_cast<double>(operations.size());
  for (const NamedOperator& each : operations) {
    result.known.push_back(judge_known(each, result.sample, law, level, settings.verdict.delta));
    if (!result.best()) continue;
    const TensorD A = in_whitened_coordinates(result.sample, each.matrix);
    const double cosine = group_cosine_with(result.best()->candidate, A);
    if (result.nearest_operation.empty() || cosine > result.nearest_cosine)
      result.nearest_operation = each.name, result.nearest_cosine = cosine;
  }
  return result;
}

namespace {

std::string claim(const ProbeResult& result, double delta) {
  constexpr double near = 0.8;
  const KnownVerdict* known = nullptr;  // the known operation that the law keeps best
  for (const KnownVerdict& each : result.known)
    if (each.seen && (!known || each.upper < known->upper)) known = &each;
  std::string about_known;
  if (known && known->holds)
    about_known = concat(" Of the known operations the ", known->name, " is a symmetry (defect ",
                         fixed(known->defect, 3), ", upper bound ", fixed(known->upper, 3), ").");
  else if (known)
    about_known =
        concat(" Of the known operations the ", known->name, " comes nearest (defect ", fixed(known->defect, 3),
               ", upper bound ", fixed(known->upper, 3), ")",
               known->upper < delta ? ", but third or fourth moments alone, or the covariance, speak against it."
                                    : concat(" and is no symmetry at ", fixed(delta, 2), "."));
  if (result.emptiness == Emptiness::gaussian)
    return "Nothing can be certified: no moment beyond the covariance stands out of its noise, and of a Gaussian every "
           "orthogonal matrix is a symmetry.";
  if (result.emptiness == Emptiness::product)
    return concat("Nothing is certified: ", percentage(result.product_share),
                  " of the fourth moments are those of coordinates with free signs, as independent ones have; what "
                  "permutes such coordinates or flips them may be a symmetry, true but empty.");
  const Verdict* best = result.best();
  if (!best)
    return "No group was found: the search proposed no candidate, which does not show that there is none." +
           about_known;
  const GroupCandidate& group = best->candidate;
  if (best->certified)
    return concat(group.order == 0
                      ? "A one-parameter group exp(t L), or a cyclic one in it too fine for fourth moments,"
                      : concat("A group of order ", group.order),
                  " (", group.name, "; certified at ", fixed(delta, 2), ", defect ", fixed(best->defect, 3),
                  ", upper bound ", fixed(best->upper, 3), " at 95 %); ",
                  result.nearest_cosine < near ? "no known operation is near it."
                                               : concat("nearest known operation: the ", result.nearest_operation,
                                                        ", cosine ", fixed(result.nearest_cosine, 3), "."));
  if (best->whitened_only)
    return concat("No group is certified: the best candidate (", group.name, ", upper bound ", fixed(best->upper, 3),
                  ") is one of the whitened law only; orthogonal matrices that do the like to the vectors do not keep "
                  "their covariance.",
                  about_known);
  if (best->idle)
    return concat(
        "No group is certified: the best candidate (", group.name, ") has an upper bound of ", fixed(best->upper, 3),
        ", but so has nearly every matrix that moves the same directions, in which the law looks like a Gaussian.",
        about_known);
  std::string more;
  if (best->upper < delta) more = " Third or fourth moments alone refute it.";
  if (const auto factor = sample_factor(best->defect, best->lower, best->upper, delta))
    more = concat(" That neither shows nor refutes it: about ", fixed(std::ceil(*factor), 0),
                  " times as many vectors would decide (--patches where they are drawn).");
  return concat("No group is certified at ", fixed(delta, 2), "; the best candidate (", group.name, ") has defect ",
                fixed(best->defect, 3), ", upper bound ", fixed(best->upper, 3), ".", more, about_known);
}

}  // namespace

std::string verdict_sentence(const ProbeResult& result, double delta) {
  constexpr double all = 0.9995;
  if (result.sample.variance_share > all) return claim(result, delta);
  return concat(claim(result, delta), " All this in the ", result.sample.dimension(), " leading directions, with ",
                percent(result.sample.variance_share, 1), " of the variance.");
}

}  // namespace lgn
