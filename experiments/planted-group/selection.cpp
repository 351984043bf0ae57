#include "experiments/planted-group/selection.h"

#include "experiments/planted-group/metrics.h"

namespace lgn {

Cases of_action(const std::vector<BenchmarkCase>& cases, const std::string& action) {
  Cases chosen;
  for (const BenchmarkCase& c : cases) {
    if (c.part == "groups" && c.settings.problem.action == action) chosen.push_back(&c);
  }
  return chosen;
}

std::vector<std::string> actions_in(const std::vector<BenchmarkCase>& cases) {
  std::vector<std::string> names;
  for (const BenchmarkCase& c : cases) {
    const std::string& name = c.settings.problem.action;
    if (c.part == "groups" && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
  }
  return names;
}

Cases with_baselines(const Cases& cases) {
  Cases chosen;
  for (const BenchmarkCase* c : cases)
    if (!c->settings.baselines.empty()) chosen.push_back(c);
  return chosen;
}

std::vector<double> values(const Cases& cases, const std::string& key) {
  std::vector<double> result;
  for (const BenchmarkCase* c : cases) result.push_back(c->result.at(key).as_double());
  return result;
}

Index successes(const Cases& cases, const std::string& key) {
  return count_if(cases, [&](const BenchmarkCase& c) { return c.result.at(key).as_double() > success; });
}

}  // namespace lgn
