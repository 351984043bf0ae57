// Cases of the benchmark, of patches or of images, chosen and counted. One that failed has no numbers: it
// counts as nothing found.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/planted/actions.h"
#include "experiments/common/planted/metrics.h"
#include "experiments/common/program/table.h"
#include "tensor/io/json.h"

namespace lgn {

template <class Case>
using Chosen = std::vector<const Case*>;

/// A number of each result that has it.
template <class Case>
std::vector<double> values(const Chosen<Case>& cases, const std::string& key) {
  std::vector<double> result;
  for (const Case* c : cases)
    if (const Json* value = c->result.find(key)) result.push_back(value->as_double());
  return result;
}

/// How many have a group cosine, or another number, above that of a success (metrics.h).
template <class Case>
Index successes(const Chosen<Case>& cases, const std::string& key = "cosine") {
  const std::vector<double> cosines = values(cases, key);
  return std::count_if(cosines.begin(), cosines.end(), [](double cosine) { return cosine > success; });
}

template <class Case>
Index groups_found(const Chosen<Case>& cases) {
  return std::count_if(cases.begin(), cases.end(), [](const Case* c) {
    const Json* found = c->result.find("group_found");
    return found && found->as_bool();
  });
}

template <class Case>
Index orders_right(const Chosen<Case>& cases) {
  return std::count_if(cases.begin(), cases.end(), [](const Case* c) {
    Random random(0, Stream::data);
    const auto& problem = c->settings.problem;
    const Json* order = c->result.find("order");
    return order && order->as_integer() == planted_action(problem.action, problem.side, random).order;
  });
}

/// Their mean to so many decimals, empty where there is none.
template <class Case>
std::string mean_text(const Chosen<Case>& cases, const std::string& key, int decimals) {
  const std::vector<double> found = values(cases, key);
  return found.empty() ? "" : fixed(mean(found), decimals);
}

template <class Case>
std::string percent_text(const Chosen<Case>& cases, const std::string& key, int decimals) {
  const std::vector<double> found = values(cases, key);
  return found.empty() ? "" : percent(mean(found), decimals);
}

/// "18/20 (0.70..0.97)", with the 95 % interval of Wilson.
inline std::string rate_text(Index hits, Index trials) {
  const Interval interval = wilson_interval(hits, trials);
  return concat(hits, "/", trials, " (", fixed(interval.low, 2), "..", fixed(interval.high, 2), ")");
}

/// Sets `key`, the share of hits, and its interval as key_low and key_high.
inline void set_rate(Json& summary, const std::string& key, Index hits, Index trials) {
  const Interval interval = wilson_interval(hits, trials);
  summary.set(key, static_cast<double>(hits) / static_cast<double>(trials));
  summary.set(key + "_low", interval.low);
  summary.set(key + "_high", interval.high);
}

/// Sets KEY_END to the mean, where there is one.
template <class Case>
void set_means(Json& summary, const Chosen<Case>& cases, const std::vector<std::string>& keys, const std::string& end) {
  for (const std::string& key : keys) {
    const std::vector<double> found = values(cases, key);
    if (!found.empty()) summary.set(concat(key, "_", end), mean(found));
  }
}

/// The cases of each row of a table, in the order of the rows; `name` of a case, empty: in none.
template <class Case, class Name>
std::vector<std::pair<std::string, Chosen<Case>>> rows_of(const std::vector<Case>& cases, const Name& name) {
  std::vector<std::pair<std::string, Chosen<Case>>> rows;
  for (const Case& c : cases) {
    const std::string row = name(c);
    if (row.empty()) continue;
    auto place = std::find_if(rows.begin(), rows.end(), [&](const auto& each) { return each.first == row; });
    if (place == rows.end()) place = rows.insert(rows.end(), {row, {}});
    place->second.push_back(&c);
  }
  return rows;
}

}  // namespace lgn
