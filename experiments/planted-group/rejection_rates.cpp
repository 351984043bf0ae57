#include "experiments/planted-group/rejection_rates.h"

#include <algorithm>

#include "experiments/common/program/table.h"
#include "experiments/planted-group/rates.h"

namespace lgn {
namespace {

using TestedCases = std::vector<const BenchmarkCase*>;

Index rejections(const TestedCases& cases, const char* p_value, double level) {
  return std::count_if(cases.begin(), cases.end(),
                       [&](const BenchmarkCase* c) { return c->result.at(p_value).as_double() <= level; });
}

bool compared_with_turned(const TestedCases& cases) {
  return cases.front()->settings.turned_draws > 0;
}

}  // namespace

void summarize_tests(const std::string& action, const TestedCases& cases, Json& summary) {
  const auto set = [&](const char* test, const char* p_value, const char* label, double level) {
    set_rate(summary, concat(test, "_", label, "_", action), rejections(cases, p_value, level),
             static_cast<Index>(cases.size()));
  };
  const double least = 1.0 / static_cast<double>(cases.front()->settings.turned_draws + 1);
  for (const auto& [label, level] : {std::pair{"01", 0.01}, std::pair{"05", 0.05}}) {
    set("symmetry_rejected", "p_invariance", label, level);
    if (!compared_with_turned(cases)) continue;
    set("advantage_found", "p_advantage", label, level);
    if (least <= level) set("beats_turned", "p_turned", label, level);
  }
}

std::string tests_table(const std::vector<std::pair<std::string, TestedCases>>& cases_by_action) {
  if (cases_by_action.empty() || !compared_with_turned(cases_by_action.front().second)) return "";
  Table table({"rejected at 5 %", "A is a symmetry", "A is worth no more than Q A Q^T",
               "its advantage is that without a group"});
  for (const auto& [action, cases] : cases_by_action) {
    const auto rate = [&, &members = cases](const char* p_value) {
      return rate_text(rejections(members, p_value, 0.05), static_cast<Index>(members.size()));
    };
    table.add_row({action, rate("p_invariance"), rate("p_turned"), rate("p_advantage")});
  }
  return table.text();
}

}  // namespace lgn
