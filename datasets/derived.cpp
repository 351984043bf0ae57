#include "datasets/derived.h"

#include <cmath>
#include <type_traits>

#include "datasets/turning.h"
#include "tensor/math.h"
#include "tensor/random.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

template <class Number>
Tensor weighted_sum(const BasicTensor<Number>& images) {
  constexpr double scale = std::is_same_v<Number, std::uint8_t> ? 255 : 1;
  const Index count = images.extent(0), rows = images.extent(2), columns = images.extent(3), size = rows * columns;
  Tensor result = Tensor::uninitialized({count, 1, rows, columns});
  parallel_for(count, [&](Index i) {
    const Number* red = images.data() + i * 3 * size;
    const Number* green = red + size;
    const Number* blue = green + size;
    float* out = result.data() + i * size;
    for (Index p = 0; p < size; ++p)
      out[p] = static_cast<float>((0.2989 * red[p] + 0.587 * green[p] + 0.114 * blue[p]) / scale);
  });
  return result;
}

}  // namespace

Images gray(const Images& images) {
  require(images.shape().size() == 4 && images.shape()[1] == 3, "grey images are made from [N, 3, H, W]; found ",
          images.shape());
  return {std::visit([](const auto& tensor) { return weighted_sum(tensor); }, images.pixels), images.labels};
}

namespace {

constexpr std::uint64_t seed = 20070620;

}  // namespace

void rotate_bilinear(const std::uint8_t* from, std::uint8_t* to, Index rows, Index columns, double degrees) {
  const auto [cosine, sine] = portable::direction(degrees);
  const auto pixel = [&](Index row, Index column) -> double {
    return row >= 0 && row < rows && column >= 0 && column < columns ? from[row * columns + column] : 0;
  };
  for (Index i = 0; i < rows * columns; ++i)
    to[i] = static_cast<std::uint8_t>(
        std::floor(turned_pixel(pixel, rows, columns, cosine, sine, i / columns, i % columns) + 0.5));
}

Dataset rotated(const Dataset& upright, Index train_count, Index test_count) {
  const Bytes* train = std::get_if<Bytes>(&upright.train.pixels);
  const Bytes* test = std::get_if<Bytes>(&upright.test.pixels);
  require(train && test, "rotated images are made from images of bytes with a training and a test part");
  const Index available = upright.train.count() + upright.test.count(), wanted = train_count + test_count;
  require(wanted <= available, "rotated ", upright.name, " needs ", wanted, " images; there are ", available);
  const Index rows = upright.train.shape()[2], columns = upright.train.shape()[3], size = rows * columns;

  Random random(seed, Stream::data);
  const std::vector<Index> order = random.permutation(available);
  std::vector<double> angles(wanted);
  for (double& angle : angles) angle = random.uniform(0, 360);

  Bytes images = Bytes::uninitialized({wanted, 1, rows, columns});
  std::vector<Index> labels(wanted);
  parallel_for(wanted, [&](Index i) {
    const Index drawn = order[i];
    const bool in_train = drawn < upright.train.count();
    const Index at = in_train ? drawn : drawn - upright.train.count();
    rotate_bilinear((in_train ? *train : *test).data() + at * size, images.data() + i * size, rows, columns, angles[i]);
    labels[i] = (in_train ? upright.train : upright.test).labels[at];
  });

  Dataset result;
  result.name = "rotated-" + upright.name;
  result.classes = upright.classes;
  result.notes = upright.notes;
  result.train = {images.slice(0, train_count), {labels.begin(), labels.begin() + train_count}};
  result.test = {images.slice(train_count, test_count), {labels.begin() + train_count, labels.end()}};
  return result;
}

}  // namespace lgn
