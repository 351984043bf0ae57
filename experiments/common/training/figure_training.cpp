// Training curves of a run.
#include "experiments/common/training/figure_training.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "experiments/common/plotting/panels.h"
#include "experiments/common/plotting/plot.h"
#include "tensor/error.h"

namespace lgn {
namespace {

/// One key of all lines against the epoch; NaN where a line does not have it.
Series curve(const std::vector<Json>& metrics, const char* key, const char* name, double unit, Index color) {
  Series series;
  series.name = name;
  series.color = line_color(color);
  series.mark = metrics.size() <= 20 ? Mark::line_and_points : Mark::line;
  for (const Json& line : metrics) {
    const Json* value = line.find(key);
    series.x.push_back(line.at("epoch").as_double());
    series.y.push_back(value && value->is_number() ? value->as_double() * unit
                                                   : std::numeric_limits<double>::quiet_NaN());
  }
  return series;
}

/// The curves of training and test that hold a number.
std::vector<Series> curves(const std::vector<Json>& metrics, const std::string& quantity, double unit) {
  std::vector<Series> all;
  for (const Index test : {0, 1}) {
    const std::string key = (test ? "test_" : "train_") + quantity;
    Series series = curve(metrics, key.c_str(), test ? "test" : "training", unit, test);
    if (std::any_of(series.y.begin(), series.y.end(), [](double y) { return std::isfinite(y); }))
      all.push_back(std::move(series));
  }
  return all;
}

/// Losses that fall to a tenth are clearer on a logarithmic axis.
bool spans_decades(const std::vector<Series>& all) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Series& series : all)
    for (const double y : series.y)
      if (std::isfinite(y)) low = std::min(low, y), high = std::max(high, y);
  return low > 0 && high > 10 * low;
}

}  // namespace

Canvas training_curves(const std::vector<Json>& metrics, const std::string& title) {
  require(!metrics.empty(),
          "training curves of a run without a finished epoch; expected at least one line of metrics");
  Plot loss;
  loss.title = "Loss";
  loss.x.label = "epoch";
  loss.x.whole = true;
  loss.series = curves(metrics, "loss", 1);
  if (loss.series.empty()) loss.series.push_back(curve(metrics, "train_loss", "training", 1, 0));
  loss.y.logarithmic = spans_decades(loss.series);
  std::vector<Canvas> pictures = {draw_plot(loss)};

  Plot accuracy = loss;
  accuracy.title = "Accuracy (%)";
  accuracy.y.logarithmic = false;
  accuracy.series = curves(metrics, "accuracy", 100);
  if (!accuracy.series.empty()) pictures.push_back(draw_plot(accuracy));
  return panels(pictures, 2, title);
}

}  // namespace lgn
