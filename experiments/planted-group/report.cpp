#include "experiments/planted-group/report.h"

#include "experiments/common/program/table.h"
#include "experiments/planted-group/selection.h"

namespace lgn {
namespace {

using Cases = Chosen<BenchmarkCase>;

/// Those on which baselines were trained.
Cases with_baselines(const Cases& cases) {
  Cases chosen;
  for (const BenchmarkCase* c : cases)
    if (!c->settings.baselines.empty()) chosen.push_back(c);
  return chosen;
}

/// The part "groups", by action.
std::vector<std::pair<std::string, Cases>> by_action(const std::vector<BenchmarkCase>& cases) {
  return rows_of(cases,
                 [](const BenchmarkCase& c) { return c.part == "groups" ? c.settings.problem.action : std::string(); });
}

/// What is varied, by its value: "filters_24", "noise_0.40_patches_5000", "dimension_64"; empty for the groups.
std::string point_name(const BenchmarkCase& c) {
  const ProblemSettings& s = c.settings.problem;
  if (c.part == "filters") return concat("filters_", s.filters);
  if (c.part == "noise") return concat("noise_", fixed(s.noise, 2), "_patches_", s.patches);
  return c.part == "dimension" ? concat("dimension_", s.side * s.side) : "";
}

void summarize_action(const std::string& action, const Cases& cases, Json& summary) {
  const auto trials = static_cast<Index>(cases.size());
  set_rate(summary, "success_" + action, successes(cases), trials);
  set_means(summary, cases,
            {"cosine", "cosine_span", "regular_cosine", "phase_distance", "closure", "recovered", "loss_gap",
             "free_recovered", "defect", "defect_upper"},
            action);
  set_rate(summary, "order_found_" + action, orders_right(cases), trials);
  set_rate(summary, "group_found_" + action, groups_found(cases), trials);
  const Cases some = with_baselines(cases);
  for (const std::string& form : cases.front()->settings.baselines) {
    set_rate(summary, form + "_success_" + action, successes(some, form + "_cosine"), static_cast<Index>(some.size()));
    set_means(summary, some, {form + "_cosine", form + "_closure", form + "_recovered"}, action);
  }
}

/// The group where something is varied; empty where nothing is.
std::string sweeps_table(const std::vector<BenchmarkCase>& cases) {
  const auto rows = rows_of(cases, point_name);
  if (rows.empty()) return "";
  Table table({"random, order 4, with", "cosine > 0.95", "mean cosine", "certified"});
  for (const auto& [name, members] : rows) {
    const auto trials = static_cast<Index>(members.size());
    table.add_row({name, rate_text(successes(members), trials), mean_text(members, "cosine", 4),
                   rate_text(groups_found(members), trials)});
  }
  return table.text();
}

/// What each baseline makes of the same data; empty where there is but one.
std::string baselines_table(const std::vector<std::pair<std::string, Cases>>& rows) {
  const std::vector<std::string>& forms = rows.front().second.front()->settings.baselines;
  if (forms.size() < 2) return "";
  std::vector<std::string> headings = {"baselines: mean cosine, filters"};
  headings.insert(headings.end(), forms.begin(), forms.end());
  Table table(headings);
  for (const auto& [action, members] : rows) {
    if (action == "none") continue;
    std::vector<std::string> row = {action};
    const Cases some = with_baselines(members);
    for (const std::string& form : forms) {
      const std::string filters = percent_text(some, form + "_recovered", 1);
      row.push_back(form == "untied" ? "-  " + filters : mean_text(some, form + "_cosine", 3) + "  " + filters);
    }
    table.add_row(row);
  }
  return table.text();
}

}  // namespace

Json summarize(const std::vector<BenchmarkCase>& cases) {
  Json summary;
  Index right = 0, planted = 0;
  for (const auto& [action, members] : by_action(cases)) {
    const auto trials = static_cast<Index>(members.size());
    if (action == "none") {
      set_rate(summary, "false_positive", groups_found(members), trials);
      set_means(summary, members, {"score", "free_recovered", "defect", "defect_upper"}, action);
      continue;
    }
    summarize_action(action, members, summary);
    if (action == "sixty_degrees") continue;  // no group to find the order of
    right += orders_right(members);
    planted += trials;
  }
  if (planted) set_rate(summary, "order_found", right, planted);
  for (const auto& [name, members] : rows_of(cases, point_name)) {
    const auto trials = static_cast<Index>(members.size());
    set_rate(summary, "success_" + name, successes(members), trials);
    set_rate(summary, "group_found_" + name, groups_found(members), trials);
    set_means(summary, members, {"cosine"}, name);
  }
  return summary;
}

std::string report_table(const std::vector<BenchmarkCase>& cases) {
  Table table({"planted group", "cosine > 0.95", "mean cosine", "filters", "loss gap", "order found", "certified",
               "mean bound", "published: cosine"});
  const auto rows = by_action(cases);
  for (const auto& [action, members] : rows) {
    const auto trials = static_cast<Index>(members.size());
    const std::string filters = percent_text(members, "recovered", 1),
                      certified = rate_text(groups_found(members), trials),
                      bound = mean_text(members, "defect_upper", 3);
    if (action == "none") {
      table.add_row({action, "", "", filters, "", "", certified, bound, ""});
      continue;
    }
    table.add_row({action, rate_text(successes(members), trials), mean_text(members, "cosine", 4), filters,
                   percent_text(members, "loss_gap", 2), rate_text(orders_right(members), trials), certified, bound,
                   mean_text(with_baselines(members), "published_cosine", 4)});
  }
  return table.text() + baselines_table(rows) + sweeps_table(cases);
}

}  // namespace lgn
