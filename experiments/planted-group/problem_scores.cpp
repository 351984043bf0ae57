#include "experiments/planted-group/problem_scores.h"

#include <cmath>

#include "experiments/common/plotting/heat_map.h"
#include "experiments/common/program/table.h"
#include "experiments/common/study/published_figures.h"
#include "experiments/planted-group/image_rotation.h"

namespace lgn {
namespace {

double deviation(const std::vector<double>& values) {
  return values.size() > 1 ? sample_deviation(values) : 0;
}

}  // namespace

void Scores::add(const std::string& key, double value) {
  for (auto& [known, values] : scores_) {
    if (known == key) return values.push_back(value);
  }
  scores_.push_back({key, {value}});
}

const std::vector<double>& Scores::values(const std::string& key) const {
  for (const auto& [known, values] : scores_) {
    if (known == key) return values;
  }
  fail("there is no score '", key, "'");
}

std::string Scores::text(const std::string& key) const {
  return fixed(average(key), 4) + " +- " + fixed(deviation(values(key)), 4);
}

void Scores::summarize(Json& summary) const {
  for (const auto& [key, values] : scores_) {
    summary.set(key, mean(values));
    summary.set(key + "_deviation", deviation(values));
  }
}

std::string published(const std::string& key) {
  const PublishedFigure* figure = published_figure("planted-group", "", key);
  return figure ? figure->stated : "";
}

TensorD at_unit_norm(const TensorD& L) {
  double squares = 0;
  for (double entry : L) squares += entry * entry;
  require(squares > 0, "a generator of norm 0 cannot be brought to norm 1");
  TensorD result = L.clone();
  for (double& entry : result) entry /= std::sqrt(squares);
  return result;
}

Canvas generator_picture(const TensorD& L, const TensorD& truth, const std::string& title) {
  Tensor shown = cast<float>(at_unit_norm(L));
  if (generator_cosine(L, truth) < 0) {
    for (float& entry : shown) entry = -entry;
  }
  HeatMapOptions options;
  options.title = title;
  options.indices = L.extent(0) < 10;
  return heat_map(shown, options);
}

}  // namespace lgn
