#include <algorithm>

#include "experiments/common/program/table.h"
#include "experiments/planted-group/convolutional.h"
#include "experiments/planted-group/selection.h"

namespace lgn {
namespace {

/// By what a row is about: "quarter_turn", "noise_0.30".
std::vector<std::pair<std::string, Chosen<ConvolutionalBenchmarkCase>>> image_rows(
    const std::vector<ConvolutionalBenchmarkCase>& cases) {
  return rows_of(cases, [](const ConvolutionalBenchmarkCase& c) {
    return c.part == "noise" ? "noise_" + fixed(c.settings.problem.noise, 2) : c.settings.problem.action;
  });
}

}  // namespace

void summarize(const std::vector<ConvolutionalBenchmarkCase>& cases, Json& summary) {
  for (const auto& [name, members] : image_rows(cases)) {
    const auto trials = static_cast<Index>(members.size());
    if (name == "none") {
      set_rate(summary, "false_positive_conv", groups_found(members), trials);
      set_means(summary, members, {"free_recovered", "defect", "defect_upper"}, "conv_none");
      continue;
    }
    set_rate(summary, "success_conv_" + name, successes(members), trials);
    set_means(summary, members,
              {"cosine", "recovered_cosine", "recovered", "free_recovered", "closure", "loss_gap", "network_gap",
               "random_start_cosine", "defect", "defect_upper"},
              "conv_" + name);
    set_rate(summary, "order_found_conv_" + name, orders_right(members), trials);
    set_rate(summary, "group_found_conv_" + name, groups_found(members), trials);
    const auto from_random = std::count_if(members.begin(), members.end(), [](const ConvolutionalBenchmarkCase* c) {
      return c->settings.random_start_steps > 0;  // a quarter of the seeds
    });
    if (from_random == 0) continue;
    set_rate(summary, "random_start_success_conv_" + name, successes(members, "random_start_cosine"), from_random);
  }
}

std::string report_table(const std::vector<ConvolutionalBenchmarkCase>& cases) {
  Table table({"planted in images", "cosine > 0.95", "mean cosine", "before training", "filters", "loss gap",
               "network gap", "order found", "certified", "mean bound", "random start: cosine"});
  for (const auto& [name, members] : image_rows(cases)) {
    const auto trials = static_cast<Index>(members.size());
    const std::string certified = rate_text(groups_found(members), trials),
                      bound = mean_text(members, "defect_upper", 3);
    if (name == "none") {
      table.add_row({name, "", "", "", percent_text(members, "free_recovered", 1), "", "", "", certified, bound, ""});
      continue;
    }
    table.add_row({name, rate_text(successes(members), trials), mean_text(members, "cosine", 4),
                   mean_text(members, "recovered_cosine", 4), percent_text(members, "recovered", 1),
                   mean_text(members, "loss_gap", 4), mean_text(members, "network_gap", 4),
                   rate_text(orders_right(members), trials), certified, bound,
                   mean_text(members, "random_start_cosine", 4)});
  }
  return table.text();
}

}  // namespace lgn
