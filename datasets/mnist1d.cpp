#include "datasets/mnist1d.h"

#include "tensor/io/npy.h"
#include "tensor/random.h"

namespace lgn {
namespace {

constexpr Index signal_length = 40, training_signals = 4000, test_signals = 1000;
constexpr float signal_unit = 1.0f / 4096;
constexpr std::uint64_t order_seed = 40;

Images signals_from(const std::vector<Index>& numbers, const std::vector<Index>& labels, Index first, Index count) {
  Tensor signals = Tensor::uninitialized({count, 1, 1, signal_length});
  for (Index i = 0; i < signals.count(); ++i)
    signals[i] = static_cast<float>(numbers[first * signal_length + i]) * signal_unit;
  return {signals, {labels.begin() + first, labels.begin() + first + count}};
}

template <class Number>
BasicTensor<Number> reordered(const BasicTensor<Number>& images, const std::vector<Index>& order) {
  const Index size = static_cast<Index>(order.size());
  BasicTensor<Number> result = BasicTensor<Number>::uninitialized(images.shape());
  for (Index i = 0; i < images.count(); ++i) result[i] = images[i / size * size + order[i % size]];
  return result;
}

}  // namespace

Dataset parse_mnist1d(std::string signals, const std::string& signal_path, std::string labels,
                      const std::string& label_path) {
  const NpyArray signal_array = parse_npy(std::move(signals), signal_path);
  const NpyArray label_array = parse_npy(std::move(labels), label_path);
  const Index all = training_signals + test_signals;
  require(signal_array.shape == Shape({all, signal_length}), signal_path, ": its shape is ", signal_array.shape,
          "; expected ", to_string({all, signal_length}));
  require(label_array.shape == Shape({all}), label_path, ": its shape is ", label_array.shape, "; expected ",
          to_string({all}));
  const std::vector<Index> numbers = to_integers(signal_array), classes = to_integers(label_array);
  for (Index label : classes)
    require(label >= 0 && label < 10, label_path, ": there is a label ", label, "; expected 0 to 9");
  Dataset dataset;
  dataset.train = signals_from(numbers, classes, 0, training_signals);
  dataset.test = signals_from(numbers, classes, training_signals, test_signals);
  return dataset;
}

std::vector<Index> pixel_order(Index height, Index width) {
  return Random(order_seed, Stream::data).permutation(height * width);
}

Images with_shuffled_pixels(Images images) {
  const std::vector<Index> order = pixel_order(images.shape()[2], images.shape()[3]);
  std::visit([&](auto& pixels) { pixels = reordered(pixels, order); }, images.pixels);
  return images;
}

Dataset with_shuffled_pixels(Dataset dataset) {
  dataset.train = with_shuffled_pixels(std::move(dataset.train));
  if (dataset.test.count() > 0) dataset.test = with_shuffled_pixels(std::move(dataset.test));
  dataset.name += "-shuffled";
  return finished(std::move(dataset));
}

}  // namespace lgn
