// safetensors: as tensors, as a model, as preprocessing.
#include "tensor/io/safetensors.h"

#include "datasets/preprocessing.h"
#include "lgn/inference.h"
#include "lgn/model_file.h"
#include "tests/fuzz/small_network.h"
#include "tests/fuzz/targets.h"

namespace lgn::fuzz {
namespace {

std::vector<std::string> seeds() {
  SafetensorsFile tensors, preprocessing;
  tensors.metadata["about"] = "two tensors";
  tensors.add("a", TensorD({2, 2}));
  tensors.add("b", std::vector<Index>{1, 2});
  preprocessing.add("mean", Tensor({1}));
  preprocessing.add("deviation", Tensor::full({1}, 1));
  preprocessing.add("zca_mean", Tensor({2}));
  preprocessing.add("zca", Tensor({2, 2}));
  return {serialize(tensors), serialize(preprocessing), serialize(to_file(small_network(Task::classify))),
          serialize(to_file(small_network(Task::reconstruct)))};
}

/// A network that was read answers an image, unless that would be real work.
void use(Network& network) {
  const Architecture& a = network.architecture();
  if (a.filters() * a.layers * a.height * a.width > 10'000) return;
  insist(network.answer(Tensor({1, a.channels, a.height, a.width}), false).output.extent(0) == 1,
         "an image has one answer");
}

void feed(const std::string& bytes) {
  const SafetensorsFile file = parse_safetensors(bytes, "file.safetensors");
  insist(serialize(parse_safetensors(serialize(file), "again")) == serialize(file), "writing keeps everything");
  for (const std::string& name : file.names()) {
    attempt([&] { file.float_tensor(name); });
    attempt([&] { file.double_tensor(name); });
    attempt([&] { file.integers(name); });
    attempt([&] { file.words(name); });
  }
  attempt([&] { to_preprocessing(file); });
  attempt([&] {
    Network network = to_network(file);
    use(network);
  });
}

}  // namespace

Target safetensors_target() {
  return {"safetensors", seeds, feed};
}

}  // namespace lgn::fuzz
