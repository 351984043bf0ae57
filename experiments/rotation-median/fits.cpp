#include "experiments/rotation-median/fits.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "experiments/common/program/progress.h"
#include "experiments/common/study/published_figures.h"
#include "tensor/io/file.h"
#include "tensor/io/safetensors.h"

namespace lgn {
namespace {

std::vector<TargetFit> wanted_fits(Index channels, Index d) {
  const auto m = static_cast<Index>(std::lround(std::sqrt(static_cast<double>(d))));
  std::vector<TargetFit> fits;
  const Shape shape = {channels, d, d};
  for (const PatchFilter filter : {PatchFilter::median, PatchFilter::mean})
    for (const int degrees : {60, 90})
      for (Index size = m; size >= std::max<Index>(2, m - 2); --size) {
        std::string key = concat(name(filter), "_", degrees);
        if (size < m) key += concat("_size_", size);
        fits.push_back(
            {{filter, size, static_cast<double>(degrees)}, key, Tensor(shape), Tensor(shape), Tensor(shape), 0, 0, 0});
      }
  return fits;
}

void put(Tensor& all, Index channel, const Tensor& matrix) {
  std::copy(matrix.begin(), matrix.end(), all.data() + channel * matrix.count());
}

}  // namespace

std::vector<TargetFit> fit_targets(Random& random, const PatchSets& patches, FitSettings settings) {
  const auto channels = static_cast<Index>(patches.train.size());
  std::vector<TargetFit> fits = wanted_fits(channels, patches.train.front().extent(1));
  Progress progress(static_cast<double>(fits.size()) * static_cast<double>(channels), 0);
  double done = 0;
  for (TargetFit& fit : fits)
    for (Index channel = 0; channel < channels; ++channel) {
      const double part = 1 / static_cast<double>(channels);
      const Tensor &x = patches.train[channel], &held_out = patches.held_out[channel];
      const Tensor y = targets_of(x, fit.target), wanted = targets_of(held_out, fit.target);
      settings.unit_norm = false;
      const Tensor free = fit_with_adam(random, x, y, settings);
      settings.unit_norm = true;
      const Tensor unit = fit_with_adam(random, x, y, settings);
      const TensorD best = best_linear_fit(x, y);
      fit.r2 += part * r_squared(cast<double>(free), held_out, wanted);
      fit.r2_unit_norm += part * r_squared(cast<double>(unit), held_out, wanted);
      fit.ceiling += part * r_squared(best, held_out, wanted);
      put(fit.free, channel, free);
      put(fit.unit_norm, channel, unit);
      put(fit.best, channel, cast<float>(best));
      progress.show(++done, "fitting " + fit.key);
    }
  progress.clear();
  return fits;
}

std::optional<double> published_cosine(const TargetFit& fit) {
  const Index d = fit.unit_norm.extent(1), panel = fit.target.size - 4;  // panels: filters of size 4, 5, 6
  if (d != 36 || fit.target.degrees != 60 || panel < 0 || panel > 2) return std::nullopt;
  const Tensor published = published_figure(2).slice(panel, 1);
  double best = -1;
  for (Index channel = 0; channel < fit.unit_norm.extent(0); ++channel) {
    const float *a = fit.unit_norm.data() + channel * d * d, *b = published.data();
    const double product = std::inner_product(a, a + d * d, b, 0.0);
    best = std::max(
        best, product / std::sqrt(std::inner_product(a, a + d * d, a, 0.0) * std::inner_product(b, b + d * d, b, 0.0)));
  }
  return best;
}

void save_fits(const std::string& path, const std::vector<TargetFit>& fits, const std::string& settings) {
  SafetensorsFile file;
  file.metadata["settings"] = settings;
  for (const TargetFit& fit : fits) {
    file.add(fit.key, fit.free);
    file.add(fit.key + ".unit_norm", fit.unit_norm);
    file.add(fit.key + ".best", fit.best);
    file.add(fit.key + ".r2", TensorD::from({3}, {fit.r2, fit.r2_unit_norm, fit.ceiling}));
  }
  write_safetensors(path, file);
}

std::vector<TargetFit> load_fits(const std::string& path, const std::string& settings) {
  if (!file_exists(path)) return {};
  const SafetensorsFile file = read_safetensors(path);
  const auto made_under = file.metadata.find("settings");
  if (made_under == file.metadata.end() || made_under->second != settings) return {};
  const Shape shape = file.float_tensor("median_60").shape();
  std::vector<TargetFit> fits = wanted_fits(shape[0], shape[1]);
  for (TargetFit& fit : fits) {
    fit.free = file.float_tensor(fit.key);
    fit.unit_norm = file.float_tensor(fit.key + ".unit_norm");
    fit.best = file.float_tensor(fit.key + ".best");
    const TensorD r2 = file.double_tensor(fit.key + ".r2");
    fit.r2 = r2[0];
    fit.r2_unit_norm = r2[1];
    fit.ceiling = r2[2];
  }
  return fits;
}

}  // namespace lgn
