#include "experiments/parameter-efficiency/plain_run.h"

#include <set>

#include "experiments/common/program/program.h"
#include "experiments/common/training/training_program.h"
#include "experiments/parameter-efficiency/plain_cnn.h"
#include "tensor/io/file.h"

namespace lgn {

Json plain_run(const Study& study, const std::string& name, Index parameters, const TrainingSettings& settings,
               PreparedDataMemory& memory) {
  const std::string folder = join(join(study.folder(), "runs"), name);
  const std::string summary_file = join(folder, "summary.json"), config_file = join(folder, "config.json");
  Json config{Json::Object{}};
  const std::set<std::string> of_the_study = {"seeds", "fractions", "networks"};
  const Json deciding = deciding_settings(study.flags());
  for (const auto& [key, value] : deciding.as_object())
    if (!of_the_study.contains(key) && !names_a_file(key, value)) config.set(key, value);
  config.set("epochs", settings.epochs);
  config.set("seed", settings.seed);
  config.set("limit-train", *settings.limit_train);
  config.set("dataset", settings.train_images.empty() ? settings.dataset : memory.get(settings)->fingerprint);
  config.set("statistics", settings.statistics);
  if (settings.resume && file_exists(summary_file)) {
    require(read_file(config_file) == config.pretty(), config_file,
            ": this run was made under other settings; use those, or another --out");
    return read_json(summary_file);
  }
  const std::shared_ptr<const PreparedData> prepared = memory.get(settings);
  const PreparedData& data = *prepared;
  const PlainCnnShape shape =
      widest_plain_cnn(data.train_images.extent(1), settings.classes.value_or(data.classes), parameters);
  Random random(static_cast<std::uint64_t>(settings.seed), Stream::initialization);
  PlainCnn cnn(shape, random);
  make_folders(folder);
  write_file(config_file, config.pretty());
  catch_interrupts();
  try {
    train(cnn, data, settings, folder, config);
  } catch (const Interrupted& interruption) {
    throw Interrupted(concat(settings.label, interruption.what(), ". ", how_to_go_on(study.folder())));
  }
  end_when_interrupted_in(study.folder());
  Json summary;
  summary.set("test_accuracy", cnn.accuracy(data.test_images, data.test_labels));
  summary.set("parameters", cnn.parameters().trained_count());
  summary.set("filters", shape.filters);
  write_file(summary_file, summary.pretty());
  return summary;
}

}  // namespace lgn
