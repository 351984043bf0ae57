#include "lgn/recovery/filter_replacement.h"

#include <algorithm>
#include <cmath>

#include "lgn/recovery/dictionary_learning.h"
#include "lgn/recovery/image_windows.h"

namespace lgn {
namespace {

constexpr double the_same = 0.99;  // filters that agree more than this, one of them shifted, are one
constexpr double idle_filter = 5;  // a filter used less often in a batch stands for nothing
constexpr double weak = 0.33;      // and so does one whose mean activation is less of the median one

/// Mean of each filter's activations, zero for a filter that is hardly used.
std::vector<double> mean_activations(Index filters, const std::vector<SparseMaps>& codes) {
  std::vector<double> sum(static_cast<std::size_t>(filters)), uses(sum);
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
    if (const Activation* a = nearby(codes[static_cast<std::size_t>(place.image)], place, margin))
      add_contribution(*a, filters, place.row, place.column, m, m, filter);
  }
  normalize_rows(filters);
}

}  // namespace lgn
