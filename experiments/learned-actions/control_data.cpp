#include "experiments/learned-actions/control_data.h"

#include <algorithm>

#include "datasets/catalog.h"
#include "experiments/common/action_models.h"
#include "experiments/common/image_files.h"
#include "tensor/io/file.h"
#include "tensor/io/npy.h"
#include "tensor/random.h"

namespace lgn {
namespace {

Index control_images(const TrainingSettings& settings) {
  return std::min<Index>(settings.limit_train.value_or(4000), 4000);
}

}  // namespace

void add_noise_runs(Study& study, const TrainingSettings& settings) {
  const Index count = control_images(settings), classes = settings.classes.value_or(10);
  Random random(static_cast<std::uint64_t>(settings.seed), Stream::data);
  const std::string images = join(study.folder(), "noise-images.npy");
  const std::string labels = join(study.folder(), "noise-labels.npy");
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
    const auto file = [&](const char* end) { return join(study.folder(), part + end); };
    StudyRun run{part + "-classify",
                 Task::classify,
                 {"--train-images", file("-images.npy"), "--train-labels", file("-labels.npy")}};
    add_published_construction(study, run);
    study.add(std::move(run));
  }
}

}  // namespace lgn
