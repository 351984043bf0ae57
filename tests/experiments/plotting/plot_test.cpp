// Plots: round ticks, numbers in their places, distributions that integrate to one.
#include "experiments/common/plotting/plot.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <set>

#include "experiments/common/analysis/distribution.h"
#include "experiments/common/plotting/image_grid.h"
#include "experiments/common/plotting/plot_axes.h"
#include "experiments/common/plotting/ticks.h"
#include "experiments/common/training/figures.h"
#include "tensor/error.h"
#include "tensor/random.h"
#include "tests/support.h"

namespace lgn {
namespace {

constexpr double quiet_nan = std::numeric_limits<double>::quiet_NaN();
constexpr Color blue = {0, 114, 178};  // of the first series

std::vector<std::string> labels(const Ticks& ticks) {
  std::vector<std::string> all;
  for (const Tick& tick : ticks.marks)
    if (!tick.label.empty()) all.push_back(tick.label);
  return all;
}

using TickLabels = std::vector<std::string>;

TEST(Ticks, LinearOnesAreRound) {
  EXPECT_EQ(labels(linear_ticks({0, 1}, 6)), (TickLabels{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
  EXPECT_EQ(labels(linear_ticks({-0.31, 0.31}, 5)), (TickLabels{"−0.2", "0.0", "0.2"}));
  EXPECT_EQ(labels(linear_ticks({0, 35}, 8)), (TickLabels{"0", "5", "10", "15", "20", "25", "30", "35"}));
  EXPECT_EQ(labels(linear_ticks({9000, 31000}, 4)), (TickLabels{"10,000", "20,000", "30,000"}));
  EXPECT_EQ(labels(linear_ticks({1000.001, 1000.002}, 3)), (TickLabels{"1000.0010", "1000.0015", "1000.0020"}));
  EXPECT_EQ(labels(linear_ticks({1, 3}, 9, true)), (TickLabels{"1", "2", "3"}));
}

TEST(Ticks, VeryLargeAndSmallNumbersShareAFactor) {
  const Ticks small = linear_ticks({0, 2.1e-5}, 5);
  EXPECT_EQ(labels(small), (TickLabels{"0.0", "0.5", "1.0", "1.5", "2.0"}));
  EXPECT_EQ(small.factor, "×10⁻⁵");
  const Ticks large = linear_ticks({-3e12, 3e12}, 4);
  EXPECT_EQ(labels(large), (TickLabels{"−2", "0", "2"}));
  EXPECT_EQ(large.factor, "×10¹²");
  EXPECT_EQ(linear_ticks({0, 999999}, 5).factor, "");
}

TEST(Ticks, AnyRangeGetsSomeAndNotTooMany) {
  Random random(1);
  for (int i = 0; i < 3000; ++i) {
    const double size = std::pow(10, random.uniform(-30, 30));
    const double low = random.normal() * size * 3, high = low + size;
    const int most = 3 + static_cast<int>(random.below(10));
    const Ticks ticks = linear_ticks({low, high}, most);
    ASSERT_GE(std::ssize(ticks.marks), 1) << low << " " << high;
    ASSERT_LE(std::ssize(ticks.marks), most) << low << " " << high;
    std::set<std::string> different;
    for (const Tick& tick : ticks.marks) {
      EXPECT_GE(tick.value, low - 1e-6 * size);
      EXPECT_LE(tick.value, high + 1e-6 * size);
      EXPECT_TRUE(different.insert(tick.label).second) << tick.label;
    }
  }
}

TEST(Ticks, LogarithmicOnesArePowers) {
  EXPECT_EQ(labels(logarithmic_ticks({0.02, 200}, 8)), (TickLabels{"0.1", "1", "10", "100"}));
  EXPECT_EQ(labels(logarithmic_ticks({2e3, 2e6}, 8)), (TickLabels{"10⁴", "10⁵", "10⁶"}));
  EXPECT_EQ(labels(logarithmic_ticks({1.5e4, 2.5e5}, 8)), (TickLabels{"20,000", "50,000", "100,000", "200,000"}));
  EXPECT_EQ(labels(logarithmic_ticks({1.5e-9, 7e-9}, 8)), (TickLabels{"2×10⁻⁹", "5×10⁻⁹"}));
  EXPECT_EQ(labels(logarithmic_ticks({1e-12, 1e12}, 9)).size(), 9u);
  EXPECT_EQ(logarithmic_ticks({1, 100}, 8).marks.size(), 19u);  // 1, 2, ..., 9, 10, 20, ..., 90, 100
  test::expect_error([] { logarithmic_ticks({0, 1}, 5); }, "logarithmic");
}

TEST(Ticks, NumbersAsText) {
  EXPECT_EQ(number_text(-0.25, 2), "−0.25");
  EXPECT_EQ(number_text(-0.001, 1), "0.0");
  EXPECT_EQ(number_text(1234567, 0), "1,234,567");
  EXPECT_EQ(number_text(9999, 0), "9999");
  EXPECT_EQ(number_text(83330.5, 1), "83,330.5");
  EXPECT_EQ(power_of_ten_text(-120), "10⁻¹²⁰");
}

TEST(PlotAxes, RangesHoldWhatIsDrawn) {
  const Range range = axis_range({}, {3, quiet_nan, 1, std::numeric_limits<double>::infinity()}, false);
  EXPECT_LT(range.low, 1);
  EXPECT_GT(range.low, 0.8);
  EXPECT_GT(range.high, 3);
  EXPECT_EQ(axis_range({}, {3, 1}, true).low, 0);
  EXPECT_EQ(axis_range({}, {quiet_nan}, false), (Range{0, 1}));
  EXPECT_EQ(axis_range({}, {5, 5}, false), (Range{2.5, 7.5}));
  EXPECT_EQ(axis_range({.logarithmic = true}, {-1, 0}, false), (Range{1, 10}));
  EXPECT_EQ(axis_range({.logarithmic = true}, {0, 8, 8}, false), (Range{4, 16}));
  EXPECT_EQ(axis_range({.names = {"a", "b"}}, {77}, false), (Range{-0.5, 1.5}));
  EXPECT_THROW(axis_range({.range = Range{1, 1}}, {}, false), Error);
  EXPECT_THROW(axis_range({.logarithmic = true, .range = Range{0, 1}}, {}, false), Error);
}

TEST(PlotAxes, ScalesAreLinearOrLogarithmic) {
  const Scale linear({}, {-1, 3}, 100, 0);
  EXPECT_EQ(linear(-1), 100);
  EXPECT_EQ(linear(0), 75);
  EXPECT_TRUE(std::isnan(linear(quiet_nan)));
  const Scale logarithmic({.logarithmic = true}, {0.1, 1000}, 0, 400);
  EXPECT_NEAR(logarithmic(1), 100, 1e-9);
  EXPECT_NEAR(logarithmic(1000), 400, 1e-9);
  EXPECT_TRUE(std::isnan(logarithmic(0)));
}

Series line(const std::vector<double>& x, const std::vector<double>& y) {
  return {.x = x, .y = y};
}

Plot plot_of(const Series& series) {
  return {.series = {series}};
}

/// Pixels of a colour in a column or a row.
std::vector<Index> rows_of(const Canvas& canvas, Index x, Color color) {
  std::vector<Index> rows;
  for (Index y = 0; y < canvas.height(); ++y)
    if (canvas(x, y) == color) rows.push_back(y);
  return rows;
}

/// The upright axis: the column with the most pixels in the axes' colour.
Index axis_column(const Canvas& canvas) {
  Index best = 0;
  for (Index x = 0; x < canvas.width(); ++x)
    if (rows_of(canvas, x, colors::axis).size() > rows_of(canvas, best, colors::axis).size()) best = x;
  return best;
}

TEST(Plot, ALineStandsAtItsTick) {
  for (const bool logarithmic : {false, true}) {
    Plot plot = plot_of(line({0, 1}, {10, 10}));
    plot.y.logarithmic = logarithmic;
    plot.y.range = logarithmic ? Range{1, 100} : Range{0, 20};
    const Canvas canvas = draw_plot(plot);
    const std::vector<Index> drawn = rows_of(canvas, canvas.width() / 2, blue);
    ASSERT_FALSE(drawn.empty());
    const std::vector<Index> ticks = rows_of(canvas, axis_column(canvas) - 5, colors::axis);
    ASSERT_GE(ticks.size(), 3u);
    EXPECT_NEAR(static_cast<double>(ticks[ticks.size() / 2]), static_cast<double>(drawn[drawn.size() / 2]), 1);
  }
}

TEST(Plot, BarsAreAsHighAsTheirNumbers) {
  Plot plot = plot_of({.x = {0, 1, 2}, .y = {4, 1}, .mark = Mark::bars});
  plot.y.range = Range{0, 5};
  const Canvas canvas = draw_plot(plot);
  const Index axis = axis_column(canvas), bottom = rows_of(canvas, axis, colors::axis).back();
  const auto height = [&](Index x) { return static_cast<double>(bottom - rows_of(canvas, x, blue).front()); };
  const double low = height(axis + (canvas.width() - axis) * 3 / 4), high = height(axis + (canvas.width() - axis) / 4);
  EXPECT_NEAR(high / low, 4, 0.06);
}

TEST(Plot, NothingIsDrawnWhereThereIsNoNumber) {
  Plot plot = plot_of(line({0, 1, 2, 3, 4, 5}, {1, 1, quiet_nan, quiet_nan, 1, 1}));
  const Canvas broken = draw_plot(plot);
  const Index axis = axis_column(broken), middle = axis + (broken.width() - axis) / 2;
  EXPECT_TRUE(rows_of(broken, middle, blue).empty());
  EXPECT_FALSE(rows_of(broken, axis + 60, blue).empty());
}

TEST(Plot, WhatHasNoSpreadOrNoNumberIsDrawnAllTheSame) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const std::vector<double>& values : std::vector<std::vector<double>>{
           {}, {0}, {5}, {quiet_nan, quiet_nan}, {infinity, 1}, {1e300, -1e300}, {1e-300, 2e-300}, {-1, 0}})
    for (const Mark mark : {Mark::line, Mark::points, Mark::bars, Mark::line_and_points})
      for (const bool logarithmic : {false, true}) {
        Series series{.name = "series", .y = values, .low = values, .high = values, .mark = mark};
        for (std::size_t i = 0; i < values.size() + (mark == Mark::bars); ++i) series.x.push_back(1 + i);
        Plot plot = plot_of(series);
        plot.x.logarithmic = plot.y.logarithmic = logarithmic;
        EXPECT_EQ(draw_plot(plot).width(), 640);
      }
}

TEST(Plot, TheLegendAvoidsTheData) {
  // Points fill all but the lower right quarter.
  Series series{.name = "a series", .mark = Mark::points};
  for (int x = 0; x <= 40; ++x)
    for (int y = 0; y <= 40; ++y)
      if (x < 20 || y > 20) series.x.push_back(x), series.y.push_back(y);
  Plot plot = plot_of(series);
  const auto ink = [](const Canvas& canvas) {
    Index pixels = 0;
    for (Index y = 0; y < canvas.height(); ++y)
      for (Index x = 0; x < canvas.width(); ++x) pixels += canvas(x, y) == blue;
    return pixels;
  };
  const Index with = ink(draw_plot(plot));
  plot.legend = Legend::none;
  const Index without = ink(draw_plot(plot));
  EXPECT_GT(with, without);  // the sample added to all the points
  EXPECT_LT(with, without + 100);
}

TEST(Plot, NamesWhatDoesNotFit) {
  const auto says = [](const Plot& plot, const char* what) { test::expect_error([&] { draw_plot(plot); }, what); };
  says({.title = "Empty"}, "\"Empty\" without a series");
  says(plot_of(line({1, 2, 3}, {1, 2})), "3 x, 2 y");
  Series bars = line({1, 2}, {1, 2});
  bars.mark = Mark::bars;
  says(plot_of(bars), "bars: one x more");
  Series interval = line({1, 2}, {1, 2});
  interval.low = {1, 2};
  says(plot_of(interval), "2 low and 0 high");
  Plot small = plot_of(line({1}, {1}));
  small.width = 90;
  says(small, "90 x 420");
}

TEST(Panels, StandInRowsAndColumns) {
  const auto filled = [](Index width, Index height, std::uint8_t gray) {
    Canvas canvas(width, height);
    canvas.fill(0, 0, width, height, {gray, gray, gray});
    return canvas;
  };
  const Canvas a = filled(10, 20, 1), b = filled(30, 5, 2), c = filled(7, 8, 3);
  const Canvas all = panels({a, b, c}, 2);
  EXPECT_EQ(all.width(), 40);
  EXPECT_EQ(all.height(), 28);
  EXPECT_EQ(all(0, 0), a(0, 0));
  EXPECT_EQ(all(10, 0), b(0, 0));
  EXPECT_EQ(all(0, 20), c(0, 0));
  EXPECT_GT(panels({a}, 3, "A title").height(), 20);
  EXPECT_THROW(panels({}, 2), Error);
  EXPECT_THROW(panels({a}, 0), Error);
}

TEST(Distribution, HistogramsCountIntoTheirBins) {
  const Series bars = histogram({0, 0.5, 1, 1, 2, 4, quiet_nan}, 4, {0, 4});
  EXPECT_EQ(bars.x, (std::vector<double>{0, 1, 2, 3, 4}));
  ASSERT_EQ(bars.y.size(), 4u);
  EXPECT_NEAR(bars.y[0], 2.0 / 6, 1e-12);
  EXPECT_NEAR(bars.y[1], 2.0 / 6, 1e-12);
  EXPECT_NEAR(bars.y[2], 1.0 / 6, 1e-12);
  EXPECT_NEAR(bars.y[3], 1.0 / 6, 1e-12);  // the greatest value belongs to the last bin
  EXPECT_NEAR(histogram({1, 2, 3, 100}, 2, {0, 4}).y[1], 2.0 / 3 / 2, 1e-12);
  EXPECT_THROW(histogram({quiet_nan}, 2, {0, 4}), Error);
  EXPECT_THROW(histogram({1}, 3, {5, 6}), Error);
}

TEST(Distribution, BothHaveAreaOne) {
  Random random(2);
  std::vector<double> values;
  for (int i = 0; i < 500; ++i) values.push_back(3 + 2 * random.normal());
  const Series bars = histogram(values, 30, {-10, 20}), curve = density_curve(values);
  double area = 0;
  for (std::size_t i = 0; i < bars.y.size(); ++i) area += bars.y[i] * (bars.x[i + 1] - bars.x[i]);
  EXPECT_NEAR(area, 1, 1e-9);
  area = 0;
  for (std::size_t i = 0; i + 1 < curve.y.size(); ++i)
    area += (curve.y[i] + curve.y[i + 1]) / 2 * (curve.x[i + 1] - curve.x[i]);
  EXPECT_NEAR(area, 1, 2e-3);
}

TEST(Distribution, DensityIsThatOfTheNormalDistribution) {
  Random random(3);
  std::vector<double> values;
  for (int i = 0; i < 4000; ++i) values.push_back(random.normal());
  const Series curve = density_curve(values);
  for (std::size_t i = 0; i < curve.x.size(); ++i)
    EXPECT_NEAR(curve.y[i], std::exp(-curve.x[i] * curve.x[i] / 2) / std::sqrt(2 * std::numbers::pi), 0.03)
        << curve.x[i];
  EXPECT_EQ(density_curve({7}).x.size(), curve.x.size());
  EXPECT_THROW(density_curve({}), Error);
}

Json metrics_line(int epoch, double loss, bool classifier) {
  Json line = Json::Object{{"epoch", epoch}, {"train_loss", loss}, {"test_loss", 1.2 * loss}};
  if (classifier) line.set("train_accuracy", 1 / (1 + loss));
  return line;
}

TEST(TrainingCurves, HaveAPanelForWhatThereIs) {
  const auto width = [](bool classifier, int epochs) {
    std::vector<Json> metrics;
    for (int i = 1; i <= epochs; ++i) metrics.push_back(metrics_line(i, 2.0 / i, classifier));
    return training_curves(metrics).width();
  };
  EXPECT_EQ(width(true, 3), 2 * width(false, 3));
  EXPECT_EQ(width(true, 1), width(true, 50));
  EXPECT_EQ(training_curves({metrics_line(1, quiet_nan, true)}, "A run that diverged").width(), 640);
  EXPECT_THROW(training_curves({}), Error);
}

}  // namespace
}  // namespace lgn
