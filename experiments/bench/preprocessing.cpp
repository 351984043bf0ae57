#include "experiments/bench/preprocessing.h"

#include <algorithm>

#include "autograd/profile.h"
#include "datasets/whitening.h"
#include "tensor/linalg/eigh.h"
#include "tensor/random.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr Index channels = 3;
constexpr double zca_eps = 1e-8;

/// One image [3, side, side] of noise that is smoothed along columns, rows and channels: every number gets
/// most of its neighbour's.
void draw_image(Random& random, Index side, float* image) {
  constexpr float kept = 0.95f;
  const Index plane = side * side, size = channels * plane;
  for (Index i = 0; i < size; ++i) image[i] = static_cast<float>(random.uniform(-1, 1));
  const auto smooth = [&](Index step, auto has_neighbour) {
    for (Index i = step; i < size; ++i)
      if (has_neighbour(i)) image[i] += kept * image[i - step];
  };
  smooth(1, [=](Index i) { return i % side != 0; });
  smooth(side, [=](Index i) { return i % plane >= side; });
  smooth(plane, [](Index) { return true; });
}

}  // namespace

Tensor synthetic_images(Index images, Index side) {
  constexpr Index grain = 64;
  Tensor rows = Tensor::uninitialized({images, channels * side * side});
  parallel_ranges(images, grain, [&](Index first, Index last) {
    Random random(static_cast<std::uint64_t>(first), Stream::data);
    for (Index i = first; i < last; ++i) draw_image(random, side, rows.data() + i * rows.extent(1));
  });
  return rows;
}

PreprocessingTimes time_preprocessing(Tensor rows) {
  const Index N = rows.extent(0), D = rows.extent(1);
  const auto read = [&](Index first, Index count, float* out) { std::copy_n(rows.data() + first * D, count * D, out); };
  const double start = seconds_now();
  const TensorD covariance = covariance_of_rows(N, mean_of_rows(N, D, read), read);
  const double summed = seconds_now();
  eigh(covariance);
  const double decomposed = seconds_now();
  const Whitening whitening = fit_whitening(N, D, read, zca_eps);
  const double fitted = seconds_now();
  whiten(whitening.mean, whitening.zca, rows.data(), N);
  const double end = seconds_now();
  return {summed - start, decomposed - summed, end - fitted, end - decomposed};
}

}  // namespace lgn
