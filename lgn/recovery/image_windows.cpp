#include "lgn/recovery/image_windows.h"

#include <algorithm>
#include <numeric>

namespace lgn {
namespace {

double energy(const double* image, Index width, Index row, Index column, Index m) {
  double sum = 0;
  for (Index i = 0; i < m; ++i) {
    const double* pixels = image + (row + i) * width + column;
    sum += std::inner_product(pixels, pixels + m, pixels, 0.0);
  }
  return sum;
}

}  // namespace

Place fullest_window(const TensorD& images, Index image, Index m) {
  const Index H = images.extent(1), W = images.extent(2);
  const double* pixels = images.data() + image * H * W;
  Place best{image, 0, 0, -1};
  for (Index row = 0; row + m <= H; ++row) {
    for (Index column = 0; column + m <= W; ++column) {
      const double found = energy(pixels, W, row, column, m);
      if (found > best.energy) best = {image, row, column, found};
    }
  }
  return best;
}

std::vector<Place> fullest_windows(const TensorD& images, Index m) {
  std::vector<Place> places;
  for (Index i = 0; i < images.extent(0); ++i) places.push_back(fullest_window(images, i, m));
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.energy > b.energy; });
  return places;
}

void copy_window(const TensorD& images, const Place& place, Index m, double* filter) {
  const Index H = images.extent(1), W = images.extent(2);
  const double* pixels = images.data() + (place.image * H + place.row) * W + place.column;
  for (Index i = 0; i < m; ++i) std::copy_n(pixels + i * W, m, filter + i * m);
}

}  // namespace lgn
