// Task dependence (the paper's finding): do learned groups depend on the data set and the task?
//
//   build/task-dependence --datasets mnist,cifar10-gray --seeds 10
#include <cmath>

#include "experiments/common/plotting/heat_map.h"
#include "experiments/common/plotting/plot.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/program.h"
#include "experiments/common/study/image_files.h"
#include "experiments/common/study/study.h"
#include "experiments/task-dependence/findings.h"
#include "experiments/task-dependence/group_distances.h"
#include "lgn/model_file.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

struct Conditions {
  std::vector<NamedData> data;  // two
  Index seeds = 10;
};

/// Every network has a seed of its own: two that began alike would be close whatever they were trained on.
void add_runs(Study& study, const Conditions& conditions, const TrainingSettings& settings, Design& design,
              std::vector<Index>& seeds) {
  Index seed = settings.seed;
  for (Index content = 0; content < 2; ++content)
    for (Index data = 0; data < 2; ++data)
      for (const Task task : {Task::classify, Task::reconstruct})
        for (Index s = 0; s < conditions.seeds; ++s, ++seed) {
          const NamedData& set = conditions.data[data];
          std::vector<std::string> flags = set.flags;
          flags.insert(flags.end(), {"--seed", concat(seed)});
          if (content == 1) flags.insert(flags.end(), {"--surrogate", "gaussian"});
          if (settings.quick && !study.flags().given("--epochs")) flags.insert(flags.end(), {"--epochs", "2"});
          study.add({concat(set.name, content ? "-surrogate-" : "-", name(task), "-", s + 1), task, flags});
          design.data.push_back(data);
          design.task.push_back(task == Task::reconstruct);
          design.content.push_back(content);
          seeds.push_back(seed);
        }
}

/// Mean distance of the compared matrices from where they began, in units of their norm.
double distance_moved(const Network& network, const TensorD& matrices, Index seed) {
  Random random(static_cast<std::uint64_t>(seed), Stream::initialization);
  const TensorD start = compared_matrices(Network(network.architecture(), random));
  const Index size = matrices.extent(2) * matrices.extent(3), count = matrices.count() / size;
  double sum = 0;
  for (Index i = 0; i < count; ++i) {
    double square = 0;
    for (Index e = i * size; e < (i + 1) * size; ++e) square += (matrices[e] - start[e]) * (matrices[e] - start[e]);
    sum += std::sqrt(square / matrices.extent(2));
  }
  return sum / count;
}

Canvas distance_map(const Finding& finding, const Conditions& conditions) {
  std::string order;
  for (const char* content : {"", " surrogate"})
    for (const NamedData& data : conditions.data)
      for (const char* task : {" classify", " reconstruct"})
        order += concat(order.empty() ? "" : " | ", data.name, content, task);
  return heat_map(cast<float>(finding.distances.networks),
                  {.title = concat("Distances between learned groups (", finding.name, ")"),
                   .row_label = "network",
                   .column_label = order,
                   .map = ColorMap::sequential,
                   .block = conditions.seeds,
                   .color_bar_label = "distance"});
}

Canvas scaling_map(const Finding& finding, const Conditions& conditions, const Design& design) {
  const TensorD points = classical_scaling(finding.distances.networks);
  Plot plot{.title = concat("Networks as points (", finding.name, ")"),
            .x = {.label = "first principal coordinate"},
            .y = {.label = "second principal coordinate"},
            .legend = Legend::right,
            .width = 860};
  for (Index i = 0; i < design.count(); ++i) {
    if (i % conditions.seeds == 0) {
      const std::string& data = conditions.data[design.data[i]].name;
      plot.series.push_back({.name = concat(data, i < design.count() / 2 ? "" : " surrogate",
                                            i / conditions.seeds % 2 ? " reconstruct" : " classify"),
                             .mark = Mark::points});
    }
    plot.series.back().x.push_back(points(i, 0));
    plot.series.back().y.push_back(points(i, 1));
  }
  return draw_plot(plot);
}

int run(int argc, char** argv) {
  TrainingSettings settings;
  Study study("task-dependence", "tests whether learned groups depend on their data set and task.", settings);
  Conditions conditions;
  std::string datasets = "mnist,cifar10-gray";
  Index draws = 9999;
  study.flags().show_default("--dataset", "not for this study, which has --datasets");
  study.flags().add("--datasets", datasets,
                    "the two data sets to compare, by their names; --quick makes two of its own", "LIST");
  study.flags().add("--seeds", conditions.seeds, "networks per data set, task and content (--quick: 3)", 2, 1000);
  study.flags().add("--permutations", draws, "random exchanges behind a p-value, and bootstrap samples", 19, 1000000);
  if (!study.flags().parse(argc, argv)) return 0;
  require(!study.flags().given("--dataset") && settings.train_images.empty(),
          "this study compares data sets; name them with --datasets, as --datasets mnist,cifar10-gray");
  require(settings.surrogate == Surrogate::none,
          "this study trains on images and on surrogates of them by itself; leave out --surrogate");
  require(settings.architecture.group_size >= 2, "--group-size 1: this study compares groups; use 2 or more");
  Design design;
  std::vector<Index> seeds;
  if (settings.quick) {
    require(!study.flags().given("--commands"), "--quick makes its own data as it runs; --commands goes without it");
    if (!study.flags().given("--seeds")) conditions.seeds = 3;
    if (!study.begin()) return 0;
    conditions.data = upright_and_turned(study.folder());
    add_runs(study, conditions, settings, design, seeds);
  } else {
    conditions.data = named_data(datasets);
    require(conditions.data.size() == 2, "--datasets is '", datasets, "'; expected two names, as mnist,cifar10-gray");
    add_runs(study, conditions, settings, design, seeds);
    if (!study.begin()) return 0;
  }
  const std::vector<FinishedRun> runs = study.train();
  std::vector<TensorD> matrices;
  std::vector<double> moved;
  Index order = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Network network = load_model(join(runs[i].folder, "model.safetensors"));
    matrices.push_back(compared_matrices(network));
    moved.push_back(distance_moved(network, matrices.back(), seeds[i]));
    order = network.architecture().group_size;
  }
  Random random(static_cast<std::uint64_t>(settings.seed));
  const std::vector<Finding> findings = find_dependence(matrices, order, design, moved, draws, random);
  for (const Finding& finding : findings) {
    write_png(join(study.folder(), concat("distances-", finding.name, ".png")), distance_map(finding, conditions));
    write_png(join(study.folder(), concat("map-", finding.name, ".png")), scaling_map(finding, conditions, design));
  }
  std::vector<std::string> names;
  for (const NamedData& each : conditions.data) names.push_back(each.name);
  Json summary{Json::Object{}};
  const std::string text = findings_text(findings, design, moved, names, summary);
  summary.set("seeds", conditions.seeds);
  study.report(summary, text);
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
