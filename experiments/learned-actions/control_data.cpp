#include "experiments/learned-actions/control_data.h"

#include <algorithm>
#include <filesystem>

#include "datasets/catalog.h"
#include "experiments/common/study/action_models.h"
#include "experiments/common/study/image_files.h"
#include "tensor/io/file.h"
#include "tensor/io/npy.h"
#include "tensor/random.h"

namespace lgn {
namespace {

Index control_images(const TrainingSettings& settings) {
  return std::min<Index>(settings.limit_train.value_or(4000), 4000);
}

/// A file of the study. Its runs keep the name among their settings, so it must not depend on how --out is
/// spelled.
std::string study_file(const Study& study, const std::string& name) {
  return join(std::filesystem::canonical(study.folder()).string(), name);
}

}  // namespace

void add_noise_runs(Study& study, const TrainingSettings& settings) {
  const Index count = control_images(settings), classes = settings.classes.value_or(10);
  Random random(static_cast<std::uint64_t>(settings.seed), Stream::data);
  const std::string images = study_file(study, "noise-images.npy");
  const std::string labels = study_file(study, "noise-labels.npy");
  write_npy(images, normal_tensor(random, {count, 28, 28}));
  std::vector<Index> drawn;
  for (Index i = 0; i < count; ++i)
    drawn.push_back(static_cast<Index>(random.below(static_cast<std::uint64_t>(classes))));
  write_npy(labels, drawn);
  for (const Task task : {Task::classify, Task::reconstruct}) {
    StudyRun run{concat("noise-", name(task)),
                 task,
                 {"--train-images", images, "--train-labels", labels, "--normalization", "none"}};
    add_published_construction(study, run);
    study.add(std::move(run));
  }
}

void add_shuffled_runs(Study& study, const TrainingSettings& settings) {
  Random random(static_cast<std::uint64_t>(settings.seed), Stream::data);
  for (const std::string& name : action_datasets(study, settings)) {
    Images images = load_dataset(name, settings.data_dir, {control_images(settings), 1}).train;
    const std::vector<Index> labels = images.labels, order = random.permutation(images.count());
    for (std::size_t i = 0; i < labels.size(); ++i)
      images.labels[i] = labels[static_cast<std::size_t>(order[i])];
    const std::string part = "shuffled-" + name;
    write_images(study.folder(), part, images);
    const auto file = [&](const char* end) { return study_file(study, part + end); };
    StudyRun run{part + "-classify",
                 Task::classify,
                 {"--train-images", file("-images.npy"), "--train-labels", file("-labels.npy")}};
    add_published_construction(study, run);
    study.add(std::move(run));
  }
}

}  // namespace lgn
