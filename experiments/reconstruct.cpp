// Reconstruction: the network of the paper's section 4 on one data set, learning to give its input back.
//
//   build/reconstruct --dataset mnist --regularizer inverse --epochs 100
#include "experiments/common/figures.h"
#include "experiments/common/program.h"
#include "experiments/common/table.h"
#include "experiments/common/training_program.h"

int main(int argc, char** argv) {
  using namespace lgn;
  return run_program([&] {
    TrainingSettings settings;
    settings.architecture.task = Task::reconstruct;
    Flags flags("reconstruct", "trains a Linear Group Network to reconstruct images.");
    declare_training_flags(flags, settings);
    if (!flags.parse(argc, argv)) return 0;

    TrainedRun run = run_training("reconstruct", flags, settings);

    const Json& last = run.metrics.back();
    std::vector<SummaryRow> rows;
    if (const Json* loss = last.find("test_loss")) {
      rows.push_back({"test_mse", "test squared error", *loss, fixed(loss->as_double(), 5)});
    }
    const double train_loss = last.at("train_loss").as_double();
    rows.push_back({"train_loss", "training loss (with penalty)", train_loss, fixed(train_loss, 5)});
    for (SummaryRow& row : common_rows(run)) rows.push_back(std::move(row));
    report_summary(run, rows);
    print_figures(draw_figures(run));
    return 0;
  });
}
