// Sparsity: thresholds free or kept non-negative, with and without a penalty on the code; both tasks.
//
//   build/table-sparsity --dataset mnist --data-dir data
#include "experiments/common/program/program.h"
#include "experiments/common/program/table.h"
#include "experiments/common/study/task_table.h"
#include "lgn/model_file.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

/// Of all layers, after training.
double lowest_threshold(const FinishedRun& run) {
  const Network network = load_model(join(run.folder, "model.safetensors"));
  double lowest = network.parameters().at("lmbd.0").value[0];
  for (Index k = 0; k < network.architecture().layers; ++k)
    for (float x : network.parameters().at(numbered("lmbd", k)).value)
      lowest = std::min(lowest, static_cast<double>(x));
  return lowest;
}

int run(int argc, char** argv) {
  TrainingSettings settings;
  Study study("table-sparsity", "compares thresholds and sparsity penalties, classifying and reconstructing.",
              settings);
  std::vector<double> weights = {0, 1, 10};
  study.flags().add("--weights", weights, "the weights of the sparsity penalty that are compared", 0, 1e9);
  if (!study.flags().parse(argc, argv)) return 0;
  require(!weights.empty(), "--weights is empty; expected weights as 0,1,10");
  struct Row {
    Task task;
    std::string thresholds;
    double weight;
  };
  std::vector<Row> rows;
  for (Task task : {Task::classify, Task::reconstruct}) {
    for (const char* thresholds : {"free", "nonnegative"}) {
      for (double weight : weights) {
        rows.push_back({task, thresholds, weight});
        study.add(
            {concat(name(task), "-", thresholds, "-", weight),
             task,
             {"--thresholds", thresholds, "--sparsity", concat(weight), "--generator", "free", "--share", "none"}});
      }
    }
  }
  if (!study.begin()) return 0;
  const std::vector<FinishedRun> runs = study.train();

  Table table({"task", "thresholds", "sparsity", "test result", "active code", "lowest threshold"});
  Json numbers{Json::Object{}};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const bool classifying = rows[i].task == Task::classify;
    const std::string key = classifying ? "test_accuracy" : "test_mse";
    const double result = runs[i].number(key), lowest = lowest_threshold(runs[i]);
    table.add_row({name(rows[i].task), rows[i].thresholds, concat(rows[i].weight),
                   classifying ? percent(result) : fixed(result, 5), percent(runs[i].number("active_fraction")),
                   fixed(lowest, 3)});
    const std::string prefix = as_key(runs[i].name) + "_";
    numbers.set(prefix + key, result);
    numbers.set(prefix + "active_fraction", runs[i].number("active_fraction"));
    numbers.set(prefix + "lowest_threshold", lowest);
  }
  study.report(numbers, table.text());
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
