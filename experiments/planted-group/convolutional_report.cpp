#include <algorithm>
#include <map>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/program/table.h"
#include "experiments/planted-group/convolutional.h"
#include "experiments/planted-group/metrics.h"
#include "experiments/planted-group/rates.h"

namespace lgn {
namespace {

using ImageCases = std::vector<const ConvolutionalBenchmarkCase*>;

/// What a row of the table is about: "quarter_turn", "noise_0.30".
std::string row_name(const ConvolutionalBenchmarkCase& c) {
  return c.part == "noise" ? "noise_" + fixed(c.settings.problem.noise, 2) : c.settings.problem.action;
}

/// The cases of each row, in the order of the rows.
std::vector<std::pair<std::string, ImageCases>> rows(const std::vector<ConvolutionalBenchmarkCase>& cases) {
  std::vector<std::pair<std::string, ImageCases>> result;
  for (const ConvolutionalBenchmarkCase& c : cases) {
    if (result.empty() || result.back().first != row_name(c)) result.push_back({row_name(c), {}});
    result.back().second.push_back(&c);
  }
  return result;
}

/// Of the cases that have it.
std::vector<double> values(const ImageCases& cases, const std::string& key) {
  std::vector<double> found;
  for (const ConvolutionalBenchmarkCase* c : cases) {
    if (const Json* value = c->result.find(key)) found.push_back(value->as_double());
  }
  return found;
}

Index successes(const ImageCases& cases, const std::string& key) {
  const std::vector<double> cosines = values(cases, key);
  return std::count_if(cosines.begin(), cosines.end(), [](double cosine) { return cosine > success; });
}

Index groups_found(const ImageCases& cases) {
  return std::count_if(cases.begin(), cases.end(), [](const ConvolutionalBenchmarkCase* c) {
    return c->result.at("group_found").as_bool();
  });
}

Index orders_right(const ImageCases& cases) {
  return std::count_if(cases.begin(), cases.end(), [](const ConvolutionalBenchmarkCase* c) {
    Random random(0, Stream::data);
    const ConvolutionalProblemSettings& s = c->settings.problem;
    return c->result.at("order").as_integer() == planted_action(s.action, s.side, random).order;
  });
}

std::string mean_text(const ImageCases& cases, const std::string& key, int decimals) {
  const std::vector<double> found = values(cases, key);
  return found.empty() ? "" : fixed(mean(found), decimals);
}

}  // namespace

void summarize(const std::vector<ConvolutionalBenchmarkCase>& cases, Json& summary) {
  for (const auto& [name, members] : rows(cases)) {
    const auto trials = static_cast<Index>(members.size());
    if (name == "none") {
      set_rate(summary, "false_positive_conv", groups_found(members), trials);
      summary.set("free_recovered_conv_none", mean(values(members, "free_recovered")));
      continue;
    }
    set_rate(summary, "success_conv_" + name, successes(members, "cosine"), trials);
    for (const char* key :
         {"cosine", "recovered_cosine", "recovered", "free_recovered", "closure", "loss_gap", "network_gap",
          "network_unexplained", "network_active", "random_start_cosine", "random_start_gap"}) {
      const std::vector<double> found = values(members, key);
      if (!found.empty()) summary.set(concat(key, "_conv_", name), mean(found));
    }
    set_rate(summary, "order_found_conv_" + name, orders_right(members), trials);
    set_rate(summary, "group_found_conv_" + name, groups_found(members), trials);
    if (values(members, "random_start_cosine").empty()) continue;
    set_rate(summary, "random_start_success_conv_" + name, successes(members, "random_start_cosine"), trials);
  }
}

std::string report_table(const std::vector<ConvolutionalBenchmarkCase>& cases) {
  Table table({"planted in images", "cosine > 0.95", "mean cosine", "before training", "filters", "loss gap",
               "network gap", "order found", "group found", "random start: cosine"});
  for (const auto& [name, members] : rows(cases)) {
    const auto trials = static_cast<Index>(members.size());
    const std::string found = rate_text(groups_found(members), trials);
    if (name == "none") {
      table.add_row(
          {name, "", "", "", percent(mean(values(members, "free_recovered")), 1), "", "", "", found, ""});
      continue;
    }
    table.add_row({name, rate_text(successes(members, "cosine"), trials), mean_text(members, "cosine", 4),
                   mean_text(members, "recovered_cosine", 4), percent(mean(values(members, "recovered")), 1),
                   mean_text(members, "loss_gap", 4), mean_text(members, "network_gap", 4),
                   rate_text(orders_right(members), trials), found,
                   mean_text(members, "random_start_cosine", 4)});
  }
  return table.text();
}

}  // namespace lgn
