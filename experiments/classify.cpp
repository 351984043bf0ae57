// Classification: the network of the paper's section 4 on one data set.
//
//   build/classify --dataset cifar10 --epochs 100
#include <cstdio>

#include "experiments/common/figures.h"
#include "experiments/common/program.h"
#include "experiments/common/table.h"
#include "experiments/common/training_program.h"

int main(int argc, char** argv) {
  using namespace lgn;
  return run_program([&] {
    TrainingSettings settings;
    settings.architecture.task = Task::classify;
    Flags flags("classify", "trains a Linear Group Network to classify images.");
    declare_training_flags(flags, settings);
    if (!flags.parse(argc, argv)) return 0;

    TrainedRun run = run_training("classify", flags, settings);

    const Json& last = run.metrics.back();
    std::vector<SummaryRow> rows;
    if (const Json* accuracy = last.find("test_accuracy")) {
      rows.push_back({"test_accuracy", "test accuracy", *accuracy, percent(accuracy->as_double())});
      rows.push_back(
          {"test_loss", "test loss", last.at("test_loss"), fixed(last.at("test_loss").as_double(), 4)});
    }
    const double train_accuracy = last.at("train_accuracy").as_double();
    rows.push_back({"train_accuracy", "training accuracy", train_accuracy, percent(train_accuracy)});
    for (SummaryRow& row : common_rows(run)) rows.push_back(std::move(row));
    report_summary(run, rows);
    if (run.data.name == "cifar10") {
      std::printf("The published repository states about 65 %% test accuracy on CIFAR-10 (100 epochs).\n");
    }
    print_figures(draw_figures(run));
    return 0;
  });
}
