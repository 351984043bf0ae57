#include "experiments/common/training/checkpoint.h"

#include "experiments/common/training/checkpoint_file.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

std::string path_in(const std::string& folder) {
  return join(folder, "checkpoint.safetensors");
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

void load_checkpoint(const std::string& folder, ParameterSet& parameters, TrainingState& state,
                     const Json& settings) {
  require(has_checkpoint(folder), folder,
          ": there is no checkpoint to resume from; start the run again with --overwrite");
  from_checkpoint(read_safetensors(path_in(folder)), parameters, state, settings);
}

}  // namespace lgn
