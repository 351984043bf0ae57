#include "experiments/common/training/task_run.h"

#include "experiments/common/program/table.h"
#include "experiments/common/training/figures.h"
#include "experiments/common/training/group_report.h"

namespace lgn {
namespace {

void add_classification_rows(std::vector<SummaryRow>& rows, const Json& last) {
  if (const Json* accuracy = last.find("test_accuracy")) {
    rows.push_back({"test_accuracy", "test accuracy", *accuracy, percent(accuracy->as_double())});
    const Json& loss = last.at("test_loss");
    rows.push_back({"test_loss", "test loss", loss, fixed(loss.as_double(), 4)});
  }
  const double train_accuracy = last.at("train_accuracy").as_double();
  rows.push_back({"train_accuracy", "training accuracy", train_accuracy, percent(train_accuracy)});
}

void add_reconstruction_rows(std::vector<SummaryRow>& rows, const Json& last) {
  if (const Json* loss = last.find("test_loss")) {
    rows.push_back({"test_mse", "test squared error", *loss, fixed(loss->as_double(), 5)});
  }
  const double train_loss = last.at("train_loss").as_double();
  rows.push_back({"train_loss", "training loss (with penalty)", train_loss, fixed(train_loss, 5)});
}

}  // namespace

Architecture shared_group_architecture(Task task) {
  Architecture architecture;
  architecture.task = task;
  architecture.generator = "orthogonal";
  architecture.share = "layer";
  return architecture;
}

std::vector<SummaryRow> summary_rows(const TrainedRun& run) {
  std::vector<SummaryRow> rows;
  const Json& last = run.metrics.back();
  if (run.network.architecture().task == Task::classify) {
    add_classification_rows(rows, last);
  } else {
    add_reconstruction_rows(rows, last);
  }
  for (SummaryRow& row : common_rows(run)) rows.push_back(std::move(row));
  for (SummaryRow& row : group_rows(run.at_start, diagnose_groups(run.network)))
    rows.push_back(std::move(row));
  return rows;
}

TrainedRun run_task(const Flags& flags, TrainingSettings& settings, PreparedDataMemory& memory) {
  TrainedRun run = run_training(name(settings.architecture.task), flags, settings, memory);
  const std::vector<std::string> figures = draw_figures(run);
  report_summary(run, summary_rows(run), settings.quiet);
  if (!settings.quiet) print_figures(figures);
  return run;
}

}  // namespace lgn
