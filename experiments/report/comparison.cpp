#include "experiments/report/comparison.h"

#include "experiments/common/plotting/html.h"
#include "experiments/common/study/published_figures.h"
#include "tensor/error.h"

namespace lgn {

std::string comparison(const std::vector<SeededRow>& rows) {
  std::vector<std::vector<std::string>> table;
  for (const PublishedFigure& figure : published_figures()) {
    bool any = false;
    for (const SeededRow& row : rows) {
      const auto found = row.values.find(figure.key);
      if (published_figure(row.first->program, row.first->setting("dataset"), figure.key) != &figure ||
          found == row.values.end())
        continue;
      any = true;
      const std::size_t runs = found->second.size();
      table.push_back({figure.place, figure.stated, estimate_text(figure.key, found->second),
                       concat(row.name, runs > 1 ? concat(" (", runs, " runs)") : "", ": ", figure.key), figure.why,
                       figure.source});
    }
    if (!any)
      table.push_back(
          {figure.place, figure.stated, "not run here", concat("make ", figure.program), figure.why, figure.source});
  }
  return html_table({"what", "published", "ours", "of", "why they may differ", "published by"}, table);
}

std::string networks_table(const std::vector<SeededRow>& rows) {
  std::vector<std::vector<std::string>> table;
  for (const SeededRow& row : rows) {
    for (const std::string key : {"test_accuracy", "test_mse"}) {
      const auto found = row.values.find(key), parameters = row.values.find("parameters");
      if (found == row.values.end() || parameters == row.values.end()) continue;
      table.push_back({row.name, key == "test_mse" ? "squared error" : "accuracy", estimate_text(key, found->second),
                       estimate_text("parameters", parameters->second), concat(row.seeds.size())});
    }
  }
  if (table.empty()) return "";
  return "<h3>Networks</h3>\n" + html_table({"run", "on test images", "", "parameters", "seeds"}, table);
}

}  // namespace lgn
