#include "experiments/learned-actions/control_data.h"

#include <algorithm>

#include "tensor/io/file.h"
#include "tensor/io/npy.h"
#include "tensor/random.h"

namespace lgn {

void add_noise_runs(Study& study, const TrainingSettings& settings) {
  const Index count = std::min<Index>(settings.limit_train.value_or(4000), 4000);
  const Index classes = settings.classes.value_or(10);
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
    if (!study.flags().given("--generator")) run.flags.insert(run.flags.end(), {"--generator", "free"});
    if (!study.flags().given("--share")) run.flags.insert(run.flags.end(), {"--share", "none"});
    study.add(std::move(run));
  }
}

}  // namespace lgn
