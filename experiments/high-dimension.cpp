// High dimension: do groups of matrices scale with the filters?
//
//   build/high-dimension --quick      d = 36 and 64, seconds
//   build/high-dimension              d = 36 .. 1024
//
// Filters of m x m pixels, m = 6 .. 32, d = m m, on images of m x m: the weights of a fully connected layer.
// Against d: time and memory of a training step with a dense A (orthogonal, by Cayley), with reflections in its
// place (householder), with a block-circulant W (circulant) and with a Kronecker product of two m x m, closure
// ||A^n - I||_F / sqrt(d) and accuracy after training, and whether a group of order 4 that is planted in sparse patches
// (common/planted/problem.h) is found again.
#include <cmath>
#include <ctime>
#include <optional>

#include "autograd/profile.h"
#include "datasets/catalog.h"
#include "experiments/common/analysis/statistics.h"
#include "experiments/common/planted/metrics.h"
#include "experiments/common/planted/problem.h"
#include "experiments/common/plotting/image_grid.h"
#include "experiments/common/plotting/plot.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/flags.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/progress.h"
#include "experiments/common/program/run_directory.h"
#include "experiments/common/program/table.h"
#include "experiments/common/study/jobs.h"
#include "lgn/generators/group_diagnostics.h"
#include "lgn/inference.h"
#include "lgn/recovery/dictionary_learning.h"
#include "lgn/recovery/group_recovery.h"
#include "lgn/training_step.h"
#include "tensor/error.h"
#include "tensor/io/file.h"
#include "tensor/memory.h"
#include "tensor/memory_limit.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

struct DimensionSettings {
  bool quick = false;
  OutputSettings output;
  Index seeds = 10, seed = 1, images = 4000, epochs = 3;
  std::vector<double> sides = {6, 8, 12, 16, 24, 32}, planted = {8, 12, 16};
};

/// The sample's images at m x m pixels by bilinear interpolation, -1 .. 1, [N,1,m,m].
Tensor images_of_side(const Images& images, Index m) {
  const auto& bytes = std::get<Bytes>(images.pixels);
  const Index N = images.count(), side = images.shape()[2];
  Tensor result = Tensor::uninitialized({N, 1, m, m});
  const auto place = [&](Index i) {  // of the centre of pixel i
    return std::clamp((i + 0.5) * side / m - 0.5, 0.0, static_cast<double>(side - 1));
  };
  for (Index n = 0; n < N; ++n)
    for (Index r = 0; r < m; ++r)
      for (Index c = 0; c < m; ++c) {
        const auto y = static_cast<Index>(place(r)), x = static_cast<Index>(place(c));
        const double v = place(r) - y, u = place(c) - x;
        const auto pixel = [&](Index row, Index column) {
          return static_cast<double>(bytes[(n * side + std::min(row, side - 1)) * side + std::min(column, side - 1)]);
        };
        result(n, 0, r, c) = static_cast<float>(((1 - v) * ((1 - u) * pixel(y, x) + u * pixel(y, x + 1)) +
                                                 v * ((1 - u) * pixel(y + 1, x) + u * pixel(y + 1, x + 1))) /
                                                    127.5 -
                                                1);
      }
  return result;
}

/// What A is, and of how many layers.
struct MatrixKind {
  const char* name;
  Form form;
  Sharing share;
};

constexpr MatrixKind kinds[] = {{"orthogonal", Form::orthogonal, Sharing::layer},
                                {"one_orthogonal", Form::orthogonal, Sharing::network},
                                {"householder", Form::householder, Sharing::layer},
                                {"circulant", Form::circulant, Sharing::layer},
                                {"kronecker", Form::kronecker, Sharing::layer}};

Architecture fully_connected(const MatrixKind& kind, Index m) {
  Architecture a;
  a.channels = 1, a.height = a.width = m, a.kernel = m, a.pool = 1;
  a.generator = kind.form, a.share = kind.share;
  if (kind.form == Form::kronecker) a.factors = Form::orthogonal;
  return a;
}

