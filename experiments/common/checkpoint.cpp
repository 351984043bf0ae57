#include "experiments/common/checkpoint.h"

#include <bit>
#include <cstdio>
#include <optional>

#include "lgn/model_file.h"
#include "tensor/io/file.h"
#include "tensor/io/sha256.h"

namespace lgn {
namespace {

constexpr const char* newest = "checkpoint.safetensors";
constexpr const char* previous = "checkpoint-previous.safetensors";

std::uint64_t word(double x) {
  return std::bit_cast<std::uint64_t>(x);
}
double number(std::uint64_t w) {
  return std::bit_cast<double>(w);
}

SafetensorsFile pack(const Network& network, const TrainingState& state, const Json& settings) {
  SafetensorsFile file;
  for (const Parameter& parameter : network.parameters()) file.add(parameter.name, parameter.value);
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
  file.metadata["checksum"] = sha256_hex(serialize(file));
  return file;
}

/// The file if it is whole: its checksum is that of everything else in it.
SafetensorsFile read_whole(const std::string& path) {
  SafetensorsFile file = read_safetensors(path);
  const auto entry = file.metadata.find("checksum");
  require(entry != file.metadata.end(), path,
          ": this is no checkpoint of a training run; it has no checksum");
  const std::string expected = entry->second;
  file.metadata.erase(entry);
  require(sha256_hex(serialize(file)) == expected, path,
          ": the checkpoint is damaged; its checksum does not match");
  return file;
}

void require_same_settings(const std::string& path, const Json& before, const Json& now) {
  for (const auto& [key, value] : now.as_object()) {
    const Json* then = before.find(key);
    require(then && then->text() == value.text(), path, ": the run was started with ", key, " = ",
            then ? then->text() : "nothing", ", not ", value.text(),
            "; resume it under the settings it was started with, or start a new one in another --out");
  }
}

void unpack(const SafetensorsFile& file, Network& network, TrainingState& state) {
  load_weights(network, file);
  Adam::State adam;
  for (std::size_t i = 0; file.contains(concat("adam.m.", i)); ++i) {
    adam.m.push_back(file.float_tensor(concat("adam.m.", i)));
    adam.v.push_back(file.float_tensor(concat("adam.v.", i)));
  }
  const std::vector<Index> position = file.integers("position");
  const std::vector<std::uint64_t> random = file.words("shuffling"), sums = file.words("sums");
  require(position.size() == 4 && random.size() == 4 && sums.size() == 2, file.path,
          ": the checkpoint is incomplete");
  state.epoch = position[0];
  state.batch = position[1];
  state.correct = position[2];
  adam.steps = position[3];
  state.shuffling.set_state({random[0], random[1], random[2], random[3]});
  state.loss_sum = number(sums[0]);
  state.epoch_seconds = number(sums[1]);
  state.metrics = parse_json(file.metadata.at("metrics"), file.path).as_array();
  state.adam.set_state(std::move(adam));
}

}  // namespace

void save_checkpoint(const std::string& folder, const Network& network, const TrainingState& state,
                     const Json& settings) {
  const std::string path = join(folder, newest);
  if (file_exists(path)) std::rename(path.c_str(), join(folder, previous).c_str());
  write_safetensors(path, pack(network, state, settings));
  read_whole(path);
  std::remove(join(folder, previous).c_str());
}

void load_checkpoint(const std::string& folder, Network& network, TrainingState& state,
                     const Json& settings) {
  std::optional<SafetensorsFile> file;
  std::string first_error;
  for (const char* name : {newest, previous}) {
    const std::string path = join(folder, name);
    if (!file_exists(path)) continue;
    try {
      file = read_whole(path);
      break;
    } catch (const Error& error) {
      if (first_error.empty()) first_error = error.what();
    }
  }
  require(file.has_value(),
          first_error.empty() ? folder + ": there is no checkpoint to resume from" : first_error,
          "; start the run again with --overwrite");
  require_same_settings(file->path, parse_json(file->metadata.at("settings"), file->path), settings);
  unpack(*file, network, state);
}

}  // namespace lgn
