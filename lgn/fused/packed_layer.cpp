#include "lgn/fused/packed_layer.h"

#include <cmath>

#include "autograd/normalization.h"

namespace lgn {

PackedLayer::PackedLayer(const simd::LaneConvolution& shape, const FusedLayer<Tensor>& values, double eta,
                         double momentum)
    : filters_(shape.filters),
      bank_(Tensor::uninitialized({simd::band_packed_size(shape)})),
      bank_transposed_(Tensor::uninitialized({simd::band_packed_size(shape)})),
      table_(Shape{rows, shape.filters}) {
  simd::pack_band_filters(shape, values.bank.data(), bank_.data());
  simd::pack_band_filters_transposed(shape, values.bank.data(), bank_transposed_.data());
  for (Index f = 0; f < filters_; ++f) row(threshold)[f] = static_cast<float>(eta * values.threshold[f]);
  view_ = {.bank = bank_.data(),
           .bank_transposed = bank_transposed_.data(),
           .threshold = row(threshold),
           .eta = static_cast<float>(eta),
           .momentum = static_cast<float>(momentum),
           .z = {row(now), row(before), row(constant)},
           .normal = {}};
}

void PackedLayer::set_code(double momentum_before, const FusedLayer<Tensor>& layer_before,
                           const NormStatistics* statistics) {
  for (Index f = 0; f < filters_; ++f) {
    double scale = 1, shift = 0;
    if (statistics) {
      const double mean = statistics->mean[f];
      const double inverse = 1 / std::sqrt(statistics->variance[f] + BatchNormSettings{}.epsilon);
      row(normal_now)[f] = static_cast<float>(inverse * (1 + momentum_before));
      row(normal_before)[f] = static_cast<float>(-inverse * momentum_before);
      row(normal_constant)[f] = static_cast<float>(-inverse * mean);
      scale = layer_before.norm->weight[f] * inverse;
      shift = layer_before.norm->bias[f] - mean * scale;
    }
    row(now)[f] = static_cast<float>(scale * (1 + momentum_before));
    row(before)[f] = static_cast<float>(-scale * momentum_before);
    row(constant)[f] = static_cast<float>(shift);
    row(gradient)[f] = static_cast<float>(scale);
  }
  if (statistics) view_.normal = {row(normal_now), row(normal_before), row(normal_constant)};
}

simd::NormBackward PackedLayer::norm_backward(const double* sums, double count, const std::vector<double>& mean_now,
                                              const std::vector<double>& mean_before) {
  // dzt = scale (dz - sum dz / M - xhat sum(dz xhat) / M), and xhat is a combination of the codes. The sum of
  // all dzt is zero: the constant makes it so for the coefficients as they are rounded.
  for (Index f = 0; f < filters_; ++f) {
    const double scale = row(gradient)[f], along = -scale * sums[2 * f + 1] / count;
    row(back_now)[f] = static_cast<float>(along * row(normal_now)[f]);
    row(back_before)[f] = static_cast<float>(along * row(normal_before)[f]);
    const double before = mean_before.empty() ? 0 : mean_before[f];
    const double constant =
        -scale * sums[2 * f] / count - row(back_now)[f] * mean_now[f] - row(back_before)[f] * before;
    row(back_constant)[f] = static_cast<float>(constant);
    row(back_rest)[f] = static_cast<float>(constant - row(back_constant)[f]);
  }
  return {row(gradient), {row(back_now), row(back_before), row(back_constant)}, row(back_rest)};
}

}  // namespace lgn
