#include "experiments/common/training/training.h"

#include <cmath>
#include <limits>

#include "datasets/augmentation.h"
#include "datasets/batches.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/progress.h"
#include "experiments/common/program/table.h"
#include "experiments/common/training/checkpoint.h"
#include "lgn/inference.h"
#include "lgn/model_file.h"
#include "lgn/running_statistics.h"
#include "lgn/training_step.h"
#include "tensor/io/file.h"
#include "tensor/memory.h"

namespace lgn {
namespace {

class Run {
 public:
  Run(Network& network, const PreparedData& data, const TrainingSettings& settings, const RunDirectory& directory,
      const Json& deciding, Profile& parts)
      : network_(network),
        data_(data),
        settings_(settings),
        directory_(directory),
        folder_(directory.folder),
        deciding_(deciding),
        parts_(parts),
        state_(static_cast<std::uint64_t>(settings.seed)) {}

  std::vector<Json> train() {
    begin();
    if (state_.epoch > settings_.epochs && !settings_.quiet)
      std::printf("this run is complete; nothing is left to be trained\n");
    if (!state_.metrics.empty()) write_results();
    Progress progress(static_cast<double>(settings_.epochs * batches()), done());
    while (state_.epoch <= settings_.epochs) {
      train_epoch(progress);
      progress.clear();
      finish_epoch();
    }
    if (settings_.profile) std::printf("\nwhere the time of the steps went:\n%s", profile_.table().c_str());
    return state_.metrics;
  }

 private:
  Index images() const { return data_.train_images.extent(0); }
  Index batches() const { return (images() + settings_.batch - 1) / settings_.batch; }
  double done() const { return static_cast<double>((state_.epoch - 1) * batches() + state_.batch); }
  bool classifying() const { return network_.architecture().task == Task::classify; }

  StepSettings step_settings() {
    const StepSchedule schedule{settings_.lr, settings_.lr_factor, settings_.lr_cuts};
    return {schedule.learning_rate(state_.epoch, settings_.epochs), settings_.clip, settings_.unfolding,
            settings_.profile ? &profile_ : nullptr};
  }

  void begin() {
    if (settings_.resume) {
      load_checkpoint(folder_, network_.parameters(), state_, deciding_);
      require(state_.epoch <= settings_.epochs + 1 && state_.batch <= batches(), folder_,
              ": its checkpoint is beyond the end of this run");
    } else {
      save();  // from its first moment on a run can be resumed
    }
    save_preprocessing(join(folder_, "preprocessing.safetensors"), data_.preprocessing);
  }

  void train_epoch(Progress& progress) {
    const double start = seconds_now() - state_.epoch_seconds;
    Random random = state_.shuffling;  // the state keeps the stream as it was before the epoch
    const Batches epoch(data_.train_images, data_.train_labels, settings_.batch,
                        settings_.no_shuffle ? file_order(images()) : random.permutation(images()));
    while (state_.batch < batches()) {
      Batch batch;
      parts_.time("batches", [&] { batch = epoch[state_.batch]; });
      const bool size_changes = state_.batch == 0 || state_.batch + 1 == batches();
      if (size_changes && images() % settings_.batch != 0) release_unused_memory();  // the last is smaller
      parts_.time("augmentation", [&] {
        augment(batch.images, augmentation_from(settings_.augment), static_cast<std::uint64_t>(settings_.seed),
                state_.epoch, state_.batch * settings_.batch);
      });
      parts_.time("training steps", [&] { step(batch); });
      state_.epoch_seconds = seconds_now() - start;
      progress.show(done(), progress_text());
      if (interrupted()) stop(progress);
      if (seconds_now() - saved_at_ >= 60 * settings_.save_minutes) save();
    }
    state_.shuffling = random;
  }

  void step(const Batch& batch) {
    try {
      const StepResult result = training_step(network_, state_.adam, batch.images, batch.labels, step_settings());
      state_.loss_sum += result.loss;
      state_.correct += result.correct;
      ++state_.batch;
    } catch (const Error& error) {
      fail("epoch ", state_.epoch, ", step ", state_.batch + 1, ": ", error.what());
    }
  }

  /// Of the epoch so far; each batch counts once, the last, smaller one too.
  double mean_loss() const { return state_.loss_sum / state_.batch; }
  double mean_accuracy() const {
    const Index seen = std::min(images(), state_.batch * settings_.batch);
    return static_cast<double>(state_.correct) / static_cast<double>(seen);
  }

  std::string progress_text() const {
    std::string text =
        concat(settings_.label, "epoch ", state_.epoch, "/", settings_.epochs, "  loss ", fixed(mean_loss(), 4));
    if (classifying()) text += "  accuracy " + percent(mean_accuracy(), 1);
    return text;
  }

  [[noreturn]] void stop(Progress& progress) {
    progress.clear();
    save();
    throw Interrupted(concat("interrupted in epoch ", state_.epoch, " after ", state_.batch, " of ", batches(),
                             " steps; all is saved. ", how_to_go_on(folder_)));
  }

