#include "datasets/augmentation.h"

#include <algorithm>

#include "datasets/turning.h"
#include "tensor/math.h"
#include "tensor/names.h"
#include "tensor/random.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// Up or down by at most this.
Index reach(Index extent) {
  return std::min<Index>(4, extent / 4);
}

/// plane (row, column) <- (row - down, column - right), mirrored first where asked for.
void move_plane(float* plane, Index rows, Index columns, bool flip, Index down, Index right, float* scratch) {
  std::copy(plane, plane + rows * columns, scratch);
  for (Index row = 0; row < rows; ++row)
    for (Index column = 0; column < columns; ++column) {
      const Index y = row - down, x = column - right;
      const bool inside = y >= 0 && y < rows && x >= 0 && x < columns;
      plane[row * columns + column] = inside ? scratch[y * columns + (flip ? columns - 1 - x : x)] : 0.0f;
    }
}

void turn_plane(float* plane, Index rows, Index columns, const portable::Direction& angle, float* scratch) {
  std::copy(plane, plane + rows * columns, scratch);
  const auto pixel = [&](Index row, Index column) {
    return scratch[std::clamp<Index>(row, 0, rows - 1) * columns + std::clamp<Index>(column, 0, columns - 1)];
  };
  for (Index i = 0; i < rows * columns; ++i)
    plane[i] =
        static_cast<float>(turned_pixel(pixel, rows, columns, angle.cosine, angle.sine, i / columns, i % columns));
}

}  // namespace

Augmentation augmentation_from(const std::string& list) {
  Augmentation result;
  if (list.empty()) return result;
  for (const std::string& word : split_list(list)) {
    require_word(word, {"flip", "shift", "turn"}, "a word of --augment");
    (word == "flip" ? result.flip : word == "shift" ? result.shift : result.turn) = true;
  }
  return result;
}

void require_augmentable(const Augmentation& augmentation, Index rows, Index columns) {
  require(!augmentation.turn || (rows > 1 && columns > 1), "--augment turn turns images; these have ", rows, " x ",
          columns, " pixels");
}

void augment(Tensor& images, const Augmentation& augmentation, std::uint64_t seed, Index epoch, Index first) {
  if (!augmentation.flip && !augmentation.shift && !augmentation.turn) return;
  const Index channels = images.extent(1), rows = images.extent(2), columns = images.extent(3);
  require_augmentable(augmentation, rows, columns);
  parallel_for(images.extent(0), [&](Index i) {
    const auto place = static_cast<std::uint64_t>(first + i), pass = static_cast<std::uint64_t>(epoch);
    Random random(seed + 0x9E3779B97F4A7C15u * (pass + 0x100000001B3u * place), Stream::data);
    const auto drawn = [&](Index most) {
      return static_cast<Index>(random.below(static_cast<std::uint64_t>(2 * most + 1))) - most;
    };
    const bool flip = augmentation.flip && random.below(2) == 1;
    const Index down = augmentation.shift ? drawn(reach(rows)) : 0,
                right = augmentation.shift ? drawn(reach(columns)) : 0;
    const auto angle = portable::direction(augmentation.turn ? random.uniform(0, 360) : 0);
    std::vector<float> scratch(rows * columns);
    for (Index c = 0; c < channels; ++c) {
      float* plane = images.data() + (i * channels + c) * rows * columns;
      if (augmentation.flip || augmentation.shift) move_plane(plane, rows, columns, flip, down, right, scratch.data());
      if (augmentation.turn) turn_plane(plane, rows, columns, angle, scratch.data());
    }
  });
}

}  // namespace lgn
