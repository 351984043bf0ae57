#include "experiments/learned-actions/action_report.h"

#include <algorithm>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/program/table.h"

namespace lgn {
namespace {

std::vector<std::string> kinds_and_none() {
  std::vector<std::string> kinds = action_kinds();
  kinds.push_back("none");
  return kinds;
}

/// The matrices of one condition's networks, on images or on surrogates.
struct ActionSet {
  std::string name;
  std::vector<const ScoredAction*> actions;
};

std::vector<ActionSet> by_condition(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models) {
  std::vector<ActionSet> sets;
  for (const ScoredAction& each : actions) {
    const ActionModel& model = models[each.model];
    const std::string name = model.condition + (model.surrogate ? ", surrogates" : "");
    const auto same = [&](const ActionSet& set) { return set.name == name; };
    auto at = std::find_if(sets.begin(), sets.end(), same);
    if (at == sets.end()) at = sets.insert(at, {name, {}});
    at->actions.push_back(&each);
  }
  return sets;
}

template <class Member>
Index count(const std::vector<const ScoredAction*>& actions, Member member, const std::string& kind) {
  return static_cast<Index>(
      std::count_if(actions.begin(), actions.end(), [&](const ScoredAction* each) { return each->*member == kind; }));
}

/// The median of a number of each.
template <class Of>
double median_of(const std::vector<const ScoredAction*>& actions, Of of) {
  std::vector<double> values;
  for (const ScoredAction* each : actions) values.push_back(of(*each));
  return median(values);
}

/// The best match of a known operator, and how many matrices match one better than chance.
struct OperatorSummary {
  const ScoredAction* best = nullptr;
  Index above = 0;
  std::vector<double> shares, chances;
};

OperatorSummary operators_of(const std::vector<const ScoredAction*>& actions) {
  OperatorSummary all;
  for (const ScoredAction* each : actions) {
    if (!each->match) continue;
    all.shares.push_back(each->match->share());
    all.chances.push_back(each->match_by_chance);
    all.above += each->match->share() > each->match_by_chance;
    if (!all.best || each->match->share() > all.best->match->share()) all.best = each;
  }
  return all;
}

void add_set(Json& summary, const std::string& prefix, const std::vector<const ScoredAction*>& actions) {
  summary.set(prefix + "matrices", static_cast<Index>(actions.size()));
  for (const std::string& kind : kinds_and_none()) {
    summary.set(prefix + as_key(kind) + "_raw", count(actions, &ScoredAction::kind_raw, kind));
    summary.set(prefix + as_key(kind), count(actions, &ScoredAction::kind, kind));
  }
  if (actions.empty()) return;
  for (const std::string& kind : action_kinds())
    summary.set(prefix + as_key(kind) + "_effect",
                median_of(actions, [&](const ScoredAction& each) { return each.scores.at(kind).effect; }));
  summary.set(prefix + "energy_in_three",
              median_of(actions, [](const ScoredAction& each) { return energy_in_three(each.singular_values); }));
  const OperatorSummary operators = operators_of(actions);
  if (!operators.best) return;
  summary.set(prefix + "operator_r2", operators.best->match->r2);
  summary.set(prefix + "operator_r2_ceiling", operators.best->match->ceiling);
  summary.set(prefix + "operator_above_chance", operators.above);
}

}  // namespace

std::string kinds_table(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models) {
  std::vector<std::string> headings = {"networks", "matrices"};
  for (const std::string& kind : kinds_and_none()) headings.push_back(kind);
  headings.push_back("energy in three");
  Table table(headings);
  for (const ActionSet& set : by_condition(actions, models)) {
    std::vector<std::string> cells = {set.name, std::to_string(set.actions.size())};
    for (const std::string& kind : kinds_and_none())
      cells.push_back(concat(count(set.actions, &ScoredAction::kind_raw, kind), " > ",
                             count(set.actions, &ScoredAction::kind, kind)));
    cells.push_back(fixed(
        median_of(set.actions, [](const ScoredAction& each) { return energy_in_three(each.singular_values); }), 3));
    table.add_row(cells);
  }
  return table.text();
}

std::string operators_table(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models) {
  Table table({"networks", "median", "by chance", "above", "largest", "R2", "ceiling", "operator", "layer"});
  bool any = false;
  for (const ActionSet& set : by_condition(actions, models)) {
    const OperatorSummary all = operators_of(set.actions);
    if (!all.best) continue;
    any = true;
    const OperatorMatch& best = *all.best->match;
    table.add_row({set.name, fixed(median(all.shares), 3), fixed(mean(all.chances), 3),
                   concat(all.above, " of ", all.shares.size()), fixed(best.share(), 3), fixed(best.r2, 3),
                   fixed(best.ceiling, 3), best.name, concat(all.best->layer)});
  }
  return any ? table.text() : "";
}

void add_counts(Json& summary, const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models) {
  std::vector<const ScoredAction*> images, surrogates;
  for (const ScoredAction& each : actions) (models[each.model].surrogate ? surrogates : images).push_back(&each);
  add_set(summary, "", images);
  if (!surrogates.empty()) add_set(summary, "surrogate_", surrogates);
}

}  // namespace lgn
