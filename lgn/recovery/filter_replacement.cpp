#include "lgn/recovery/filter_replacement.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lgn/recovery/dictionary_learning.h"

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

namespace {

/// That of each image, the fullest first.
std::vector<Place> fullest_windows(const TensorD& images, Index m) {
  std::vector<Place> places;
  for (Index i = 0; i < images.extent(0); ++i) places.push_back(fullest_window(images, i, m));
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.energy > b.energy; });
  return places;
}

}  // namespace

void copy_window(const TensorD& images, const Place& place, Index m, double* filter) {
  const Index H = images.extent(1), W = images.extent(2);
  const double* pixels = images.data() + (place.image * H + place.row) * W + place.column;
  for (Index i = 0; i < m; ++i) std::copy_n(pixels + i * W, m, filter + i * m);
}

namespace {

constexpr double the_same = 0.99;  // filters that agree more than this, one of them shifted, are one
constexpr double idle_filter = 5;  // a filter used less often in a batch stands for nothing
constexpr double weak = 0.33;      // and so does one whose mean activation is less of the median one

/// Mean of each filter's activations, zero for a filter that is hardly used.
std::vector<double> mean_activations(Index filters, const std::vector<SparseMaps>& codes) {
  std::vector<double> sum(filters), uses(sum);
  for (const SparseMaps& code : codes) {
    for (const Activation& a : code) {
      const auto f = static_cast<std::size_t>(a.filter);
      sum[f] += a.value;
      ++uses[f];
    }
  }
  for (std::size_t f = 0; f < sum.size(); ++f) sum[f] = uses[f] < idle_filter ? 0 : sum[f] / uses[f];
  return sum;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Of all filters with all others, where they agree most, [F,F].
TensorD largest_agreement(const TensorD& filters) {
  const Index F = filters.extent(0);
  const TensorD shifted = shifted_products(filters);
  TensorD largest = TensorD::full({F, F}, -1);
  for (Index i = 0; i < shifted.count(); ++i) {
    double& entry = largest(i / (shifted.count() / F), i % F);
    entry = std::max(entry, shifted[i]);
  }
  return largest;
}

/// Adds a filter's contribution to the image [height,width] in which it is active, whose first pixel stands
/// at (row, column).
void add_contribution(const Activation& a, const TensorD& filters, Index row, Index column, Index height, Index width,
                      double* image) {
  const Index m = filter_side(filters);
  const double* filter = filters.data() + a.filter * m * m;
  for (Index i = std::max(row, a.row); i < std::min(row + height, a.row + m); ++i)
    for (Index j = std::max(column, a.column); j < std::min(column + width, a.column + m); ++j)
      image[(i - row) * width + j - column] += a.value * filter[(i - a.row) * m + j - a.column];
}

/// The largest activation within `margin` pixels of a place, or null.
const Activation* nearby(const SparseMaps& code, const Place& place, Index margin) {
  const Activation* best = nullptr;
  for (const Activation& a : code) {
    const bool near = std::abs(a.row - place.row) <= margin && std::abs(a.column - place.column) <= margin;
    if (near && (!best || a.value > best->value)) best = &a;
  }
  return best;
}

/// Takes useless filters out of the codes, and what they explained back into the residual.
void remove(const std::vector<Index>& useless, const TensorD& filters, std::vector<SparseMaps>& codes,
            TensorD& residual) {
  const Index H = residual.extent(1), W = residual.extent(2);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    std::erase_if(codes[i], [&](const Activation& a) {
      if (!std::binary_search(useless.begin(), useless.end(), a.filter)) return false;
      add_contribution(a, filters, 0, 0, H, W, residual.data() + static_cast<Index>(i) * H * W);
      return true;
    });
  }
}

}  // namespace

void replace_useless(TensorD& filters, std::vector<SparseMaps>& codes, TensorD& residual, Index margin) {
  const std::vector<double> use = mean_activations(filters.extent(0), codes);
  const std::vector<Index> useless = useless_atoms(use, weak * median(use), largest_agreement(filters), the_same);
  if (useless.empty()) return;
  remove(useless, filters, codes, residual);
  const Index m = filter_side(filters);
  const std::vector<Place> places = fullest_windows(residual, m);
  for (std::size_t i = 0; i < std::min(useless.size(), places.size()); ++i) {
    const Place& place = places[i];
    double* filter = filters.data() + useless[i] * m * m;
    copy_window(residual, place, m, filter);
    if (const Activation* a = nearby(codes[place.image], place, margin))
      add_contribution(*a, filters, place.row, place.column, m, m, filter);
  }
  normalize_rows(filters);
}

}  // namespace lgn
