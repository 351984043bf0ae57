#include "experiments/common/training/checkpoint.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "lgn/model_file.h"
#include "tensor/io/file.h"
#include "tensor/io/sha256.h"

namespace lgn {
namespace {

std::string path_in(const std::string& folder) {
  return join(folder, "checkpoint.safetensors");
}

std::uint64_t word(double x) {
  return std::bit_cast<std::uint64_t>(x);
}
double number(std::uint64_t w) {
  return std::bit_cast<double>(w);
}

std::string checksum_of(SafetensorsFile file) {
  file.metadata.erase("checksum");
  return sha256_hex(serialize(file));
}

const std::string& entry(const SafetensorsFile& file, const char* key) {
  const auto found = file.metadata.find(key);
  require(found != file.metadata.end(), file.path, ": this is no checkpoint of a training run; it has no ", key);
  return found->second;
}

std::string text_or_nothing(const Json* value) {
  return value ? value->text() : "nothing";
}

void require_same_settings(const std::string& path, const Json& before, const Json& now) {
  const auto require_same = [&](const std::string& key) {
    const std::string then = text_or_nothing(before.find(key)), wanted = text_or_nothing(now.find(key));
    require(key != "simd" || then == wanted, path, ": the run was started with simd = ", then, ", not ", wanted,
            ", whose results differ in the last digits; force it with the environment variable LGN_SIMD on a machine "
            "that has it, or start a new one in another --out");
    require(then == wanted, path, ": the run was started with ", key, " = ", then, ", not ", wanted,
            "; resume it under the settings it was started with, or start a new one in another --out");
  };
  for (const auto& [key, value] : now.as_object()) require_same(key);
  for (const auto& [key, value] : before.as_object()) require_same(key);
}

/// Moments of every parameter that moves; or none at all before the first step.
Adam::State read_adam(const SafetensorsFile& file, const ParameterSet& parameters, Index steps) {
  Adam::State adam;
  adam.steps = steps;
  for (const Parameter& parameter : parameters) {
    if (!parameter.moves() || steps == 0) continue;
    for (auto [symbol, moments] : {std::pair("adam.m.", &adam.m), std::pair("adam.v.", &adam.v)}) {
      moments->push_back(file.float_tensor(concat(symbol, moments->size())));
      require_shape(moments->back(), parameter.value.shape(),
                    concat(file.path, ": the optimiser's moment of ", parameter.name));
    }
  }
  return adam;
}

Json::Array read_metrics(const SafetensorsFile& file, Index epoch) {
  const Json::Array metrics = parse_json(entry(file, "metrics"), file.path + " (metrics)").as_array();
  require(static_cast<Index>(metrics.size()) == epoch - 1, file.path, ": it holds the metrics of ", metrics.size(),
          " epochs; in epoch ", epoch, " expected those of ", epoch - 1);
  for (const Json& line : metrics) line.as_object();
  return metrics;
}

}  // namespace

void save_checkpoint(const std::string& folder, const ParameterSet& parameters, const TrainingState& state,
                     const Json& settings) {
  const std::string path = path_in(folder), beside = join(folder, "checkpoint-new.safetensors");
  write_safetensors(beside, to_checkpoint(parameters, state, settings));
  require_whole(read_safetensors(beside));
  rename_file(beside, path);
}

bool has_checkpoint(const std::string& folder) {
  return file_exists(path_in(folder));
}

void load_checkpoint(const std::string& folder, ParameterSet& parameters, TrainingState& state, const Json& settings) {
  require(has_checkpoint(folder), folder,
          ": there is no checkpoint to resume from; start the run again with --overwrite");
  from_checkpoint(read_safetensors(path_in(folder)), parameters, state, settings);
}

SafetensorsFile to_checkpoint(const ParameterSet& parameters, const TrainingState& state, const Json& settings) {
  SafetensorsFile file;
  for (const Parameter& parameter : parameters) file.add(parameter.name, parameter.value);
  const Adam::State& adam = state.adam.state();
  for (std::size_t i = 0; i < adam.m.size(); ++i) {
    file.add(concat("adam.m.", i), adam.m[i]);
    file.add(concat("adam.v.", i), adam.v[i]);
  }
  file.add("position", std::vector<Index>{state.epoch, state.batch, state.correct, adam.steps});
  const Random::State& random = state.shuffling.state();
  file.add("shuffling", std::vector<std::uint64_t>(random.begin(), random.end()));
  file.add("sums", std::vector<std::uint64_t>{word(state.loss_sum), word(state.epoch_seconds)});
  file.metadata["settings"] = settings.text();
  file.metadata["metrics"] = Json(state.metrics).text();
  seal(file);
  return file;
}

void seal(SafetensorsFile& file) {
  file.metadata["checksum"] = checksum_of(file);
}

void require_whole(const SafetensorsFile& file) {
  require(entry(file, "checksum") == checksum_of(file), file.path,
          ": the checkpoint is damaged; its checksum does not match");
}

void from_checkpoint(const SafetensorsFile& file, ParameterSet& parameters, TrainingState& state,
                     const Json& settings) {
  require_whole(file);
  require_same_settings(file.path, parse_json(entry(file, "settings"), file.path + " (settings)"), settings);
  for (Parameter& parameter : parameters) read_parameter(file, parameter);
  const std::vector<Index> position = file.integers("position");
  const std::vector<std::uint64_t> random = file.words("shuffling"), sums = file.words("sums");
  const auto negative = [](Index x) { return x < 0; };
  require(position.size() == 4 && random.size() == 4 && sums.size() == 2 &&
              std::none_of(position.begin(), position.end(), negative) && position[0] > 0 &&
              std::any_of(random.begin(), random.end(), [](std::uint64_t w) { return w != 0; }) &&
              std::isfinite(number(sums[0])) && std::isfinite(number(sums[1])),
          file.path, ": this is no state that a training run can be in");
  state.epoch = position[0];
  state.batch = position[1];
  state.correct = position[2];
  state.shuffling.set_state({random[0], random[1], random[2], random[3]});
  state.loss_sum = number(sums[0]);
  state.epoch_seconds = number(sums[1]);
  state.metrics = read_metrics(file, state.epoch);
  state.adam.set_state(read_adam(file, parameters, position[3]));
}

}  // namespace lgn
