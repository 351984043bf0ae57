#include "experiments/common/training/run_report.h"

#include <cmath>
#include <cstdio>

#include "experiments/common/analysis/confusion.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/progress.h"
#include "experiments/common/program/table.h"
#include "experiments/common/training/figures.h"
#include "experiments/common/training/training_notes.h"
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
    if (const Json* other = last.find("test_accuracy_as_train"))
      rows.push_back({"test_accuracy_as_train", "the same network, test images normalised as the training images",
                      *other, percent(other->as_double())});
  }
  const double train_accuracy = last.at("train_accuracy").as_double();
  rows.push_back({"train_accuracy", "training accuracy", train_accuracy, percent(train_accuracy)});
}

void add_reconstruction_rows(std::vector<SummaryRow>& rows, const Json& last) {
  if (const Json* loss = last.find("test_loss"))
    rows.push_back({"test_mse", "test squared error", *loss, fixed(loss->as_double(), 5)});
  const double train_loss = last.at("train_loss").as_double();
  rows.push_back({"train_loss", "training loss (with penalty)", train_loss, fixed(train_loss, 5)});
}

/// "2520, A with them".
std::string frozen_text(const Network& network) {
  const ParameterSet& parameters = network.parameters();
  if (parameters.frozen_count() == 0) return "none";
  for (const Parameter& parameter : parameters)
    if (parameter.frozen && is_generator(parameter.name)) return concat(parameters.frozen_count(), ", A with them");
  return concat(parameters.frozen_count());
}

/// The rows that both tasks have.
std::vector<SummaryRow> common_rows(const TrainedRun& run) {
  const Index parameters = run.network.parameters().trained_count();
  const double active = run.selected_metrics().at("active_fraction").as_double();
  const Index frozen = run.network.parameters().frozen_count();
  std::vector<SummaryRow> rows;
  const Json& selected = run.selected_metrics();
  if (const Json* loss = selected.find("validation_loss")) {
    rows.push_back({"selected_epoch", "epoch of the weights", run.selected, std::to_string(run.selected)});
    rows.push_back({"validation_loss", "validation loss", *loss, fixed(loss->as_double(), 4)});
  }
  if (const Json* accuracy = selected.find("validation_accuracy"))
    rows.push_back({"validation_accuracy", "validation accuracy", *accuracy, percent(accuracy->as_double())});
  rows.insert(rows.end(), {{"parameters", "parameters", parameters, std::to_string(parameters)},
                           {"frozen_parameters", "of these frozen", frozen, frozen_text(run.network)},
                           {"active_fraction", "active share of the code", active, percent(active)},
                           {"seconds", "time of training", run.seconds, duration_text(run.seconds)}});
  return rows;
}

/// Three significant digits, in whichever notation is shorter.
SummaryRow number_row(const std::string& key, const std::string& label, double value) {
  char shown[32];
  std::snprintf(shown, sizeof shown, "%.3g", value);
  return {key, label, std::isfinite(value) ? Json(value) : Json(), shown};
}

/// The equivariance errors are those at the start, too.
std::vector<SummaryRow> group_rows(const GroupDiagnostics& at_start, const GroupDiagnostics& trained) {
  std::vector<SummaryRow> rows = {
      number_row("closure_worst", "closure |A^n - I| / sqrt d, worst", trained.closure_worst),
      number_row("closure_mean", "closure, mean", trained.closure_mean),
      number_row("condition_worst", "condition of A, worst", trained.condition_worst)};
  if (trained.basis_condition_worst)
    rows.push_back(number_row("basis_condition_worst", "condition of S, worst", *trained.basis_condition_worst));
  rows.push_back(number_row("start_distance", "distance |A - A_0| / |A_0| from the start, mean",
                            distance_from(at_start, trained)));
  rows.push_back(
      number_row("identity_distance", "distance |A - I| / sqrt d, smallest", trained.identity_distance_smallest));
  for (std::size_t k = 0; k < trained.phase_shares.size(); ++k) {
    rows.push_back(number_row(concat("phase_share_", k), concat("eigenvalues near exp(2 pi i ", k, "/n)"),
                              trained.phase_shares[k]));
  }
  rows.push_back(number_row("phase_distance", "their angle from it, rms (radians)", trained.phase_distance));
  rows.push_back(number_row("modulus_smallest", "modulus of eigenvalues, smallest", trained.modulus_smallest));
  rows.push_back(number_row("modulus_largest", "modulus of eigenvalues, largest", trained.modulus_largest));
  for (std::size_t j = 0; j < trained.equivariance.size(); ++j) {
    const std::string element = concat(j + 1);
    rows.push_back(number_row("equivariance_start_" + element,
                              "equivariance error, element " + element + ", at the start", at_start.equivariance[j]));
    rows.push_back(number_row("equivariance_" + element, "equivariance error, element " + element + ", trained",
                              trained.equivariance[j]));
  }
  return rows;
}

