// Task dependence (the paper's finding): do the learned groups tell the data set and the task they come from?
//
//   build/task-dependence --datasets mnist,cifar10 --seeds 5
#include <cstdio>
#include <sstream>

#include "datasets/catalog.h"
#include "datasets/rotated.h"
#include "experiments/common/analysis/distribution.h"
#include "experiments/common/plotting/heat_map.h"
#include "experiments/common/plotting/panels.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/table.h"
#include "experiments/common/study/image_files.h"
#include "experiments/common/study/study.h"
#include "experiments/task-dependence/dependence.h"
#include "experiments/task-dependence/scaling.h"
#include "lgn/model_file.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

struct DataSet {
  std::string name;
  std::vector<std::string> flags;
};

struct Conditions {
  std::vector<DataSet> data;
  std::vector<Task> tasks = {Task::classify, Task::reconstruct};
  Index seeds = 5;

  std::string name_of(std::size_t i) const { return concat(data[i / 2].name, " ", name(tasks[i % 2])); }
  std::size_t count() const { return data.size() * tasks.size(); }
};

std::vector<DataSet> named_data(const std::string& list) {
  std::vector<DataSet> data;
  std::istringstream names(list);
  for (std::string name; std::getline(names, name, ',');) data.push_back({name, {"--dataset", name}});
  require(data.size() >= 2, "--datasets is '", list, "'; expected at least two names, as mnist,cifar10");
  return data;
}

/// Two data sets out of the embedded one: its images upright, and turned by random angles.
std::vector<DataSet> quick_data(const std::string& folder) {
  const Dataset sample = load_dataset("sample");
  std::vector<DataSet> data;
  for (const char* kind : {"upright", "turned"}) {
    const std::string place = join(join(folder, "data"), kind);
    make_folders(place);
    const Dataset part =
        std::string(kind) == "turned" ? rotated(sample, 1000, 250) : limited(sample, {1000, 250});
    write_images(place, "train", part.train);
    write_images(place, "test", part.test);
    data.push_back({kind,
                    {"--train-images", join(place, "train-images.npy"), "--train-labels",
                     join(place, "train-labels.npy"), "--test-images", join(place, "test-images.npy"),
                     "--test-labels", join(place, "test-labels.npy")}});
  }
  return data;
}

/// Every network has a seed of its own: two that began alike would be close whatever they were trained on.
void add_runs(Study& study, const Conditions& conditions, const TrainingSettings& settings) {
  Index seed = settings.seed;
  for (std::size_t i = 0; i < conditions.count(); ++i) {
    const Task task = conditions.tasks[i % 2];
    for (Index s = 0; s < conditions.seeds; ++s, ++seed) {
      std::vector<std::string> flags = conditions.data[i / 2].flags;
      for (const auto& [flag, value] :
           {std::pair{"--generator", "free"}, {"--share", "none"}, {"--epochs", "2"}}) {
        const bool wanted = std::string(flag) != "--epochs" || settings.quick;
        if (wanted && !study.flags().given(flag)) flags.insert(flags.end(), {flag, value});
      }
      flags.insert(flags.end(), {"--seed", concat(seed)});
      study.add({concat(conditions.data[i / 2].name, "-", name(task), "-", s + 1), task, flags});
    }
  }
}

struct Finding {
  DistanceKind kind;
  const char* name;
  GroupDistances distances;
  DependenceTest test;
  DependenceNull null;
};

double mean_distance(const TensorD& distances, const Design& design, bool same_data, bool same_task) {
  std::vector<double> chosen;
  for (std::size_t i = 0; i < design.data.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if ((design.data[i] == design.data[j]) == same_data && (design.task[i] == design.task[j]) == same_task)
        chosen.push_back(distances(i, j));
    }
  }
  return mean(chosen);
}

Canvas distance_map(const Finding& finding, const Conditions& conditions) {
  std::string order;
  for (std::size_t i = 0; i < conditions.count(); ++i) order += (i ? " | " : "") + conditions.name_of(i);
  return heat_map(cast<float>(finding.distances.networks),
                  {.title = concat("Distances between learned groups (", finding.name, ")"),
                   .row_label = "network",
                   .column_label = order,
                   .map = ColorMap::sequential,
                   .block = conditions.seeds,
                   .color_bar_label = "distance"});
}

