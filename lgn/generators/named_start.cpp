#include "lgn/generators/named_start.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"

namespace lgn {
namespace {

/// Pixel (row, column) takes the value of the pixel that `from` names.
template <class From>
TensorD pixel_permutation(Index height, Index width, From&& from) {
  TensorD P({height * width, height * width});
  for (Index row = 0; row < height; ++row)
    for (Index column = 0; column < width; ++column) P(row * width + column, from(row, column)) = 1;
  return P;
}

TensorD turned_pixels(Index m, Index n) {
  return pixel_permutation(m, m, [=](Index row, Index column) {
    for (Index quarter = 0; quarter < 4 / n % 4; ++quarter) {
      const Index turned = column;
      column = m - 1 - row;
      row = turned;
    }
    return row * m + column;
  });
}

TensorD shifted_pixels(Index height, Index width, Index n) {
  return pixel_permutation(height, width, [=](Index row, Index column) {
    if (width % n == 0) return row * width + (column + width / n) % width;
    return (row + height / n) % height * width + column;
  });
}

/// Cosine patterns [d,d] as columns, orthonormal, from the lowest frequency on.
TensorD cosine_patterns(Index height, Index width) {
  const Index d = height * width;
  std::vector<Index> order(static_cast<std::size_t>(d));
  std::iota(order.begin(), order.end(), 0);
  const auto frequency = [=](Index i) {
    return std::hypot(static_cast<double>(i / width) / static_cast<double>(height),
                      static_cast<double>(i % width) / static_cast<double>(width));
  };
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) { return frequency(i) < frequency(j); });
  const auto wave = [](Index k, Index x, Index extent) {
    const double size = static_cast<double>(extent);
    return std::sqrt((k ? 2 : 1) / size) *
           std::cos(std::numbers::pi * static_cast<double>(k * (2 * x + 1)) / (2 * size));
  };
  TensorD patterns({d, d});
  for (Index p = 0; p < d; ++p)
    for (Index j = 0; j < d; ++j) {
      const Index i = order[static_cast<std::size_t>(j)];
      patterns(p, j) = wave(i / width, p / width, height) * wave(i % width, p % width, width);
    }
  return patterns;
}

TensorD mixed_bands(Index height, Index width, Index n, Random& random) {
  const Index d = height * width;
  TensorD R = identity(d);
  for (Index first = 0; first + n <= d; first += n) {
    const TensorD Q = qr(cast<double>(normal_tensor(random, {n, n}))).q;
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j) {
        double sum = 0;
        for (Index k = 0; k < n; ++k) sum += Q(i, k) * Q(j, (k + 1) % n);
        R(first + i, first + j) = sum;
      }
  }
  const TensorD patterns = cosine_patterns(height, width);
  return matmul(matmul(patterns, R), transpose(patterns));
}

}  // namespace

TensorD named_operation(const std::string& name, Index height, Index width, Index n, Random& random) {
  const std::string flag = concat("--init-generator ", name, " with --group-size ", n);
  if (name == "rotations") {
    require(height == width && 4 % n == 0, flag, " and a kernel of ", height, "x", width,
            " is no group of pixels; expected --group-size 1, 2 or 4 and a square kernel");
    return turned_pixels(height, n);
  }
  if (name == "mirrors") {
    require(n == 2, flag, ": mirroring twice is the identity; expected --group-size 2");
    return pixel_permutation(height, width,
                             [=](Index row, Index column) { return row * width + width - 1 - column; });
  }
  if (name == "shifts") {
    require(
        width % n == 0 || height % n == 0, flag, ": a kernel of ", height, "x", width,
        " is not shifted around by nths of its width or height; expected a --group-size that divides one");
    return shifted_pixels(height, width, n);
  }
  require(name == "bands", "--init-generator is '", name,
          "'; expected random, rotations, mirrors, shifts, bands, or a file F.safetensors");
  require(n <= height * width, flag, ": a kernel of ", height, "x", width, " has only ", height * width,
          " dimensions");
  return mixed_bands(height, width, n, random);
}

}  // namespace lgn
