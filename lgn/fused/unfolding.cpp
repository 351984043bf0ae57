#include "lgn/fused/unfolding.h"

#include <memory>
#include <utility>

#include "tensor/lanes.h"

namespace lgn {
namespace {

std::vector<FusedLayer<Tensor>> values_of(const std::vector<FusedLayer<Variable>>& layers) {
  std::vector<FusedLayer<Tensor>> values;
  for (const FusedLayer<Variable>& layer : layers) {
    values.push_back({layer.bank.value(), layer.threshold.value(), {}});
    if (layer.norm) values.back().norm = FusedNorm<Tensor>{layer.norm->weight.value(), layer.norm->bias.value()};
  }
  return values;
}

/// Everything that a gradient may be wanted of.
std::vector<Variable> inputs_of(const std::vector<FusedLayer<Variable>>& layers) {
  std::vector<Variable> inputs;
  for (const FusedLayer<Variable>& layer : layers) {
    inputs.insert(inputs.end(), {layer.bank, layer.threshold});
    if (layer.norm) inputs.insert(inputs.end(), {layer.norm->weight, layer.norm->bias});
  }
  return inputs;
}

void add_gradient(Variable variable, const Tensor& gradient) {
  if (!variable.requires_gradient()) return;
  Tensor& to = variable.tape().accumulate(variable);
  for (Index i = 0; i < to.count(); ++i) to[i] += gradient[i];
}

void add_gradients(const std::vector<FusedLayer<Variable>>& layers, const std::vector<FusedLayer<Tensor>>& gradients) {
  for (std::size_t k = 0; k < layers.size(); ++k) {
    add_gradient(layers[k].bank, gradients[k].bank);
    add_gradient(layers[k].threshold, gradients[k].threshold);
    if (!layers[k].norm) continue;
    add_gradient(layers[k].norm->weight, gradients[k].norm->weight);
    add_gradient(layers[k].norm->bias, gradients[k].norm->bias);
  }
}

std::vector<NormStatistics> unbiased_statistics(const FusedCodes& codes) {
  std::vector<NormStatistics> statistics = codes.statistics();
  for (NormStatistics& one : statistics)
    for (double& variance : one.variance) variance *= codes.population() / (codes.population() - 1);
  return statistics;
}

void require_constant(Variable images) {
  require(!images.requires_gradient(), "the fused unfolding has no gradient of its images; use the plain one");
}

}  // namespace

bool fused_unfolding_supports(const ConvolutionWindow& window) {
  return window.stride[0] == 1 && window.stride[1] == 1;
}

FusedTraining fused_pooled_codes(Variable images, const std::vector<FusedLayer<Variable>>& layers, double eta,
                                 const ConvolutionWindow& window, Index pool, Index norms) {
  require_constant(images);
  require(pool >= 1, "codes are to be pooled to ", pool, " x ", pool, " pixels; expected at least one");
  const auto& kernels = simd::select<simd::UnfoldingKernels>();
  const std::vector<FusedLayer<Tensor>> values = values_of(layers);
  require_fused_layers(values);
  const auto shape = fused_shape(images.value(), values[0].bank, window);
  const Index pooled_size = shape.filters * pool * pool;
  Tensor features = Tensor::uninitialized({images.value().extent(0), shape.filters, pool, pool});
  const auto codes =
      std::make_shared<FusedCodes>(images.value(), values, eta, window, norms, [&](Index bundle, const float* u) {
        Tensor pooled = lane_vectors(pooled_size);
        kernels.pool(shape, pool, u, pooled.data());
        unpack_bundle(pooled.data(), bundle, features);
      });
  auto backward = [=, &kernels](const Tensor& output_gradient) {
    add_gradients(layers, codes->backward([&](Index bundle, float* du) {
      Tensor pooled = lane_vectors(pooled_size);
      pack_bundle(output_gradient, bundle, {0, 0}, pooled.data());
      kernels.pool_backward(shape, pool, pooled.data(), du);
    }));
  };
  return {images.tape().record("fused_pooled_codes", features, inputs_of(layers), std::move(backward)), codes,
          unbiased_statistics(*codes)};
}

FusedTraining fused_reconstruction(Variable images, const std::vector<FusedLayer<Variable>>& layers, double eta,
                                   const ConvolutionWindow& window, Variable decoder) {
  require_constant(images);
  const auto& kernels = simd::select<simd::ConvolutionKernels>();
  const std::vector<FusedLayer<Tensor>> values = values_of(layers);
  require_fused_layers(values);
  require_shape(decoder.value(), values[0].bank.shape(), "the decoder D");
  const auto shape = fused_shape(images.value(), values[0].bank, window);
  Tensor filters = Tensor::uninitialized({shape.packed_size()});
  simd::pack_filters_transposed(shape, decoder.value().data(), filters.data());
  Tensor output = Tensor::uninitialized(images.shape());
  const auto codes =
      std::make_shared<FusedCodes>(images.value(), values, eta, window, 0, [&](Index bundle, const float* u) {
        Tensor decoded = lane_vectors(shape.image_size());
        kernels.conv_transpose2d(shape, u, filters.data(), decoded.data());
        unpack_bundle(decoded.data(), bundle, output);
      });
  auto backward = [=, &kernels](const Tensor& output_gradient) {
    Tensor forward_filters = Tensor::uninitialized({shape.packed_size()});
    simd::pack_filters(shape, decoder.value().data(), forward_filters.data());
    const Index bundles = bundle_count(codes->images()), size = decoder.value().count();
    Tensor by_bundle = Tensor::uninitialized({bundles, size});
    add_gradients(layers, codes->backward([&](Index bundle, float* du) {
      Tensor dx = lane_vectors(shape.padded_image_size()), sums({shape.packed_size(), lane_count()});
      pack_bundle(output_gradient, bundle, window.padding, dx.data());
      kernels.conv2d(shape, dx.data(), forward_filters.data(), du);
      kernels.add_weight_gradient(shape, dx.data(), codes->code(bundle), sums.data());
      kernels.reduce_weight_gradient(shape, sums.data(), by_bundle.data() + bundle * size);
    }));
    Tensor gradient(decoder.shape());
    for (Index i = 0; i < size; ++i) {
      double sum = 0;
      for (Index bundle = 0; bundle < bundles; ++bundle) sum += by_bundle[bundle * size + i];
      gradient[i] = static_cast<float>(sum);
    }
    add_gradient(decoder, gradient);
  };
  std::vector<Variable> inputs = inputs_of(layers);
  inputs.push_back(decoder);
  return {images.tape().record("fused_reconstruction", output, inputs, std::move(backward)), codes,
          unbiased_statistics(*codes)};
}

Variable mean_code(const FusedTraining& training) {
  const Variable output = training.output;
  const std::shared_ptr<FusedCodes> codes = training.codes;
  Tensor mean({1});
  mean[0] = static_cast<float>(codes->mean());
  return output.tape().record("mean_code", std::move(mean), {output}, [=](const Tensor& dmean) {
    codes->add_mean_gradient(dmean[0]);
    output.tape().accumulate(output);  // its backward pass comes next, and has to come
  });
}

}  // namespace lgn
