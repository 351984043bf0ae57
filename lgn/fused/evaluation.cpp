#include "lgn/fused/evaluation.h"

#include <algorithm>
#include <utility>

#include "lgn/fused/codes.h"
#include "lgn/unfolded_layer.h"
#include "tensor/lanes.h"

namespace lgn {
namespace {

/// All layers, ready for the kernels.
std::vector<PackedLayer> packed_layers(const simd::LaneConvolution& shape,
                                       const std::vector<FusedLayer<Tensor>>& layers,
                                       const std::vector<NormStatistics>& running, double eta) {
  const std::vector<double> momentum = momenta(static_cast<Index>(layers.size()));
  std::vector<PackedLayer> packed;
  for (std::size_t k = 0; k < layers.size(); ++k) {
    packed.emplace_back(shape, layers[k], eta, momentum[k]);
    if (k > 0)
      packed.back().set_code(momentum[k - 1], layers[k - 1], layers[k - 1].norm ? &running.at(k - 1) : nullptr);
  }
  return packed;
}

/// What a task needs for itself, in one block.
struct Scratch {
  explicit Scratch(const simd::LaneConvolution& shape)
      : block(lane_vectors(2 * shape.code_size() + 2 * shape.padded_image_size() + simd::band_scratch_size(shape))) {
    const Index code = shape.code_size() * lane_count(), image = shape.padded_image_size() * lane_count();
    codes[0] = block.data();
    codes[1] = codes[0] + code;
    y = codes[1] + code;
    r = y + image;
    band = r + image;
  }

  Tensor block;
  float *codes[2], *y, *r, *band;
};

/// u_K of the bundle of images at scratch.y. A new code takes the place of the one before the last, row by
/// row as soon as that has been used.
const float* unfold(const simd::LaneConvolution& shape, const std::vector<PackedLayer>& layers, Index images,
                    Scratch& scratch) {
  const auto& kernels = simd::select<simd::UnfoldingKernels>();
  simd::ForwardBundle bundle = {
      .codes = {}, .y = scratch.y, .r = scratch.r, .u = scratch.codes[0], .scratch = scratch.band};
  const float* before_the_last = nullptr;
  for (std::size_t k = 0; k < layers.size(); ++k) {
    bundle.u = scratch.codes[k % 2];
    kernels.forward(shape, layers[k].view(), bundle, images, nullptr);
    bundle.codes = {bundle.u, std::exchange(before_the_last, bundle.u)};
  }
  return bundle.u;
}

/// Runs all bundles; `finish(bundle, u)` makes the output.
template <class Finish>
FusedEvaluation evaluate(const Tensor& images, const std::vector<FusedLayer<Tensor>>& layers,
                         const std::vector<NormStatistics>& running, const simd::LaneConvolution& shape, double eta,
                         const ConvolutionWindow& window, bool keep_codes, Finish&& finish) {
  const auto& kernels = simd::select<simd::UnfoldingKernels>();
  const std::vector<PackedLayer> packed = packed_layers(shape, layers, running, eta);
  const Index N = images.extent(0), bundles = bundle_count(N);
  std::vector<Index> active(bundles);
  FusedEvaluation result;
  if (keep_codes) result.codes = Tensor::uninitialized({N, shape.filters, shape.code[0], shape.code[1]});
  parallel_for(bundles, [&](Index bundle) {
    Scratch scratch(shape);
    pack_bundle(images, bundle, window.padding, scratch.y);
    const Index in_use = std::min(lane_count(), N - bundle * lane_count());
    const float* u = unfold(shape, packed, in_use, scratch);
    active[bundle] = kernels.count_active(shape, u, in_use);
    if (keep_codes) unpack_bundle(u, bundle, result.codes);
    finish(bundle, u);
  });
  for (Index count : active) result.active += count;
  return result;
}

simd::LaneConvolution checked_shape(const Tensor& images, const std::vector<FusedLayer<Tensor>>& layers,
                                    const ConvolutionWindow& window) {
  require_fused_layers(layers);
  return fused_shape(images, layers[0].bank, window);
}

}  // namespace

FusedEvaluation evaluate_pooled_codes(const Tensor& images, const std::vector<FusedLayer<Tensor>>& layers,
                                      const std::vector<NormStatistics>& running, double eta,
                                      const ConvolutionWindow& window, Index pool, bool keep_codes) {
  require(pool >= 1, "codes are to be pooled to ", pool, " x ", pool, " pixels; expected at least one");
  const auto shape = checked_shape(images, layers, window);
  const auto& kernels = simd::select<simd::UnfoldingKernels>();
  Tensor features = Tensor::uninitialized({images.extent(0), shape.filters, pool, pool});
  FusedEvaluation result =
      evaluate(images, layers, running, shape, eta, window, keep_codes, [&](Index bundle, const float* u) {
        Tensor pooled = lane_vectors(shape.filters * pool * pool);
        kernels.pool(shape, pool, u, pooled.data());
        unpack_bundle(pooled.data(), bundle, features);
      });
  result.output = features;
  return result;
}

FusedEvaluation evaluate_reconstruction(const Tensor& images, const std::vector<FusedLayer<Tensor>>& layers,
                                        const std::vector<NormStatistics>& running, double eta,
                                        const ConvolutionWindow& window, const Tensor& decoder, bool keep_codes) {
  const auto shape = checked_shape(images, layers, window);
  require_shape(decoder, layers[0].bank.shape(), "the decoder D");
  const auto& kernels = simd::select<simd::ConvolutionKernels>();
  Tensor filters = Tensor::uninitialized({shape.packed_size()});
  simd::pack_filters_transposed(shape, decoder.data(), filters.data());
  Tensor output = Tensor::uninitialized(images.shape());
  FusedEvaluation result =
      evaluate(images, layers, running, shape, eta, window, keep_codes, [&](Index bundle, const float* u) {
        Tensor decoded = lane_vectors(shape.image_size());
        kernels.conv_transpose2d(shape, u, filters.data(), decoded.data());
        unpack_bundle(decoded.data(), bundle, output);
      });
  result.output = output;
  return result;
}

}  // namespace lgn
