#include "datasets/dataset.h"

#include <algorithm>

#include "tensor/io/sha256.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// SHA-256 of the sums of pieces of 1 MiB, which are formed in parallel.
std::string parallel_sha256(std::string_view bytes) {
  constexpr std::size_t piece = std::size_t{1} << 20;
  std::vector<std::string> sums((bytes.size() + piece - 1) / piece);
  parallel_for(static_cast<Index>(sums.size()), [&](Index i) {
    const auto at = static_cast<std::size_t>(i);
    sums[at] = sha256_hex(bytes.substr(at * piece, piece));
  });
  Sha256 total;
  for (const std::string& sum : sums) total.update(sum);
  return total.hex();
}

template <class Number>
std::string_view bytes_of(const Number* numbers, std::size_t count) {
  return {reinterpret_cast<const char*>(numbers), count * sizeof(Number)};
}

}  // namespace

const Shape& Images::shape() const {
  return std::visit([](const auto& tensor) -> const Shape& { return tensor.shape(); }, pixels);
}

Index Images::image_size() const {
  const Shape& s = shape();
  return element_count(Shape(s.begin() + 1, s.end()));
}

Images first_images(const Images& images, Index count) {
  require(count >= 1, "the first ", count, " images were asked for; expected at least 1");
  if (count >= images.count()) return images;
  Images first;
  std::visit([&](const auto& tensor) { first.pixels = tensor.slice(0, count); }, images.pixels);
  if (!images.labels.empty()) first.labels.assign(images.labels.begin(), images.labels.begin() + count);
  return first;
}

Images chosen_images(const Images& images, const std::vector<Index>& numbers) {
  Images chosen;
  const Index size = images.image_size();
  Shape shape = images.shape();
  shape[0] = static_cast<Index>(numbers.size());
  std::visit(
      [&](const auto& from) {
        auto to = std::decay_t<decltype(from)>::uninitialized(shape);
        for (std::size_t i = 0; i < numbers.size(); ++i)
          std::copy_n(from.data() + numbers[i] * size, size, to.data() + static_cast<Index>(i) * size);
        chosen.pixels = to;
      },
      images.pixels);
  if (!images.labels.empty())
    for (const Index number : numbers) chosen.labels.push_back(images.labels[number]);
  return chosen;
}

std::string fingerprint(const Images& images) {
  Sha256 sum;
  std::visit(
      [&](const auto& tensor) {
        sum.update(concat("images of ", sizeof(*tensor.data()), " bytes, shape ", tensor.shape(), "\n"));
        sum.update(parallel_sha256(bytes_of(tensor.data(), static_cast<std::size_t>(tensor.count()))));
      },
      images.pixels);
  sum.update(concat("\n", images.labels.size(), " labels\n"));
  sum.update(parallel_sha256(bytes_of(images.labels.data(), images.labels.size())));
  return sum.hex();
}

Dataset limited(Dataset dataset, const Limits& limits) {
  if (limits.train) dataset.train = first_images(dataset.train, *limits.train);
  if (limits.test && dataset.test.count() > 0) dataset.test = first_images(dataset.test, *limits.test);
  return dataset;
}

Dataset finished(Dataset dataset) {
  dataset.fingerprint = sha256_hex(concat(dataset.name, "\n", dataset.classes, "\n", fingerprint(dataset.train), "\n",
                                          fingerprint(dataset.test), "\n"));
  return dataset;
}

}  // namespace lgn
