#include "experiments/learned-actions/surrogate_comparison.h"

#include <algorithm>
#include <map>

#include "experiments/common/program/table.h"
#include "experiments/learned-actions/action_report.h"
#include "tensor/random.h"

namespace lgn {
namespace {

constexpr Index exchanges = 9999;

/// What is compared: of every matrix a number, or nothing.
struct Quantity {
  std::string name;
  std::optional<double> (*of)(const ScoredAction&, const std::string& name);
};

std::vector<Quantity> quantities() {
  std::vector<Quantity> all;
  for (const std::string& kind : action_kinds())
    all.push_back({kind, [](const ScoredAction& each, const std::string& name) -> std::optional<double> {
                     return each.scores.at(name).effect;
                   }});
  all.push_back({"operator R2", [](const ScoredAction& each, const std::string&) -> std::optional<double> {
                   return each.match ? std::optional(each.match->share()) : std::nullopt;
                 }});
  return all;
}

/// The mean over the matrices of every network of a condition that has such a number.
std::vector<double> network_means(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models,
                                  const std::string& condition, bool surrogate, const Quantity& quantity) {
  std::vector<double> means;
  for (std::size_t m = 0; m < models.size(); ++m) {
    if (models[m].condition != condition || models[m].surrogate != surrogate) continue;
    std::vector<double> values;
    for (const ScoredAction& each : actions)
      if (const auto value = each.model == m ? quantity.of(each, quantity.name) : std::nullopt)
        values.push_back(*value);
    if (!values.empty()) means.push_back(mean(values));
  }
  return means;
}

}  // namespace

bool Comparison::shown() const {
  return q_value <= 0.05 && difference.low >= smallest_difference && same_history;
}

std::vector<Comparison> compare_with_surrogates(const std::vector<ScoredAction>& actions,
                                                const std::vector<ActionModel>& models, Index seed) {
  std::vector<std::string> conditions;
  for (const ActionModel& each : models)
    if (std::find(conditions.begin(), conditions.end(), each.condition) == conditions.end())
      conditions.push_back(each.condition);
  std::vector<Comparison> comparisons;
  std::vector<double> p_values;
  Random random(static_cast<std::uint64_t>(seed), Stream::test);
  for (const std::string& condition : conditions)
    for (const Quantity& quantity : quantities()) {
      const auto images = network_means(actions, models, condition, false, quantity);
      const auto surrogates = network_means(actions, models, condition, true, quantity);
      if (images.size() < 2 || surrogates.size() < 2) continue;
      p_values.push_back(exchange_p_value(images, surrogates, exchanges, random));
      comparisons.push_back({condition, quantity.name, mean(images), mean(surrogates),
                             welch_interval(images, surrogates), p_values.back(), 1, same_history(models, condition)});
    }
  const std::vector<double> q_values = benjamini_hochberg(p_values);
  for (std::size_t i = 0; i < comparisons.size(); ++i) comparisons[i].q_value = q_values[i];
  return comparisons;
}

std::string comparison_table(const std::vector<Comparison>& comparisons) {
  Table table({"networks", "effect", "images", "surrogates", "difference, 95 %", "p", "q", "shown"});
  for (const Comparison& each : comparisons)
    table.add_row({each.condition, each.what, fixed(each.images, 3), fixed(each.surrogates, 3),
                   concat(fixed(each.difference.low, 3), " .. ", fixed(each.difference.high, 3)),
                   fixed(each.p_value, 4), fixed(each.q_value, 4), each.shown() ? "yes" : "no"});
  return table.text();
}

std::string comparison_verdict(const std::vector<Comparison>& comparisons) {
  if (comparisons.empty())
    return "Without networks trained on surrogates (two seeds or more) nothing can be said about what the data "
           "bring.\n";
  std::map<std::string, std::string> shown;
  for (const Comparison& each : comparisons)
    if (each.shown()) {
      std::string& kinds = shown[each.condition];
      kinds += concat(kinds.empty() ? "" : ", ", each.what);
    }
  std::string text, hardly_trained;
  for (const Comparison& each : comparisons)
    if (!each.same_history && hardly_trained.find(each.condition) == std::string::npos)
      hardly_trained += (hardly_trained.empty() ? "" : ", ") + each.condition;
  if (!hardly_trained.empty())
    text = concat("Surrogates moved their matrices less than half as far as images in ", hardly_trained,
                  ": the null is near the start, and nothing is shown by it.\n");
  if (shown.empty())
    return text +
           "Not shown: that learned matrices are of any kind beyond what surrogates of the same covariance show.\n";
  for (const auto& [condition, kinds] : shown)
    text += concat("Shown for ", condition, ": more ", kinds, " than on surrogates of the same covariance.\n");
  return text;
}

void add_comparisons(Json& summary, const std::vector<Comparison>& comparisons) {
  Index shown = 0;
  std::map<std::string, const Comparison*> largest;
  for (const Comparison& each : comparisons) {
    shown += each.shown();
    const std::string key = as_key(each.condition + "_" + each.what) + "_";
    summary.set(key + "images", each.images);
    summary.set(key + "surrogates", each.surrogates);
    summary.set(key + "low", each.difference.low);
    summary.set(key + "high", each.difference.high);
    summary.set(key + "p", each.p_value);
    summary.set(key + "q", each.q_value);
    const Comparison*& best = largest[as_key(each.what)];
    if (!best || each.images - each.surrogates > best->images - best->surrogates) best = &each;
  }
  summary.set("comparisons", static_cast<Index>(comparisons.size()));
  summary.set("shown", shown);
  for (const auto& [name, each] : largest) {
    summary.set(name + "_difference", each->images - each->surrogates);
    summary.set(name + "_q", each->q_value);
  }
}

}  // namespace lgn
