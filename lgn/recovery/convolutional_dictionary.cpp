#include "lgn/recovery/convolutional_dictionary.h"

#include <cmath>

#include "lgn/recovery/dictionary_learning.h"
#include "lgn/recovery/filter_replacement.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

constexpr Index rounds = 3;  // of least squares for the filters in a step

/// Images with `margin` zeros on every side.
TensorD padded(const TensorD& images, Index margin) {
  const Index N = images.extent(0), H = images.extent(1), W = images.extent(2);
  TensorD result({N, H + 2 * margin, W + 2 * margin});
  for (Index i = 0; i < N * H; ++i) {
    const Index row = i / H * (H + 2 * margin) + margin + i % H;
    std::copy_n(images.data() + i * W, W, result.data() + row * (W + 2 * margin) + margin);
  }
  return result;
}

TensorD some_of(const TensorD& images, Index wanted, Random& random) {
  const Index N = images.extent(0), size = images.extent(1) * images.extent(2);
  const std::vector<Index> order = random.permutation(N);
  const Index count = std::min(N, wanted);
  TensorD chosen = TensorD::uninitialized({count, images.extent(1), images.extent(2)});
  for (Index i = 0; i < count; ++i) std::copy_n(images.data() + order[i] * size, size, chosen.data() + i * size);
  return chosen;
}

/// Moves the m x m pixels that hold most of a filter to the middle of its window.
void center(TensorD& filters, Index margin) {
  const Index F = filters.extent(0), wide = filter_side(filters), m = wide - 2 * margin;
  const TensorD images = filters.reshape({F, wide, wide}).clone();
  filters.fill(0);
  for (Index f = 0; f < F; ++f) {
    const Place place = fullest_window(images, f, m);
    const Index down = margin - place.row, right = margin - place.column;
    for (Index i = std::max<Index>(0, -down); i < wide - std::max<Index>(0, down); ++i)
      for (Index j = std::max<Index>(0, -right); j < wide - std::max<Index>(0, right); ++j)
        filters(f, (i + down) * wide + j + right) = images(f, i, j);
  }
  normalize_rows(filters);
}

TensorD without_margin(const TensorD& filters, Index margin) {
  const Index F = filters.extent(0), wide = filter_side(filters), m = wide - 2 * margin;
  TensorD inner = TensorD::uninitialized({F, m * m});
  const TensorD images = filters.reshape({F, wide, wide});
  for (Index f = 0; f < F; ++f) copy_window(images, {f, margin, margin, 0}, m, inner.data() + f * m * m);
  normalize_rows(inner);
  return inner;
}

/// Codes for the filters, then filters for the codes; returns the residual.
TensorD step(const TensorD& images, TensorD& filters, const ImagePursuitSettings& pursuit,
             std::vector<SparseMaps>& codes) {
  codes = pursue_images(images, filters, pursuit);
  TensorD residual = residual_images(images, filters, codes);
  for (Index round = 0; round < rounds; ++round) improve_filters(filters, residual, codes);
  normalize_rows(filters);
  return residual;
}

}  // namespace

ImagePursuitSettings image_pursuit_settings(const ConvolutionalDictionarySettings& settings, const TensorD& images) {
  const double mean = inner(images, images) / images.count();
  return {settings.most, settings.tolerance * settings.side * std::sqrt(mean)};
}

TensorD learn_convolutional_dictionary(const TensorD& images, const ConvolutionalDictionarySettings& settings,
                                       Random& random) {
  const Index N = images.extent(0), margin = settings.margin, wide = settings.side + 2 * margin;
  require(N >= settings.filters, "a dictionary of ", settings.filters, " filters cannot be learned from ", N,
          " images; expected at least as many images as filters");
  const TensorD roomy = padded(images, margin);
  TensorD filters = TensorD::uninitialized({settings.filters, wide * wide});
  const TensorD first = some_of(roomy, settings.filters, random);
  for (Index f = 0; f < settings.filters; ++f)
    copy_window(first, fullest_window(first, f, wide), wide, filters.data() + f * wide * wide);
  normalize_rows(filters);
  ImagePursuitSettings pursuit = image_pursuit_settings(settings, images);
  std::vector<SparseMaps> codes;
  for (Index s = 0; s < settings.search_steps; ++s) {
    pursuit.most = std::max<Index>(1, settings.most * std::min<Index>(8, 1 + s / 3) / 8);
    const TensorD batch = some_of(roomy, settings.batch, random);
    TensorD residual = step(batch, filters, pursuit, codes);
    replace_useless(filters, codes, residual, margin);
    center(filters, margin);
  }
  filters = without_margin(filters, margin);
  pursuit.most = settings.most;
  for (Index s = 0; s < settings.polish_steps; ++s) step(images, filters, pursuit, codes);
  return filters;
}

void improve_filters(TensorD& filters, TensorD& residual, const std::vector<SparseMaps>& codes) {
  const Index F = filters.extent(0), m = filter_side(filters), d = m * m;
  const Index H = residual.extent(1), W = residual.extent(2);
  struct Use {
    double* window;
    double value;
  };
  std::vector<std::vector<Use>> uses(F);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    for (const Activation& a : codes[i]) {
      double* window = residual.data() + (static_cast<Index>(i) * H + a.row) * W + a.column;
      uses[a.filter].push_back({window, a.value});
    }
  }
  std::vector<double> change(d);
  for (Index f = 0; f < F; ++f) {
    std::fill(change.begin(), change.end(), 0.0);
    double norm = 1e-12;
    for (const Use& use : uses[f]) {
      norm += use.value * use.value;
      for (Index k = 0; k < d; ++k) change[k] += use.value * use.window[k / m * W + k % m];
    }
    for (Index k = 0; k < d; ++k) {
      double& x = change[k];
      x /= norm;
      filters(f, k) += x;
    }
    for (const Use& use : uses[f])
      for (Index k = 0; k < d; ++k) use.window[k / m * W + k % m] -= use.value * change[k];
  }
}

void polish_group_on_images(RecoveredGroup& group, TensorD& base_filters, const TensorD& images,
                            const ImagePursuitSettings& pursuit, Index steps) {
  std::vector<SparseMaps> codes;
  for (Index s = 0; s < steps; ++s) {
    TensorD bank = group_bank(group.A, group.order, base_filters);
    step(images, bank, pursuit, codes);
    fit_to_orbits(group, base_filters, bank);
  }
}

}  // namespace lgn
