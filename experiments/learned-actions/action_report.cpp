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

std::string key(std::string kind) {
  for (char& c : kind) c = c == '-' ? '_' : c == 'T' ? 't' : c;
  return kind;
}

template <class Condition>
std::vector<std::string> row(std::string model, std::string layer, const std::vector<ScoredAction>& actions,
                             Condition belongs) {
  Index all = 0;
  for (const ScoredAction& action : actions) all += belongs(action);
  std::vector<std::string> cells = {std::move(model), std::move(layer), std::to_string(all)};
  for (const std::string& kind : kinds_and_none()) {
    Index before = 0, after = 0;
    for (const ScoredAction& action : actions) {
      if (!belongs(action)) continue;
      before += action.kind_raw == kind;
      after += action.kind == kind;
    }
    cells.push_back(concat(before, " > ", after));
  }
  return cells;
}

}  // namespace

std::string kinds_table(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models) {
  std::vector<std::string> headings = {"network", "layer", "matrices"};
  for (const std::string& kind : kinds_and_none()) headings.push_back(kind);
  Table table(headings);
  for (std::size_t m = 0; m < models.size(); ++m) {
    const Index layers = models[m].network.architecture().layers;
    for (Index layer = 0; layer < layers; ++layer)
      table.add_row(row(models[m].name, std::to_string(layer), actions,
                        [&](const ScoredAction& each) { return each.model == m && each.layer == layer; }));
    table.add_row(
        row(models[m].name, "all", actions, [&](const ScoredAction& each) { return each.model == m; }));
  }
  return table.text();
}

std::string operators_table(const std::vector<ScoredAction>& actions,
                            const std::vector<ActionModel>& models) {
  Table table({"network", "median", "by chance", "above", "largest", "R2", "ceiling", "operator", "layer"});
  bool any = false;
  for (std::size_t m = 0; m < models.size(); ++m) {
    std::vector<double> all, chances;
    Index above = 0;
    const ScoredAction* best = nullptr;
    for (const ScoredAction& each : actions) {
      if (each.model != m || !each.match) continue;
      all.push_back(each.match->share());
      chances.push_back(each.match_by_chance);
      above += each.match->share() > each.match_by_chance;
      if (!best || each.match->share() > best->match->share()) best = &each;
    }
    if (!best) continue;
    any = true;
    table.add_row({models[m].name, fixed(median(all), 3), fixed(mean(chances), 3),
                   concat(above, " of ", all.size()), fixed(best->match->share(), 3),
                   fixed(best->match->r2, 3), fixed(best->match->ceiling, 3), best->match->name,
                   concat(best->layer)});
  }
  return any ? table.text() : "";
}

void add_counts(Json& summary, const std::string& prefix, const std::vector<ScoredAction>& actions) {
  summary.set(prefix + "matrices", static_cast<Index>(actions.size()));
  for (const std::string& kind : kinds_and_none()) {
    const auto count = [&](auto member) {
      return static_cast<Index>(std::count_if(
          actions.begin(), actions.end(), [&](const ScoredAction& each) { return each.*member == kind; }));
    };
    summary.set(prefix + key(kind) + "_raw", count(&ScoredAction::kind_raw));
    summary.set(prefix + key(kind), count(&ScoredAction::kind));
  }
  if (actions.empty()) return;
  for (const std::string& kind : action_kinds()) {
    std::vector<double> effects;
    for (const ScoredAction& each : actions) effects.push_back(each.scores.at(kind).effect);
    summary.set(prefix + key(kind) + "_effect", median(effects));
  }
  const ScoredAction* best = nullptr;
  Index above = 0;
  for (const ScoredAction& each : actions) {
    if (!each.match) continue;
    above += each.match->share() > each.match_by_chance;
    if (!best || each.match->share() > best->match->share()) best = &each;
  }
  if (!best) return;
  summary.set(prefix + "operator_r2", best->match->r2);
  summary.set(prefix + "operator_r2_ceiling", best->match->ceiling);
  summary.set(prefix + "operator_above_chance", above);
}

}  // namespace lgn
