#include "experiments/common/study/action_models.h"

#include <algorithm>
#include <filesystem>

#include "datasets/arrays.h"
#include "datasets/catalog.h"
#include "datasets/preprocessing.h"
#include "experiments/common/analysis/statistics.h"
#include "experiments/common/program/paths.h"
#include "lgn/model_file.h"
#include "tensor/io/file.h"
#include "tensor/io/json.h"
#include "tensor/names.h"

namespace lgn {
namespace {

/// The models of a study's runs, by name.
std::vector<std::string> models_in(const std::string& folder) {
  std::vector<std::string> files;
  const std::string runs = join(folder, "runs");
  if (folder_exists(runs)) {
    for (const auto& entry : std::filesystem::directory_iterator(runs)) {
      const std::string model = join(entry.path().string(), "model.safetensors");
      if (file_exists(model)) files.push_back(model);
    }
  }
  require(!files.empty(), folder,
          " holds no trained model in runs/*/model.safetensors; give --models files, or the folder of a "
          "learned-actions run");
  std::sort(files.begin(), files.end());
  return files;
}

/// Of a part of --models.
std::vector<std::string> files_of(const std::string& part) {
  if (folder_exists(part)) return models_in(part);
  require(file_exists(part), "--models: '", part, "' is no file and no folder");
  return {part};
}

/// A name from the path: that of the run's folder, or the file's own.
std::string model_name(const std::string& file) {
  const std::filesystem::path path = std::filesystem::absolute(file);
  return path.filename() == "model.safetensors" ? path.parent_path().filename().string() : path.stem().string();
}

/// Fills in what a study's name says: DATA[-surrogate]-TASK-NUMBER.
void read_name(ActionModel& model) {
  constexpr const char* mark = "-surrogate-";
  model.condition = model.name;
  if (const auto at = model.condition.find(mark); at != std::string::npos) {
    model.surrogate = true;
    model.condition.erase(at, std::string(mark).size() - 1);
  }
  const auto last = model.condition.find_last_not_of("0123456789");
  if (last != std::string::npos && last > 0 && last + 1 < model.condition.size() && model.condition[last] == '-')
    model.condition.erase(last);
}

}  // namespace

void declare_seeds_flag(Flags& flags, Index& seeds) {
  flags.add("--seeds", seeds, "networks per data set and task, and as many on surrogates (--quick: 2)", 1, 1000);
}

void declare_models_flag(Flags& flags, std::string& models) {
  flags.add("--models", models,
            "trained networks to look at instead of training: model files, or folders of learned-actions runs, "
            "separated by commas",
            "F,..");
}

namespace {

/// The data sets of the runs: mnist and cifar10; with --quick the sample; with --dataset that alone; "own".
std::vector<std::string> action_datasets(const Study& study, const TrainingSettings& settings) {
  if (!settings.train_images.empty()) return {"own"};
  if (study.flags().given("--dataset")) return {settings.dataset};
  if (settings.quick) return {"sample"};
  return {"mnist", "cifar10"};
}

}  // namespace

void add_action_runs(Study& study, const TrainingSettings& settings, const std::string& models, Index seeds) {
  require(settings.surrogate == Surrogate::none,
          "this study trains on images and on surrogates of them by itself; leave out --surrogate");
  require(settings.architecture.kernel.side() >= 2,
          "--kernel 1: matrices on a single pixel have no kind; use 2 or more");
  for (const std::string& model : models.empty() ? std::vector<std::string>() : split_list(models)) {
    files_of(model);  // are there
    require(settings.out.empty() || !is_within(model, settings.out), "--models ", model, " lies in --out ",
            settings.out, ", where this study would overwrite its files; name another --out");
  }
  if (!models.empty()) return;
  Index seed = settings.seed;
  for (const std::string& dataset : action_datasets(study, settings))
    for (const Task task : {Task::classify, Task::reconstruct})
      for (const bool surrogate : {false, true})
        for (Index number = 1; number <= seeds; ++number, ++seed) {
          StudyRun run{concat(dataset, surrogate ? "-surrogate-" : "-", name(task), "-", number), task, {}};
          if (settings.train_images.empty()) run.flags = {"--dataset", dataset};
          run.flags.insert(run.flags.end(), {"--seed", concat(seed)});
          if (surrogate) run.flags.insert(run.flags.end(), {"--surrogate", "gaussian"});
          study.add(std::move(run));
        }
}

std::vector<ActionModel> action_models(const std::vector<FinishedRun>& runs, const std::string& models) {
  std::vector<std::string> files;
  for (const FinishedRun& run : runs) files.push_back(join(run.folder, "model.safetensors"));
  if (!models.empty()) {
    for (const std::string& part : split_list(models))
      for (std::string& file : files_of(part)) files.push_back(std::move(file));
  }
  std::vector<ActionModel> loaded;
  for (const std::string& file : files) {
    const std::filesystem::path folder = std::filesystem::absolute(file).parent_path();
    loaded.push_back({model_name(file), load_model(file), folder.string()});
    read_name(loaded.back());
    if (const std::string run = join(folder.string(), "summary.json"); file_exists(run)) {
      const Json summary = read_json(run);
      if (const Json* moved = summary.find("start_distance")) loaded.back().moved = moved->as_double();
    }
    const Index kernel = loaded.back().network.architecture().kernel.side();
    const Index first = loaded.front().network.architecture().kernel.side();
    require(kernel == first, file, " has kernels of ", kernel, " x ", kernel, " pixels, ", files.front(), " of ", first,
            " x ", first, "; look at them one by one");
  }
  return loaded;
}

Tensor images_trained_on(const ActionModel& model, Index count) {
  const std::string file = join(model.folder, "config.json");
  const Json config = read_json(file);
  const auto setting = [&](const char* key) {
    const Json* value = config.find(key);
    return value && value->is_string() ? value->as_string() : std::string();
  };
  const std::string own = setting("train-images");
  const Limits limits{count, 1};
  const Dataset data = own.empty() ? load_dataset(setting("dataset"), setting("data-dir"), limits)
                                   : load_arrays({own, "", "", "", {}, layout_from(setting("layout"))}, limits);
  const std::string moves = setting("move-train");
  const Dataset moved =
      with_moved_images(data, moves.empty() ? Moves::none : from_name<Moves>(moves, file), Moves::none);
  return load_preprocessing(join(model.folder, "preprocessing.safetensors")).apply_from_file(moved.train);
}

bool same_history(const std::vector<ActionModel>& models, const std::string& condition) {
  std::vector<double> moved[2];  // on images, on surrogates
  for (const ActionModel& each : models)
    if (each.condition == condition) moved[each.surrogate].push_back(each.moved);
  return mean(moved[1]) >= mean(moved[0]) / 2;
}

Tensor layer_actions(const ActionModel& model, Index layer) {
  const Tensor A = model.network.generator_matrices(layer);
  return A.reshape({A.extent(0) * A.extent(1), A.extent(2), A.extent(3)});
}

}  // namespace lgn
