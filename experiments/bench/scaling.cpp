#include "experiments/bench/scaling.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "experiments/bench/networks.h"
#include "experiments/common/program/table.h"
#include "tensor/lanes.h"
#include "tensor/memory.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

struct Setting {
  Index value;      // of the quantity that is varied
  double x;         // what the law of the time is in
  double memory_x;  // what the law of the memory is in
  Architecture architecture;
  Index batch;
  int threads;
  bool measured = true;  // else only on paper
};

struct Axis {
  const char* name;
  const char* unit;  // of x
  std::vector<Setting> settings;
  const char* memory_note = "";  // when its law is in something else
};

struct StepCost {
  double milliseconds, mebibytes;
};

/// A network in training and the memory that its steps take.
struct MeasuredRun {
  explicit MeasuredRun(const Setting& setting) : threads(setting.threads) {
    set_thread_count(threads);
    release_unused_memory();
    const std::size_t before = memory_held();
    run = std::make_unique<TrainingRun>(setting.architecture, setting.batch);
    run->step();
    mebibytes = (memory_held() - before) / 0x1p20;
  }
  double seconds_of_step() {
    if (thread_count() != threads) set_thread_count(threads);
    const double start = seconds_now();
    run->step();
    return seconds_now() - start;
  }

  int threads;
  std::unique_ptr<TrainingRun> run;
  double mebibytes;
};

/// The settings in turn, round by round: whatever else the machine does hits all of them.
std::vector<StepCost> measure(const Axis& axis, const Effort& effort) {
  std::vector<MeasuredRun> runs;
  for (const Setting& s : axis.settings)
    if (s.measured) runs.emplace_back(s);
  std::vector<std::vector<double>> seconds(runs.size());
  for (Index round = -1; round < effort.rounds; ++round) {  // the first one only gets the memory back
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const double one = runs[i].seconds_of_step();
      if (round >= 0) seconds[i].push_back(one);
    }
  }
  std::vector<StepCost> costs;
  for (std::size_t i = 0; i < runs.size(); ++i) costs.push_back({1e3 * median(seconds[i]), runs[i].mebibytes});
  return costs;
}

Axis batch_axis(const Setting& base) {
  Axis axis{"batch", "images", {}};
  for (Index factor : {1, 2, 4, 8, 16}) {
    Setting s = base;
    s.value = s.batch = factor * std::max<Index>(1, base.batch / 4);
    s.x = s.memory_x = s.batch;
    axis.settings.push_back(s);
  }
  return axis;
}

Axis image_axis(const Setting& base) {
  Axis axis{"image size", "pixels of the code", {}};
  for (Index side : {16, 24, 32, 48, 64, 96}) {
    Setting s = base;
    s.value = s.architecture.height = s.architecture.width = side;
    s.x = s.memory_x = s.architecture.code_height() * s.architecture.code_width();
    axis.settings.push_back(s);
  }
  return axis;
}

Axis channel_axis(const Setting& base) {
  Axis axis{"channels", "channels", {}};
  for (Index channels : {1, 3, 6, 10, 16}) {
    Setting s = base;
    s.value = s.architecture.channels = channels;
    s.x = s.memory_x = channels;
    axis.settings.push_back(s);
  }
  return axis;
}

Axis filter_axis(const Setting& base) {
  Axis axis{"filters", "filters", {}};
  for (Index base_filters : {1, 3, 5, 10, 20}) {
    Setting s = base;
    s.architecture.base_filters = base_filters;
    s.value = s.architecture.filters();
    s.x = s.memory_x = s.value;
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
    s.x = s.memory_x = 6 * layers - 4;
    axis.settings.push_back(s);
  }
  return axis;
}

/// The work is cut into bundles of V images; the thread with the most of them decides. Memory goes with the
/// threads that have work, each of which has room of its own for it.
Axis thread_axis(const Setting& base, int available) {
  Axis axis{"threads", "share of the images that the busiest thread has", {}, ", x = threads, up to one per bundle"};
  const Index bundles = bundle_count(base.batch);
  for (int threads : {1, 2, 4, 8, 16, 32, 64}) {
    Setting s = base;
    s.value = s.threads = threads;
    s.x = static_cast<double>((bundles + threads - 1) / threads) / static_cast<double>(bundles);
    s.memory_x = std::min<Index>(threads, bundles);
    s.measured = threads <= available;
    axis.settings.push_back(s);
  }
  return axis;
}

struct FittedLaw {
  LinearLaw law;
  double deviation;  // the largest relative one

  std::string text() const {
    char text[96];
    std::snprintf(text, sizeof text, "%.3g %c %.3g x (largest deviation %.0f %%)", law.constant,
                  law.slope < 0 ? '-' : '+', std::abs(law.slope), 100 * deviation);
    return text;
  }
};

FittedLaw fit_law(const Axis& axis, const std::vector<StepCost>& costs, double Setting::*variable,
                  double StepCost::*part) {
  std::vector<double> x, y;
  for (std::size_t i = 0; i < costs.size(); ++i) {
    x.push_back(axis.settings[i].*variable);
    y.push_back(costs[i].*part);
  }
  FittedLaw fitted{fit_linear_law(x, y), 0};
  for (std::size_t i = 0; i < x.size(); ++i)
    fitted.deviation = std::max(fitted.deviation, std::abs(fitted.law(x[i]) / y[i] - 1));
  return fitted;
}

Json report_axis(const Axis& axis, const Effort& effort) {
  const std::vector<StepCost> costs = measure(axis, effort);
  const FittedLaw time = fit_law(axis, costs, &Setting::x, &StepCost::milliseconds);
  const FittedLaw memory = fit_law(axis, costs, &Setting::memory_x, &StepCost::mebibytes);
  Table table({axis.name, "x", "GFLOP", "ms", "law", "MiB", "law"});
  Json::Array rows;
  for (std::size_t i = 0; i < axis.settings.size(); ++i) {
    const Setting& s = axis.settings[i];
    const double gflop = step_operations(s.architecture, s.batch) / 1e9;
    table.add_row({concat(s.value), fixed(s.x, s.x < 1 ? 3 : 0), fixed(gflop, 2),
                   s.measured ? fixed(costs[i].milliseconds, 1) : "", fixed(time.law(s.x), 1),
                   s.measured ? fixed(costs[i].mebibytes, 1) : "", fixed(memory.law(s.memory_x), 1)});
    Json row;
    row.set("quantity", axis.name);
    row.set("value", s.value);
    row.set("gflop", gflop);
    if (s.measured) row.set("ms", costs[i].milliseconds);
    row.set("law_ms", time.law(s.x));
    if (s.measured) row.set("mebibytes", costs[i].mebibytes);
    row.set("law_mebibytes", memory.law(s.memory_x));
    rows.push_back(row);
  }
  std::printf("\n%stime in ms = %s, x = %s\nmemory in MiB = %s%s\n", table.text().c_str(), time.text().c_str(),
              axis.unit, memory.text().c_str(), axis.memory_note);
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
  const Setting base{0, 0, 0, published_architecture(Task::classify), batch, threads};
  Json::Array all;
  for (const Axis& axis : {batch_axis(base), image_axis(base), channel_axis(base), filter_axis(base), layer_axis(base),
                           thread_axis(base, threads)}) {
    const Json rows = report_axis(axis, effort);
    all.insert(all.end(), rows.as_array().begin(), rows.as_array().end());
  }
  set_thread_count(threads);
  return all;
}

}  // namespace lgn
