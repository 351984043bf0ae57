#include "experiments/common/training/task_run.h"

#include <cstdio>

#include "experiments/common/analysis/confusion.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/table.h"
#include "experiments/common/training/figures.h"
#include "experiments/common/training/group_report.h"
#include "lgn/inference.h"
#include "tensor/io/file.h"
#include "tensor/memory_limit.h"

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

/// Accuracy by class and confusion matrix, of the test images where there are any: drawn into the run's
/// folder, and returned as a table.
std::string report_classes(TrainedRun& run, std::vector<std::string>& figures) {
  const bool tested = run.data.has_test();
  const Inference inference =
      infer(run.network, tested ? run.data.test_images : run.data.train_images, 256, false);
  const BasicTensor<Index> confusion =
      confusion_matrix(tested ? run.data.test_labels : run.data.train_labels,
                       predicted_classes(inference.output), run.network.architecture().classes);
  const std::string title = tested ? "Classes of the test images" : "Classes of the training images";
  figures.push_back(join(run.folder(), "confusion.png"));
  write_png(figures.back(), confusion_picture(confusion, title));
  const std::string text = concat("\n", title, "\n", confusion_table(confusion));
  write_file(join(run.folder(), "table.txt"), text);
  return text;
}

}  // namespace

std::vector<SummaryRow> summary_rows(const TrainedRun& run) {
  std::vector<SummaryRow> rows;
  const Json& last = run.selected_metrics();
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
  std::vector<std::string> figures = draw_figures(run);
  if (settings.profile)
    std::printf("\nmemory: %s at the most; %s were expected\n",
                bytes_text(static_cast<double>(most_resident_memory())).c_str(),
                bytes_text(run.data.expected_memory).c_str());
  const std::string classes =
      run.network.architecture().task == Task::classify ? report_classes(run, figures) : "";
  report_summary(run, summary_rows(run), settings.quiet);
  if (!settings.quiet) std::printf("%s", classes.c_str());
  if (!settings.quiet) print_figures(figures);
  return run;
}

}  // namespace lgn
