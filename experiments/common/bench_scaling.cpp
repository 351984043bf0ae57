#include "experiments/common/bench_scaling.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "experiments/common/bench_networks.h"
#include "experiments/common/table.h"
#include "tensor/lanes.h"
#include "tensor/memory.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

struct Setting {
  Index value;  // of the quantity that is varied
  double x;     // what the law is in
  Architecture architecture;
  Index batch;
  int threads;
  bool measured = true;  // else only on paper
};

struct Axis {
  const char* name;
  const char* unit;  // of x
  std::vector<Setting> settings;
};

struct StepCost {
  double milliseconds, mebibytes;
};

StepCost measure_step(const Setting& setting, const Effort& effort) {
  set_thread_count(setting.threads);
  release_unused_memory();
  const std::size_t before = memory_held();
  TrainingRun run(setting.architecture, setting.batch);
  run.step();
  std::vector<double> seconds;
  for (Index round = 0; round < effort.rounds; ++round) {
    const double start = seconds_now();
    run.step();
    seconds.push_back(seconds_now() - start);
  }
  return {1e3 * median(seconds), static_cast<double>(memory_held() - before) / 0x1p20};
}

Axis batch_axis(const Setting& base) {
  Axis axis{"batch", "images", {}};
  for (Index factor : {1, 2, 4, 8, 16}) {
    Setting s = base;
    s.value = s.batch = factor * std::max<Index>(1, base.batch / 4);
    s.x = static_cast<double>(s.batch);
    axis.settings.push_back(s);
  }
  return axis;
}

Axis image_axis(const Setting& base) {
  Axis axis{"image size", "pixels of the code", {}};
  for (Index side : {16, 24, 32, 48, 64}) {
    Setting s = base;
    s.value = s.architecture.height = s.architecture.width = side;
    s.x = static_cast<double>(s.architecture.code_height() * s.architecture.code_width());
    axis.settings.push_back(s);
  }
  return axis;
}

Axis filter_axis(const Setting& base) {
  Axis axis{"filters", "filters", {}};
  for (Index groups : {1, 3, 5, 10, 20}) {
    Setting s = base;
    s.architecture.groups = groups;
    s.value = s.architecture.filters();
    s.x = static_cast<double>(s.value);
    axis.settings.push_back(s);
  }
  return axis;
}

/// A layer more is six convolutions more; the first layer is spared four of them.
Axis layer_axis(const Setting& base) {
  Axis axis{"layers", "convolutions, 6 K - 4", {}};
  for (Index layers : {1, 2, 4, 6, 8}) {
    Setting s = base;
    s.value = s.architecture.layers = layers;
    s.x = static_cast<double>(6 * layers - 4);
    axis.settings.push_back(s);
  }
  return axis;
}

/// The work is cut into groups of V images; the thread with the most of them decides.
Axis thread_axis(const Setting& base, int available) {
  Axis axis{"threads", "share of the images that the busiest thread has", {}};
  const Index groups = lane_groups(base.batch);
  for (int threads : {1, 2, 4, 8, 16, 32}) {
    Setting s = base;
    s.value = s.threads = threads;
    s.x = static_cast<double>((groups + threads - 1) / threads) / static_cast<double>(groups);
    s.measured = threads <= available;
    axis.settings.push_back(s);
  }
  return axis;
}

/// The law through what was measured; none from a single point.
LinearLaw law_of(const Axis& axis, const std::vector<StepCost>& costs, double StepCost::*part) {
  std::vector<double> x, y;
  for (std::size_t i = 0; i < costs.size(); ++i) {
    x.push_back(axis.settings[i].x);
    y.push_back(costs[i].*part);
  }
  return fit_linear_law(x, y);
}

double largest_deviation(const Axis& axis, const std::vector<StepCost>& costs, double StepCost::*part,
                         const LinearLaw& law) {
  double largest = 0;
  for (std::size_t i = 0; i < costs.size(); ++i) {
    largest = std::max(largest, std::abs(law(axis.settings[i].x) / (costs[i].*part) - 1));
  }
  return largest;
}

/// "12.3 + 0.45 x".
std::string law_text(const LinearLaw& law) {
  char text[64];
  std::snprintf(text, sizeof text, "%.3g %c %.3g x", law.constant, law.slope < 0 ? '-' : '+',
                std::abs(law.slope));
  return text;
}

Json report_axis(const Axis& axis, const Effort& effort) {
  std::vector<StepCost> costs;
  for (const Setting& s : axis.settings) {
    if (s.measured) costs.push_back(measure_step(s, effort));
  }
  const LinearLaw time = law_of(axis, costs, &StepCost::milliseconds);
  const LinearLaw memory = law_of(axis, costs, &StepCost::mebibytes);
  Table table({axis.name, "x", "GFLOP", "ms", "law", "MiB", "law"});
  Json::Array rows;
  for (std::size_t i = 0; i < axis.settings.size(); ++i) {
    const Setting& s = axis.settings[i];
    const double gflop = step_operations(s.architecture, s.batch) / 1e9;
    table.add_row({concat(s.value), fixed(s.x, s.x < 1 ? 3 : 0), fixed(gflop, 2),
                   s.measured ? fixed(costs[i].milliseconds, 1) : "", fixed(time(s.x), 1),
                   s.measured ? fixed(costs[i].mebibytes, 1) : "", fixed(memory(s.x), 1)});
    Json row;
    row.set("quantity", axis.name);
    row.set("value", s.value);
    row.set("gflop", gflop);
    row.set("law_ms", time(s.x));
    row.set("law_mebibytes", memory(s.x));
    if (s.measured) row.set("ms", costs[i].milliseconds);
    if (s.measured) row.set("mebibytes", costs[i].mebibytes);
    rows.push_back(row);
  }
  std::printf("\n%slaw: %s ms, %s MiB; x = %s; largest deviation %s, %s\n", table.text().c_str(),
              law_text(time).c_str(), law_text(memory).c_str(), axis.unit,
              percent(largest_deviation(axis, costs, &StepCost::milliseconds, time), 0).c_str(),
              percent(largest_deviation(axis, costs, &StepCost::mebibytes, memory), 0).c_str());
  std::fflush(stdout);
  return rows;
}

}  // namespace

LinearLaw fit_linear_law(const std::vector<double>& x, const std::vector<double>& y) {
  double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double weight = 1 / (y[i] * y[i]);
    w += weight;
    wx += weight * x[i];
    wy += weight * y[i];
    wxx += weight * x[i] * x[i];
    wxy += weight * x[i] * y[i];
  }
  const double determinant = w * wxx - wx * wx;
  if (x.size() < 2 || !(determinant > 0)) return {0, x.empty() ? 0 : wxy / wxx};
  const double slope = (w * wxy - wx * wy) / determinant;
  return {(wy - slope * wx) / w, slope};
}

Json report_scaling(const Effort& effort, Index batch) {
  const int threads = thread_count();
  const Setting base{0, 0, cifar10_architecture(Task::classify), batch, threads};
  Json::Array all;
  for (const Axis& axis : {batch_axis(base), image_axis(base), filter_axis(base), layer_axis(base),
                           thread_axis(base, threads)}) {
    const Json rows = report_axis(axis, effort);
    all.insert(all.end(), rows.as_array().begin(), rows.as_array().end());
  }
  set_thread_count(threads);
  return all;
}

}  // namespace lgn