  void finish_epoch() {
    Json line;
    line.set("epoch", state_.epoch);
    line.set("train_loss", mean_loss());
    if (classifying()) line.set("train_accuracy", mean_accuracy());
    const double start = seconds_now();
    if (settings_.statistics == "recomputed" && (state_.epoch == settings_.epochs || settings_.select == "best"))
      parts_.time("statistics of batch norms", [&] { recompute_statistics(network_, data_.train_images, settings_); });
    if (evaluates()) parts_.time("evaluation", [&] { add_evaluation(line); });
    line.set("seconds", state_.epoch_seconds + seconds_now() - start);
    line.set("learning_rate", step_settings().learning_rate);
    state_.metrics.push_back(line);
    if (settings_.select == "best" && selected_epoch(state_.metrics, settings_) == state_.epoch)
      in_its_folder([&] { save_model(join(folder_, best_model_file), network_); });
    if (!settings_.quiet) report(line);

    ++state_.epoch;
    state_.batch = state_.correct = 0;
    state_.loss_sum = state_.epoch_seconds = 0;
    save();
    parts_.time("files", [&] { write_results(); });
  }

  void save() {
    parts_.time("files",
                [&] { in_its_folder([&] { save_checkpoint(folder_, network_.parameters(), state_, deciding_); }); });
    saved_at_ = seconds_now();
  }

  /// What follows from the state; written again after resuming, in case the run was killed before it could.
  void write_results() const {
    std::string lines;
    for (const Json& metrics : state_.metrics) lines += metrics.text() + "\n";
    in_its_folder([&] {
      write_file(join(folder_, "metrics.jsonl"), lines);
      save_model(join(folder_, "model.safetensors"), network_);
    });
  }

  /// Writes, but never into a folder that only has the same name; that it has gone explains any error.
  void in_its_folder(FunctionRef<void()> write) const {
    directory_.lock.require_held();
    try {
      write();
    } catch (const Error&) {
      directory_.lock.require_held();
      throw;
    }
  }

  bool evaluates() const {
    return state_.epoch % settings_.test_every == 0 || state_.epoch == settings_.epochs || settings_.select == "best";
  }

  Evaluation finite(const char* images, const Evaluation& evaluation) const {
    require(std::isfinite(evaluation.loss), "epoch ", state_.epoch, ": evaluated on the ", images, " images of ",
            data_.name,
            ", the loss is a NaN or an infinity, as it was not in training; see whether a pixel of theirs is "
            "far larger than there, or a running variance of --init far smaller");
    return evaluation;
  }

  void add_evaluation(Json& line) {
    if (data_.has_validation()) {
      const Evaluation held_out =
          finite("validation", evaluate(network_, data_.validation_images, data_.validation_labels));
      line.set("validation_loss", held_out.loss);
      if (classifying()) line.set("validation_accuracy", held_out.accuracy);
    }
    const bool tested = data_.has_test();
    const Evaluation evaluation =
        finite(tested ? "test" : "training", evaluate(network_, tested ? data_.test_images : data_.train_images,
                                                      tested ? data_.test_labels : data_.train_labels));
    if (tested) {
      line.set("test_loss", evaluation.loss);
      if (classifying()) line.set("test_accuracy", evaluation.accuracy);
    }
    if (classifying() && data_.test_images_as_train.count() > 0) {
      line.set("test_accuracy_as_train", evaluate(network_, data_.test_images_as_train, data_.test_labels).accuracy);
    }
    line.set("active_fraction", evaluation.active_fraction);
  }

  void report(const Json& line) const {
    std::string text = concat("epoch ", state_.epoch, "/", settings_.epochs);
    const auto field = [&](const char* key, const char* label, bool is_fraction) {
      if (const Json* value = line.find(key))
        text += concat("  ", label, " ", is_fraction ? percent(value->as_double()) : fixed(value->as_double(), 4));
    };
    field("train_loss", "loss", false);
    field("train_accuracy", "accuracy", true);
    field("validation_loss", "| validation loss", false);
    field("validation_accuracy", "validation accuracy", true);
    field("test_loss", "| test loss", false);
    field("test_accuracy", "test accuracy", true);
    field("active_fraction", "| active", true);
    std::printf("%s  (%s)\n", text.c_str(), duration_text(line.at("seconds").as_double()).c_str());
    std::fflush(stdout);
  }

  Network& network_;
  const PreparedData& data_;
  const TrainingSettings& settings_;
  const RunDirectory& directory_;
  const std::string& folder_;
  const Json& deciding_;
  Profile& parts_;
  TrainingState state_;
  double saved_at_ = 0;  // when the last checkpoint was written
  Profile profile_;
};

}  // namespace

Index selected_epoch(const std::vector<Json>& metrics, const OptimizerSettings& settings) {
  if (settings.select == "last") return static_cast<Index>(metrics.size());
  Index best = 0;
  double highest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const Json* accuracy = metrics[i].find("validation_accuracy");
    const double score = accuracy ? accuracy->as_double() : -metrics[i].at("validation_loss").as_double();
    if (score > highest) highest = score, best = static_cast<Index>(i) + 1;
  }
  return best;
}

std::vector<Json> train(Network& network, const PreparedData& data, const TrainingSettings& settings,
                        const RunDirectory& directory, const Json& deciding, Profile& parts) {
  return Run(network, data, settings, directory, deciding, parts).train();
}

void recompute_statistics(Network& network, const Tensor& images, const TrainingSettings& s) {
  Random random(static_cast<std::uint64_t>(s.seed), Stream::shuffling);
  const Index count = images.extent(0);
  const Batches all(images, {}, s.batch, s.no_shuffle ? file_order(count) : random.permutation(count));
  recompute_statistics(network.parameters(), all.count(), [&](Index b) {
    const Tensor batch = all[b].images;
    Tape tape;
    network.forward(Leaves(tape, network.parameters(), false), batch, Mode::training, s.unfolding);
    return batch.extent(0);
  });
}

}  // namespace lgn