Canvas scaling_map(const Finding& finding, const Conditions& conditions) {
  const TensorD points = classical_scaling(finding.distances.networks);
  Plot plot{.title = concat("Networks as points (", finding.name, ")"),
            .x = {.label = "first principal coordinate"},
            .y = {.label = "second principal coordinate"},
            .legend = Legend::right,
            .width = 760};
  for (std::size_t i = 0; i < conditions.count(); ++i) {
    Series series{.name = conditions.name_of(i), .mark = Mark::points};
    for (Index s = 0; s < conditions.seeds; ++s) {
      const Index row = static_cast<Index>(i) * conditions.seeds + s;
      series.x.push_back(points(row, 0));
      series.y.push_back(points(row, 1));
    }
    plot.series.push_back(std::move(series));
  }
  return draw_plot(plot);
}

Canvas null_histogram(const std::vector<Finding>& findings) {
  std::vector<Canvas> pictures;
  for (const Finding& finding : findings) {
    for (const bool data : {true, false}) {
      Series bars = histogram(data ? finding.null.p_data : finding.null.p_task, 10, Range{0, 1});
      Series uniform{.x = {0, 1}, .y = {1, 1}, .dashed = true};
      pictures.push_back(draw_plot({.title = concat(data ? "Data set" : "Task", ", ", finding.name),
                                    .x = {.label = "p-value", .range = Range{0, 1}},
                                    .y = {.label = "density"},
                                    .series = {std::move(bars), std::move(uniform)},
                                    .legend = Legend::none,
                                    .width = 460,
                                    .height = 300}));
    }
  }
  return panels(pictures, 2, "p-values of untrained networks have to be uniform (dashed)");
}

void draw(const Study& study, const std::vector<Finding>& findings, const Conditions& conditions) {
  for (const Finding& finding : findings) {
    write_png(join(study.folder(), concat("distances-", finding.name, ".png")),
              distance_map(finding, conditions));
    write_png(join(study.folder(), concat("map-", finding.name, ".png")), scaling_map(finding, conditions));
  }
  write_png(join(study.folder(), "null-p-values.png"), null_histogram(findings));
}

/// One row of the table; the keys of the first distance carry no suffix.
void add_factor(Json& summary, Table& table, const Finding& finding, const char* factor, double adjusted) {
  const bool data = std::string(factor) == "data";
  const FactorTest& test = data ? finding.test.data : finding.test.task;
  const double null_rate = data ? finding.null.identify_data : finding.null.identify_task;
  const double uniform = uniformity_p_value(data ? finding.null.p_data : finding.null.p_task);
  const std::string suffix = finding.kind == DistanceKind::spectra ? "" : "_cosine";
  const auto set = [&](const char* key, double value) { summary.set(concat(key, factor, suffix), value); };
  set("p_", test.p_value);
  set("q_", adjusted);
  set("identify_", test.identification.rate);
  set("chance_", test.identification.chance);
  set("p_identify_", test.identification.p_value);
  summary.set(concat("identify_", factor, "_null", suffix), null_rate);
  summary.set(concat("null_uniform_p_", factor, suffix), uniform);
  table.add_row({concat(data ? "data set" : "task", ", ", finding.name), fixed(test.p_value, 4),
                 fixed(adjusted, 4), adjusted <= 0.05 ? "yes" : "no", percent(test.identification.rate, 1),
                 percent(test.identification.chance, 1), fixed(test.identification.p_value, 4),
                 percent(null_rate, 1), fixed(uniform, 2)});
}