/// Accuracy by class and `confusion` matrix, of the test images where there are any: drawn into the run's
/// folder, and returned as a table.
std::string report_classes(TrainedRun& run, std::vector<std::string>& figures, BasicTensor<Index>& confusion) {
  const bool tested = run.data.has_test();
  const Inference inference = infer(run.network, tested ? run.data.test_images : run.data.train_images, 256, false);
  confusion = confusion_matrix(tested ? run.data.test_labels : run.data.train_labels,
                               predicted_classes(inference.output), run.network.architecture().classes);
  const std::string title = tested ? "Classes of the test images" : "Classes of the training images";
  figures.push_back(join(run.folder(), "confusion.png"));
  write_png(figures.back(), confusion_picture(confusion, title));
  const std::string text = concat("\n", title, "\n", confusion_table(confusion));
  write_file(join(run.folder(), "table.txt"), text);
  return text;
}

std::string parts_table(const TrainedRun& run) {
  Table table({"part of the run", "seconds", "share"});
  const double whole = seconds_now() - run.begun;
  const auto row = [&](const std::string& part, double seconds) {
    table.add_row({part, fixed(seconds, 2), percent(seconds / whole, 1)});
  };
  for (const auto& [part, entry] : run.parts.entries()) row(part, entry.forward);
  row("the rest", whole - run.parts.total());
  return table.text();
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
  for (SummaryRow& row : group_rows(run.at_start, diagnose_groups(run.network))) rows.push_back(std::move(row));
  return rows;
}

void report_summary(const TrainedRun& run, const std::vector<SummaryRow>& rows, bool quiet) {
  Table table({concat(name(run.network.architecture().task), ", ", run.data.name), "value"});
  Json summary{Json::Object{}};
  for (const SummaryRow& row : rows) {
    table.add_row({row.label, row.shown});
    summary.set(row.key, row.value);
  }
  write_file(join(run.folder(), "summary.json"), summary.pretty());
  if (quiet) return;
  std::printf("\n%s", table.text().c_str());
  for (const std::string& note : run.data.notes) std::printf("note: %s\n", note.c_str());
}

void report_run(TrainedRun& run, const TrainingSettings& settings) {
  std::vector<std::string> figures;
  run.parts.time("pictures", [&] { figures = draw_figures(run); });
  if (settings.profile)
    std::printf("\nmemory: %s at the most; %s were expected\n",
                bytes_text(static_cast<double>(most_resident_memory())).c_str(),
                bytes_text(run.data.expected_memory).c_str());
  BasicTensor<Index> confusion;
  std::string classes;
  run.parts.time("evaluation", [&] {
    if (run.network.architecture().task == Task::classify) classes = report_classes(run, figures, confusion);
  });
  if (settings.profile) std::printf("\nwhere the time of the run went:\n%s", parts_table(run).c_str());
  report_summary(run, summary_rows(run), settings.quiet);
  if (settings.quiet) return;
  std::printf("%s", classes.c_str());
  for (const std::string& note : training_notes(run, settings, confusion)) std::printf("note: %s\n", note.c_str());
  print_figures(figures);
}

}  // namespace lgn