/// Seconds of processor time of a step of 128 images (median of 7; other work on the machine counts little), bytes
/// held for it (network, tape, moments; not the images), then accuracy on test images and closure after training in
/// steps of 32.
Json train_in_dimension(const MatrixKind& kind, Index m, const Dataset& data, const DimensionSettings& s) {
  Random random(static_cast<std::uint64_t>(s.seed), Stream::initialization);
  Network network(fully_connected(kind, m), random);
  const Tensor images = images_of_side(data.train, m);
  release_unused_memory();
  const std::size_t held = memory_held();
  Network timed(fully_connected(kind, m), random);
  const auto step = [&](Network& trained, Adam& adam, Index first, Index batch) {
    const auto labels = data.train.labels.begin() + first;
    training_step(trained, adam, images.slice(first, batch), {labels, labels + batch}, {});
  };
  Adam adam, timed_adam;
  std::vector<double> seconds;
  for (Index i = 0; i < 7; ++i) {
    const std::clock_t start = std::clock();
    step(timed, timed_adam, 0, 128);
    seconds.push_back(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  const std::size_t bytes = memory_held() - held;
  for (Index epoch = 0; epoch < s.epochs; ++epoch)
    for (Index first = 0; first + 32 <= images.extent(0); first += 32) step(network, adam, first, 32);
  Json result;
  result.set("seconds", median(seconds));
  result.set("bytes", static_cast<double>(bytes));
  result.set("parameters", network.parameters().trained_count());
  result.set("closure", diagnose_groups(network).closure_worst);
  result.set("accuracy", evaluate(network, images_of_side(data.test, m), data.test.labels).accuracy);
  return result;
}

/// Whether a random orthogonal group of order 4 is found in patches of m x m: 5/4 d filters, three active,
/// noise a third of a filter's norm, 150 patches a dimension.
Json recover_in_dimension(Index m, Index seed) {
  ProblemSettings settings{"random_4", m, m * m * 5 / 4, m * m * 150};
  settings.noise = 0.32 / m;
  settings.seed = seed;
  settings.judged = 0;
  const double start = seconds_now();
  const Problem problem = make_problem(settings);
  Random random(static_cast<std::uint64_t>(seed), Stream::initialization);
  const Index atoms_sought = problem.bank.extent(0);
  DictionarySettings dictionary{.atoms = atoms_sought, .batch = std::max<Index>(2500, 8 * atoms_sought)};
  const TensorD atoms = learn_dictionary(problem.fitted, dictionary, random);
  RecoverySettings recovery{.order = 4};
  Json result;
  result.set("cosine", group_cosine(recover_group(atoms, recovery).A, problem.action.A, 4));
  result.set("filters", filters_recovered(problem.bank, atoms));
  result.set("seconds", seconds_now() - start);
  return result;
}

/// The slope of log y against log x by least squares.
double exponent_of(const std::vector<double>& x, const std::vector<double>& y) {
  double mx = 0, my = 0, xy = 0, xx = 0;
  const auto n = static_cast<double>(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) mx += std::log(x[i]) / n, my += std::log(y[i]) / n;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (std::log(x[i]) - mx) * (std::log(y[i]) - my);
    xx += (std::log(x[i]) - mx) * (std::log(x[i]) - mx);
  }
  return xy / xx;
}

/// The exponent of the upper half, where constant costs no longer hide the law; nothing of fewer than four points.
std::optional<double> law_of(const Series& series) {
  if (series.x.size() < 4) return {};
  const auto half = static_cast<std::ptrdiff_t>(series.x.size() / 2);
  return exponent_of({series.x.begin() + half, series.x.end()}, {series.y.begin() + half, series.y.end()});
}

/// Steps, a table and curves for the pictures. The kinds take turns at each d: the machine is then equally busy.
std::string step_table(const DimensionSettings& s, Plot& times, Plot& memory, Json& summary) {
  const Dataset data = load_dataset("sample", "", {s.images, 1000});
  Table table({"d", "A", "parameters", "step", "memory", "closure", "accuracy"});
  double square_sum = 0, done = 0;  // a step takes about d^2 in all
  for (const double side : s.sides) square_sum += std::pow(side, 4);
  Progress progress(std::size(kinds) * square_sum, 0);
  for (const MatrixKind& kind : kinds)
    for (Plot* plot : {&times, &memory}) plot->series.push_back({.name = kind.name, .mark = Mark::line_and_points});
  for (const double side : s.sides) {
    for (std::size_t k = 0; k < std::size(kinds); ++k) {
      const auto m = static_cast<Index>(side);
      progress.show(done, concat(kinds[k].name, ", d = ", m * m));
      done += std::pow(side, 4);
      const Json result = train_in_dimension(kinds[k], m, data, s);
      const std::string end = concat("_", kinds[k].name, "_", m * m);
      for (const char* key : {"seconds", "bytes", "parameters", "closure", "accuracy"})
        summary.set(key + end, result.at(key));
      const double seconds = result.at("seconds").as_double(), bytes = result.at("bytes").as_double();
      times.series[k].x.push_back(side * side), times.series[k].y.push_back(seconds);
      memory.series[k].x.push_back(side * side), memory.series[k].y.push_back(bytes / 1e6);
      table.add_row({concat(m * m), kinds[k].name, concat(result.at("parameters").as_integer()),
                     fixed(1000 * seconds, 1) + " ms", bytes_text(bytes),
                     concat(fixed(1e6 * result.at("closure").as_double(), 2), "e-6"),
                     percent(result.at("accuracy").as_double(), 1)});
    }
  }
  progress.clear();
  std::string text;
  for (std::size_t k = 0; k < std::size(kinds); ++k) {
    const std::optional<double> time = law_of(times.series[k]), bytes = law_of(memory.series[k]);
    if (!time) continue;
    summary.set(concat("exponent_", kinds[k].name), *time);
    summary.set(concat("memory_exponent_", kinds[k].name), *bytes);
    text += concat(kinds[k].name, ": time grows as d^", fixed(*time, 2), ", memory as d^", fixed(*bytes, 2),
                   ", over the larger half.\n");
  }
  return table.text() + text;
}

std::string recovery_table(const DimensionSettings& s, const std::string& folder, Plot& plot, Json& summary) {
  std::vector<Json> results(s.planted.size() * static_cast<std::size_t>(s.seeds));
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto m = static_cast<Index>(s.planted[i / static_cast<std::size_t>(s.seeds)]);
    const Index seed = s.seed + static_cast<Index>(i) % s.seeds;
    jobs.push_back(
        {concat("planted-", m * m, "-seed-", seed), &results[i], [m, seed] { return recover_in_dimension(m, seed); }});
  }
  if (s.output.go_on) read_results(jobs, folder);
  run_jobs(jobs, folder);
  Table table({"d", "cosine > 0.95", "mean cosine", "filters found", "seconds"});
  Series series{.name = "share of data sets", .mark = Mark::line_and_points};
  for (std::size_t p = 0; p < s.planted.size(); ++p) {
    std::vector<double> cosines, filters, seconds;
    for (Index k = 0; k < s.seeds; ++k) {
      const Json& each = results[p * static_cast<std::size_t>(s.seeds) + static_cast<std::size_t>(k)];
      if (each.find("failed")) continue;
      cosines.push_back(each.at("cosine").as_double());
      filters.push_back(each.at("filters").as_double());
      seconds.push_back(each.at("seconds").as_double());
    }
    if (cosines.empty()) continue;
    const Index found = std::count_if(cosines.begin(), cosines.end(), [](double c) { return c > success; });
    const Interval interval = wilson_interval(found, s.seeds);
    const double d = s.planted[p] * s.planted[p], rate = static_cast<double>(found) / static_cast<double>(s.seeds);
    series.x.push_back(d), series.y.push_back(rate), series.low.push_back(interval.low),
        series.high.push_back(interval.high);
    table.add_row({fixed(d, 0), concat(found, "/", s.seeds), fixed(mean(cosines), 4), percent(mean(filters), 1),
                   fixed(mean(seconds), 1)});
    const std::string end = "_" + fixed(d, 0);
    summary.set("success" + end, rate);
    summary.set("cosine" + end, mean(cosines));
    summary.set("recovery_seconds" + end, mean(seconds));
  }
  plot.series.push_back(series);
  return table.text();
}

