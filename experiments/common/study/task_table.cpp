#include "experiments/common/study/task_table.h"

#include <algorithm>

#include "experiments/common/plotting/plot.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/progress.h"
#include "experiments/common/program/table.h"
#include "experiments/common/study/published_figures.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

const std::vector<std::string> regularizers = {"none", "inverse", "svd"};

/// A point for every run, one series a regulariser.
Canvas table_picture(const std::vector<std::string>& datasets, const std::vector<FinishedRun>& runs,
                     const std::string& key, const std::string& label, double unit) {
  Plot plot{.title = label,
            .x = {.range = Range{-0.5, datasets.size() - 0.5}, .names = datasets},
            .y = {.label = label},
            .legend = Legend::right};
  for (std::size_t r = 0; r < regularizers.size(); ++r) {
    Series series{.name = regularizers[r], .mark = Mark::points};
    for (std::size_t i = 0; i < datasets.size(); ++i) {
      series.x.push_back(i + 0.12 * (static_cast<double>(r) - 1));
      series.y.push_back(unit * runs[i * regularizers.size() + r].number(key));
    }
    plot.series.push_back(std::move(series));
  }
  return draw_plot(plot);
}

}  // namespace

int run_task_table(Task task, const std::string& program, const std::string& summary, int argc, char** argv) {
  TrainingSettings settings;
  settings.architecture.task = task;
  Study study(program, summary, settings);
  study.flags().show_default("--dataset", "all five of the paper; --quick: sample");
  if (!study.flags().parse(argc, argv)) return 0;
  std::vector<std::string> datasets = {"mnist", "fashion", "rotated-mnist", "cifar10", "cifar10-gray"};
  if (settings.quick || study.flags().given("--dataset")) datasets = {settings.dataset};
  for (const std::string& dataset : datasets) {
    for (const std::string& regularizer : regularizers) {
      study.add({concat(dataset, "-", regularizer),
                 task,
                 {"--dataset", dataset, "--regularizer", regularizer, "--generator", "free", "--share", "none"}});
    }
  }
  if (!study.begin()) return 0;
  const std::vector<FinishedRun> runs = study.train();

  const bool classifying = task == Task::classify;
  const std::string key = classifying ? "test_accuracy" : "test_mse";
  Table table({"data", "regulariser", classifying ? "test accuracy" : "test squared error", "published", "parameters",
               "active code", "time"});
  Json numbers{Json::Object{}};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const FinishedRun& run = runs[i];
    const std::string &dataset = datasets[i / regularizers.size()],
                      &regularizer = regularizers[i % regularizers.size()];
    const double result = run.number(key);
    const std::string prefix = as_key(concat(dataset, "_", regularizer, "_"));
    const PublishedFigure* published = published_figure(program, dataset, prefix + key);
    table.add_row({dataset, regularizer, classifying ? percent(result) : fixed(result, 5),
                   published ? published->stated : "-", run.summary.at("parameters").text(),
                   percent(run.number("active_fraction")), duration_text(run.number("seconds"))});
    for (const std::string& each :
         {key, std::string("parameters"), std::string("active_fraction"), std::string("seconds")})
      numbers.set(prefix + each, run.summary.at(each));
  }
  write_png(join(study.folder(), program + ".png"),
            table_picture(datasets, runs, key, classifying ? "test accuracy (%)" : "test squared error",
                          classifying ? 100 : 1));
  study.report(numbers, table.text());
  return 0;
}

}  // namespace lgn
