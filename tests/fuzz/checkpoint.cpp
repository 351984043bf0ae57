// Checkpoints. The checksum is mended after every change, so that the fuzzer gets behind it.
#include "experiments/common/training/checkpoint.h"

#include "lgn/training_step.h"
#include "tests/fuzz/small_network.h"
#include "tests/fuzz/targets.h"

namespace lgn::fuzz {
namespace {

Json settings() {
  return Json(Json::Object{{"task", "reconstruct"}, {"epochs", 3}});
}

std::vector<std::string> seeds() {
  Network network = small_network(Task::reconstruct);
  TrainingState state(1);
  const std::string fresh = serialize(to_checkpoint(network.parameters(), state, settings()));
  training_step(network, state.adam, Tensor::full({1, 1, 3, 3}, 1), {}, {});
  state.batch = 1;
  const std::string one_step = serialize(to_checkpoint(network.parameters(), state, settings()));
  state.epoch = 2;
  state.metrics.push_back(Json(Json::Object{{"epoch", 1}, {"train_loss", 0.5}, {"seconds", 1}}));
  return {fresh, one_step, serialize(to_checkpoint(network.parameters(), state, settings()))};
}

void feed(const std::string& bytes) {
  SafetensorsFile file = parse_safetensors(bytes, "checkpoint.safetensors");
  attempt([&] { require_whole(file); });
  seal(file);
  Network network = small_network(Task::reconstruct);
  TrainingState state(2);
  from_checkpoint(file, network.parameters(), state, settings());
  insist(state.epoch == static_cast<Index>(state.metrics.size()) + 1, "every finished epoch has its metrics");
  training_step(network, state.adam, Tensor::full({1, 1, 3, 3}, 1), {}, {});
}

}  // namespace

Target checkpoint_target() {
  return {"checkpoint", seeds, feed};
}

}  // namespace lgn::fuzz
