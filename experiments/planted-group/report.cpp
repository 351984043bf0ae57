#include "experiments/planted-group/report.h"

#include <algorithm>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/program/table.h"
#include "experiments/planted-group/rates.h"
#include "experiments/planted-group/rejection_rates.h"
#include "experiments/planted-group/selection.h"

namespace lgn {
namespace {

Index groups_found(const Cases& cases) {
  return count_if(cases, [](const BenchmarkCase& c) { return c.result.at("group_found").as_bool(); });
}

Index planted_order(const BenchmarkCase& c) {
  Random random(0, Stream::data);
  return planted_action(c.settings.problem.action, c.settings.problem.side, random).order;
}

Index orders_right(const Cases& cases) {
  return count_if(
      cases, [](const BenchmarkCase& c) { return c.result.at("order").as_integer() == planted_order(c); });
}

void summarize_action(const std::string& action, const Cases& cases, Json& summary) {
  const auto trials = static_cast<Index>(cases.size());
  set_rate(summary, "success_" + action, successes(cases), trials);
  summary.set("cosine_" + action, mean(values(cases, "cosine")));
  for (const char* key : {"cosine_span", "regular_cosine", "phase_distance", "closure", "recovered",
                          "loss_gap", "free_recovered"}) {
    summary.set(concat(key, "_", action), mean(values(cases, key)));
  }
  set_rate(summary, "order_found_" + action, orders_right(cases), trials);
  set_rate(summary, "group_found_" + action, groups_found(cases), trials);
  summarize_tests(action, cases, summary);
  for (const std::string& form : cases.front()->settings.baselines) {
    const Cases some = with_baselines(cases);
    set_rate(summary, form + "_success_" + action, successes(some, form + "_cosine"),
             static_cast<Index>(some.size()));
    for (const char* key : {"cosine", "closure", "recovered"}) {
      summary.set(concat(form, "_", key, "_", action), mean(values(some, concat(form, "_", key))));
    }
  }
}

/// What each baseline makes of the same data; empty where there is but one.
std::string baselines_table(const std::vector<std::pair<std::string, Cases>>& by_action) {
  const std::vector<std::string>& forms = by_action.front().second.front()->settings.baselines;
  if (forms.size() < 2) return "";
  std::vector<std::string> headings = {"baselines: mean cosine, filters"};
  headings.insert(headings.end(), forms.begin(), forms.end());
  Table table(headings);
  for (const auto& [action, members] : by_action) {
    if (action == "none") continue;
    std::vector<std::string> row = {action};
    const Cases some = with_baselines(members);
    for (const std::string& form : forms) {
      const std::string filters = percent(mean(values(some, form + "_recovered")), 1);
      row.push_back(form == "untied" ? "-  " + filters
                                   : fixed(mean(values(some, form + "_cosine")), 3) + "  " + filters);
    }
    table.add_row(row);
  }
  return table.text();
}

}  // namespace

Json summarize(const std::vector<BenchmarkCase>& cases) {
  Json summary;
  Index right = 0, planted = 0;
  for (const std::string& action : actions_in(cases)) {
    const Cases members = of_action(cases, action);
    const auto trials = static_cast<Index>(members.size());
    if (action == "none") {
      set_rate(summary, "false_positive", groups_found(members), trials);
      summarize_tests(action, members, summary);
      summary.set("score_none", mean(values(members, "score")));
      summary.set("free_recovered_none", mean(values(members, "free_recovered")));
      continue;
    }
    summarize_action(action, members, summary);
    if (action == "sixty_degrees") continue;  // no group to find the order of
    right += orders_right(members);
    planted += trials;
  }
  if (planted) set_rate(summary, "order_found", right, planted);
  return summary;
}

std::string report_table(const std::vector<BenchmarkCase>& cases) {
  Table table({"planted group", "cosine > 0.95", "mean cosine", "filters", "loss gap", "order found",
               "group found", "published: cosine"});
  std::vector<std::pair<std::string, Cases>> by_action;
  for (const std::string& action : actions_in(cases)) {
    const Cases members = of_action(cases, action);
    const auto trials = static_cast<Index>(members.size());
    by_action.push_back({action, members});
    if (action == "none") {
      table.add_row({action, "", "", percent(mean(values(members, "recovered")), 1), "", "",
                     rate_text(groups_found(members), trials), ""});
      continue;
    }
    table.add_row({action, rate_text(successes(members), trials), fixed(mean(values(members, "cosine")), 4),
                   percent(mean(values(members, "recovered")), 1),
                   percent(mean(values(members, "loss_gap")), 2), rate_text(orders_right(members), trials),
                   rate_text(groups_found(members), trials),
                   fixed(mean(values(with_baselines(members), "published_cosine")), 4)});
  }
  return table.text() + baselines_table(by_action) + tests_table(by_action);
}

}  // namespace lgn
