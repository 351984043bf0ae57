#include "experiments/running-time/timings.h"

#include "autograd/profile.h"
#include "datasets/batches.h"
#include "lgn/training_step.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

/// A run under one regulariser.
struct Contestant {
  Network network;
  Adam adam;
  double seconds = 0;

  void step(const Batch& batch, const StepSettings& settings) {
    const double start = seconds_now();
    training_step(network, adam, batch.images, batch.labels, settings);
    seconds += seconds_now() - start;
  }
};

std::vector<Contestant> contestants(const PreparedData& data, TrainingSettings settings, const Flags& flags) {
  std::vector<Contestant> all;
  for (const std::string& regularizer : timed_regularizers()) {
    settings.architecture.regularizer = from_name<Regularizer>(regularizer, "a regulariser");
    all.push_back({initial_network(settings, settle_architecture(settings, flags, data), data), {}});
  }
  return all;
}

}  // namespace

const std::vector<std::string>& timed_regularizers() {
  static const std::vector<std::string> all = words<Regularizer>();
  return all;
}

std::vector<double> Timings::ratios(std::size_t regularizer) const {
  std::vector<double> ratios;
  for (std::size_t round = 0; round < seconds[0].size(); ++round)
    ratios.push_back(seconds[regularizer][round] / seconds[0][round]);
  return ratios;
}

void add_round(Timings& timings, const PreparedData& data, const TrainingSettings& settings, const Flags& flags,
               const std::function<void(Index)>& after_step) {
  const auto seed = static_cast<std::uint64_t>(settings.seed);
  std::vector<Contestant> runs = contestants(data, settings, flags);
  Random shuffling(seed, Stream::shuffling), turns(seed + static_cast<std::uint64_t>(timings.rounds()), Stream::test);
  const Index images = data.train_images.extent(0);
  const Batches batches(data.train_images, data.train_labels, std::min(settings.batch, images),
                        shuffling.permutation(images));
  const Index whole = std::max<Index>(1, images / settings.batch);  // batches of full size
  const StepSettings step{settings.lr, settings.clip, settings.unfolding};
  for (Index s = 0; s <= timings.steps; ++s) {
    const Batch batch = batches[s % whole];
    for (Index which : turns.permutation(static_cast<Index>(runs.size()))) runs[which].step(batch, step);
    if (s == 0)
      for (Contestant& run : runs) run.seconds = 0;
    after_step(s);
  }
  for (std::size_t r = 0; r < runs.size(); ++r) timings.seconds[r].push_back(runs[r].seconds);
}

void save_timings(const std::string& file, const Timings& timings) {
  Json json{Json::Object{}};
  json.set("steps", timings.steps);
  json.set("settings", timings.settings);
  Json seconds{Json::Object{}};
  for (std::size_t r = 0; r < timed_regularizers().size(); ++r)
    seconds.set(timed_regularizers()[r], timings.seconds[r]);
  json.set("seconds", seconds);
  write_file(file, json.pretty());
}

Timings load_timings(const std::string& file, const Json& settings) {
  const Json json = read_json(file);
  for (const auto& [key, value] : settings.as_object()) {
    const Json* before = json.at("settings").find(key);
    require(before && before->text() == value.text(), file, ": these times were taken with ", key, " = ",
            before ? before->text() : "nothing", ", not ", value.text(), "; use another --out");
  }
  Timings timings{json.at("steps").as_integer(), settings, {}};
  for (const std::string& regularizer : timed_regularizers()) {
    std::vector<double>& seconds = timings.seconds.emplace_back();
    for (const Json& value : json.at("seconds").at(regularizer).as_array()) seconds.push_back(value.as_double());
    require(seconds.size() == timings.seconds[0].size(), file, ": it has ", seconds.size(), " times with ", regularizer,
            " and ", timings.seconds[0].size(), " without; use another --out");
  }
  return timings;
}

}  // namespace lgn