int run(int argc, char** argv) {
  DimensionSettings s;
  Flags flags("high-dimension", "measures groups on filters of 36 to 1024 numbers.");
  flags.add("--quick", s.quick, "two small sizes, two seeds: seconds");
  flags.add("--sides", s.sides, "m of the filters of m x m", 2, 32);
  flags.add("--planted", s.planted, "m of the patches that a group is planted in", 3, 32);
  flags.add("--seeds", s.seeds, "planted data sets of each size", 1, 1000);
  flags.add("--seed", s.seed, "of the first; the others follow", 0, 1'000'000'000);
  flags.add("--images", s.images, "of the sample, trained on", 128, 5000);
  flags.add("--epochs", s.epochs, "over them", 1, 1000);
  declare_output_flags(flags, s.output, "--continue", "planted data sets that are complete in --out are not run again");
  if (!flags.parse(argc, argv)) return 0;
  if (s.quick && !flags.given("--sides")) s.sides = {6, 8};
  if (s.quick && !flags.given("--planted")) s.planted = {8};
  if (s.quick && !flags.given("--seeds")) s.seeds = 2;
  if (s.quick && !flags.given("--images")) s.images = 1024;
  for (const auto* list : {&s.sides, &s.planted}) {
    require(!list->empty(), "--sides or --planted is empty; expected whole numbers, as 6,8,12");
    for (const double m : *list)
      require(m == std::floor(m), "--sides and --planted hold ", m, "; expected whole numbers, as 6,8,12");
  }
  RunReport report("high-dimension", flags, s.output, {"seeds", "sides", "planted"});
  const std::string& folder = report.folder();
  end_when_interrupted_in(folder, s.output.go_on_flag);
  Plot times{.title = "A training step, batch 128, processor time"}, memory{.title = "Memory of a step"},
      found{.title = "Planted group of order 4 found again"};
  times.x = memory.x = found.x = {.label = "d, numbers in a filter", .logarithmic = true};
  times.y = {.label = "seconds", .logarithmic = true};
  memory.y = {.label = "MB", .logarithmic = true};
  found.y = {.label = "share of data sets, 95 %", .range = Range{0, 1}};
  found.legend = Legend::none;
  report.show(step_table(s, times, memory, report.summary));
  report.show(recovery_table(s, folder, found, report.summary));
  write_png(join(folder, "high-dimension.png"), panels({draw_plot(times), draw_plot(memory), draw_plot(found)}, 3));
  report.finish();
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