void report(const Study& study, const std::vector<Finding>& findings, const Design& design,
            const Conditions& conditions, Index repetitions) {
  std::vector<double> p_values;
  for (const Finding& f : findings) {
    p_values.push_back(f.test.data.p_value);
    p_values.push_back(f.test.task.p_value);
  }
  const std::vector<double> adjusted = benjamini_hochberg(p_values);
  Json summary;
  Table table(
      {"do the groups depend on ..", "p", "q", "shown", "identified", "chance", "p", "untrained", "uniform"});
  for (std::size_t i = 0; i < findings.size(); ++i) {
    add_factor(summary, table, findings[i], "data", adjusted[2 * i]);
    add_factor(summary, table, findings[i], "task", adjusted[2 * i + 1]);
  }
  const TensorD& spectral = findings[0].distances.networks;
  summary.set("distance_same_condition", mean_distance(spectral, design, true, true));
  summary.set("distance_other_data", mean_distance(spectral, design, false, true));
  summary.set("distance_other_task", mean_distance(spectral, design, true, false));
  summary.set("seeds", conditions.seeds);
  summary.set("null_repetitions", repetitions);
  const std::string legend = concat(
      "p: PERMANOVA over ", conditions.count(), " conditions x ", conditions.seeds,
      " seeds; q: adjusted for the false-discovery rate over the rows; shown: q <= 0.05.\n"
      "identified: a single matrix's nearest neighbour in another network names it rightly; chance, p: "
      "under\n"
      "exchanged labels. untrained: the same on ",
      repetitions,
      " studies of networks at initialisation; uniform: "
      "p-value\nof the hypothesis that their p-values are uniform (small: the test is not to be trusted).\n"
      "The paper states the finding from heat maps and gives no number.\n");
  study.report(summary, table.text() + legend);
}

std::vector<Finding> analyse(const std::vector<FinishedRun>& runs, const Design& design, Index repetitions,
                             Index permutations, std::uint64_t seed) {
  std::vector<TensorD> matrices;
  std::vector<Architecture> architectures;
  for (const FinishedRun& run : runs) {
    const Network network = load_model(join(run.folder, "model.safetensors"));
    matrices.push_back(compared_matrices(network));
    architectures.push_back(network.architecture());
  }
  std::vector<Finding> findings;
  for (const auto& [kind, name] :
       {std::pair{DistanceKind::spectra, "spectra"}, {DistanceKind::cosine, "cosine"}}) {
    Finding finding{kind, name, group_distances(kind, matrices, architectures[0].group_size), {}, {}};
    Random random(seed);
    finding.test = test_dependence(finding.distances, design, permutations, random);
    finding.null = dependence_null(kind, architectures, design, repetitions, 199, seed);
    findings.push_back(std::move(finding));
  }
  return findings;
}

int run(int argc, char** argv) {
  TrainingSettings settings;
  Study study("task-dependence", "tests whether learned groups tell their data set and task.", settings);
  Conditions conditions;
  std::string datasets = "mnist,cifar10";
  Index repetitions = 200, permutations = 9999;
  study.flags().add("--datasets", datasets,
                    "the data sets to compare, by their names; --quick makes two of its own", "LIST");
  study.flags().add("--seeds", conditions.seeds, "networks per data set and task (--quick: 3)", 2, 1000);
  study.flags().add("--permutations", permutations, "random exchanges of labels behind a p-value", 19,
                    1000000);
  study.flags().add("--null-repetitions", repetitions, "studies of untrained networks (--quick: 60)", 1,
                    100000);
  if (!study.flags().parse(argc, argv)) return 0;
  require(!study.flags().given("--dataset") && settings.train_images.empty(),
          "this study compares data sets; name them with --datasets, as --datasets mnist,cifar10");
  if (settings.quick) {
    require(!study.flags().given("--commands"),
            "--quick makes its own data as it runs; --commands goes without it");
    if (!study.flags().given("--seeds")) conditions.seeds = 3;
    if (!study.flags().given("--null-repetitions")) repetitions = 60;
    if (!study.begin()) return 0;
    conditions.data = quick_data(study.folder());
    add_runs(study, conditions, settings);
  } else {
    conditions.data = named_data(datasets);
    add_runs(study, conditions, settings);
    if (!study.begin()) return 0;
  }
  const std::vector<FinishedRun> runs = study.train();
  Design design;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Index condition = static_cast<Index>(i) / conditions.seeds;
    design.data.push_back(condition / 2);
    design.task.push_back(condition % 2);
  }
  const std::vector<Finding> findings =
      analyse(runs, design, repetitions, permutations, static_cast<std::uint64_t>(settings.seed));
  draw(study, findings, conditions);
  report(study, findings, design, conditions, repetitions);
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
