#include "experiments/common/training/training_notes.h"

#include <algorithm>

#include "experiments/common/program/table.h"
#include "experiments/common/training/training.h"
#include "lgn/inference.h"
#include "lgn/running_statistics.h"

namespace lgn {
namespace {

/// Steps that are far too small do nothing, too large ones do harm.
double another_rate(double rate) {
  return rate < 1e-3 ? 1e-2 : rate / 10;
}

std::string active_advice(const TrainingSettings& s, const Architecture& a) {
  if (a.sparsity > 0) return concat("a smaller --sparsity (now ", a.sparsity, ")");
  if (s.normalization == Normalization::none)
    return "--normalization standard, since thresholds start for images of deviation 1";
  return concat("--lr ", another_rate(s.lr), " (now ", s.lr, ")");
}

/// How much of what it was trained on it gets right in evaluation, with the statistics as they are and with
/// those of the images; a thousand images tell.
std::optional<std::string> unsettled_note(TrainedRun& run, const TrainingSettings& s) {
  const double seen = run.selected_metrics().at("train_accuracy").as_double();
  const Index count = std::min<Index>(1000, run.data.train_images.extent(0));
  const Tensor images = run.data.train_images.slice(0, count);
  const std::vector<Index> labels(run.data.train_labels.begin(), run.data.train_labels.begin() + count);
  const double running = evaluate(run.network, images, labels).accuracy;
  if (running > seen - 0.1) return std::nullopt;
  std::vector<Tensor> before;
  for (const Parameter& each : run.network.parameters())
    if (is_running_statistic(each.name)) before.push_back(each.value.clone());
  recompute_statistics(run.network, images, s);
  const double recomputed = evaluate(run.network, images, labels).accuracy;
  std::size_t next = 0;
  for (Parameter& each : run.network.parameters())
    if (is_running_statistic(each.name)) each.value = before[next++];
  if (recomputed < running + 0.1) return std::nullopt;
  return concat("the running statistics of the batch norms have not settled: ", percent(running, 1), " of ", count,
                " training images are right in evaluation, ", percent(recomputed, 1),
                " with the statistics of these images; add --statistics recomputed, or train for more steps");
}

}  // namespace

std::vector<std::string> training_notes(TrainedRun& run, const TrainingSettings& s,
                                        const BasicTensor<Index>& confusion) {
  const Architecture& a = run.network.architecture();
  const Json& last = run.selected_metrics();
  std::vector<std::string> notes;
  if (a.task == Task::classify && s.statistics == "running" && a.layers > 1) {
    if (const auto note = unsettled_note(run, s)) return {*note};  // and may be all that is wrong
  }
  const double first_loss = run.metrics.front().at("train_loss").as_double(),
               last_loss = last.at("train_loss").as_double();
  if (last.at("active_fraction").as_double() == 0) {
    notes.push_back(
        concat("no entry of the code is active: the output is the same for every image; try ", active_advice(s, a)));
  } else if (run.metrics.size() > 1 && last_loss > 0.99 * first_loss) {
    notes.push_back(concat("the training loss has not fallen: ", fixed(first_loss, 4), " in epoch 1, ",
                           fixed(last_loss, 4), " in epoch ", run.selected, "; try --lr ", another_rate(s.lr), " (now ",
                           s.lr, ")",
                           a.task == Task::classify ? ", and see whether the labels belong to the images" : ""));
  }
  if (a.task != Task::classify) return notes;
  const Index K = a.classes;
  std::vector<Index> taken(K);
  for (Index i = 0; i < K * K; ++i) taken[i % K] += confusion[i];
  if (K > 1 && std::count(taken.begin(), taken.end(), 0) == K - 1 && notes.empty()) {
    const auto only = std::find_if(taken.begin(), taken.end(), [](Index n) { return n > 0; }) - taken.begin();
    notes.push_back(concat("every image is taken for class ", only, "; try more --epochs (now ", s.epochs,
                           "), or look at the classes' numbers of images above"));
  }
  return notes;
}

}  // namespace lgn
