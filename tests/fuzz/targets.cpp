#include "tests/fuzz/targets.h"

#include "datasets/formats.h"
#include "datasets/preprocessing.h"
#include "experiments/common/training/checkpoint.h"
#include "experiments/common/training/training_settings.h"
#include "lgn/inference.h"
#include "lgn/model_file.h"
#include "lgn/network.h"
#include "lgn/training_step.h"
#include "tensor/io/json.h"
#include "tensor/io/npy.h"
#include "tensor/io/safetensors.h"

namespace lgn::fuzz {
namespace {

/// The network whose files the fuzzer damages: as small as they come.
Network small_network(Task task) {
  Architecture a = published_architecture(task);
  a.channels = a.base_filters = a.pool = 1;
  a.height = a.width = 3;
  a.kernel = a.group_size = a.layers = a.classes = 2;
  a.regularizer = Regularizer::inverse;
  a.mu = 1e-4;
  Random random(1, Stream::initialization);
  return Network(a, random);
}

// IDX: the images and labels of MNIST.

std::vector<std::string> idx_seeds() {
  const std::string images("\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x03", 16), labels("\0\0\x08\x01\0\0\0\x03", 8);
  return {images + "abcdefABCDEF", labels + std::string("\0\x01\x09", 3)};
}

void feed_idx(const std::string& bytes) {
  if (bytes.size() > 3 && bytes[3] == 3) {
    const Bytes images = parse_idx_images(bytes, "images");
    insist(images.count() == static_cast<Index>(bytes.size()) - 16, "every byte of the images is a pixel");
  } else {
    const std::vector<Index> labels = parse_idx_labels(bytes, 10, "labels");
    insist(labels.size() == bytes.size() - 8, "every byte of the labels is a label");
  }
}

// The binary CIFAR-10: the first half of the bytes is a training file, the second the test file.

std::vector<std::string> cifar10_seeds() {
  std::string two;
  for (int image = 0; image < 2; ++image) {
    two += static_cast<char>(3 + image);
    for (int i = 0; i < 3072; ++i) two += static_cast<char>(i * (image + 7));
  }
  return {two};
}

void feed_cifar10(const std::string& bytes) {
  const std::size_t half = bytes.size() / 2;
  const Dataset dataset = parse_cifar10({bytes.substr(0, half), bytes.substr(half)}, {"train", "test"}, 1);
  insist(dataset.train.count() == 1 && dataset.test.count() == 1, "a record is an image");
}

// NumPy arrays, and what becomes of them as images or labels.

std::vector<std::string> npy_seeds() {
  const std::string floats = npy_bytes(Tensor::from({2, 3}, {1, -2.5f, 3, 4, 5, 6})),
                    integers = npy_bytes(std::vector<Index>{0, 3, 7});
  std::string bytes = floats;
  bytes.replace(bytes.find("<f4"), 3, "|u1");
  bytes.resize(bytes.size() - 18);
  return {floats, integers, bytes};
}

void feed_npy(const std::string& bytes) {
  const NpyArray array = parse_npy(bytes, "array.npy");
  insist(array.data().size() + array.data_offset == bytes.size(), "all that follows the header is elements");
  attempt([&] { insist(to_float(array).shape() == array.shape, "the shape stays"); });
  attempt(
      [&] { insist(static_cast<Index>(to_integers(array).size()) == element_count(array.shape), "the number stays"); });
}

// safetensors: as tensors, as a model, as preprocessing.

std::vector<std::string> safetensors_seeds() {
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

void feed_safetensors(const std::string& bytes) {
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

// JSON: configurations, metrics, summaries.

std::vector<std::string> json_seeds() {
  return {R"({"epochs":100,"lr":1e-2,"init":"","lr-cuts":[0.5,0.75],"seed":18446744073709551615,"mu":null})",
          R"([true,false,"\u00e9\ud83d\ude00\n\\",[[]],{},-0.0,1E+5])"};
}

/// Every value as every kind.
void use(const Json& json) {
  attempt([&] { json.as_bool(); });
  attempt([&] { json.as_double(); });
  attempt([&] { json.as_integer(); });
  json.description();
  if (json.is_array())
    for (const Json& element : json.as_array()) use(element);
  if (json.is_object()) {
    for (const auto& [key, value] : json.as_object()) {
      insist(json.find(key) == &value, "a key finds its value");
      use(value);
    }
  }
}

void feed_json(const std::string& bytes) {
  const Json json = parse_json(bytes, "config.json");
  insist(parse_json(json.text(), "text").text() == json.text(), "writing keeps everything");
  insist(parse_json(json.pretty(), "pretty").text() == json.text(), "so does writing for people");
  use(json);
}

// Checkpoints. The checksum is mended after every change, so that the fuzzer gets behind it.

Json checkpoint_settings() {
  return Json(Json::Object{{"task", "reconstruct"}, {"epochs", 3}});
}

std::vector<std::string> checkpoint_seeds() {
  Network network = small_network(Task::reconstruct);
  TrainingState state(1);
  const std::string fresh = serialize(to_checkpoint(network.parameters(), state, checkpoint_settings()));
  training_step(network, state.adam, Tensor::full({1, 1, 3, 3}, 1), {}, {});
  state.batch = 1;
  const std::string one_step = serialize(to_checkpoint(network.parameters(), state, checkpoint_settings()));
  state.epoch = 2;
  state.metrics.push_back(Json(Json::Object{{"epoch", 1}, {"train_loss", 0.5}, {"seconds", 1}}));
  return {fresh, one_step, serialize(to_checkpoint(network.parameters(), state, checkpoint_settings()))};
}

void feed_checkpoint(const std::string& bytes) {
  SafetensorsFile file = parse_safetensors(bytes, "checkpoint.safetensors");
  attempt([&] { require_whole(file); });
  seal(file);
  Network network = small_network(Task::reconstruct);
  TrainingState state(2);
  from_checkpoint(file, network.parameters(), state, checkpoint_settings());
  insist(state.epoch == static_cast<Index>(state.metrics.size()) + 1, "every finished epoch has its metrics");
  training_step(network, state.adam, Tensor::full({1, 1, 3, 3}, 1), {}, {});
}

// Command lines of the training programs: one word a line.

std::vector<std::string> command_line_seeds() {
  return {"--epochs\n3\n--lr=1e-3\n--lr-cuts\n0.5,0.75\n--no-shuffle\n--regularizer\ninverse\n--mu\n0",
          "--dataset\ncifar10\n--limit-train\n5\n--kernel=3\n--zca-eps\n.1\n--out\nruns/'a b'\n--seed\n7"};
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

void feed_command_line(const std::string& bytes) {
  const std::vector<std::string> words = lines(bytes);
  std::vector<const char*> argv = {"build/classify"};
  for (const std::string& word : words) {
    if (std::string_view(word.c_str()) == "--help" || std::string_view(word.c_str()) == "-h") return;
    argv.push_back(word.c_str());
  }
  TrainingSettings settings;
  Flags flags("classify", "");
  declare_training_flags(flags, settings);
  flags.parse(static_cast<int>(argv.size()), argv.data());
  const std::string values = flags.values().text();
  insist(parse_json(values, "config.json").text() == values, "the configuration can be read back");
  settings.architecture.validate();
  insist(settings.architecture.code_height() > 0, "an architecture that passes has a code");
}

}  // namespace

const std::vector<Target>& targets() {
  static const std::vector<Target> all = {{"idx", idx_seeds, feed_idx},
                                          {"cifar10", cifar10_seeds, feed_cifar10},
                                          {"npy", npy_seeds, feed_npy},
                                          {"safetensors", safetensors_seeds, feed_safetensors},
                                          {"json", json_seeds, feed_json},
                                          {"checkpoint", checkpoint_seeds, feed_checkpoint},
                                          {"command-line", command_line_seeds, feed_command_line}};
  return all;
}

}  // namespace lgn::fuzz
