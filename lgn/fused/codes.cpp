#include "lgn/fused/codes.h"

#include <algorithm>

#include "lgn/unfolded_layer.h"
#include "tensor/lanes.h"

namespace lgn {
namespace {

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

Tensor lane_buffer(Index bundles, Index vectors) {
  return Tensor::uninitialized({bundles, vectors, lane_count()});
}

}  // namespace

/// What a task needs for itself, in one block.
struct FusedCodes::Scratch {
  explicit Scratch(const simd::LaneConvolution& shape)
      : block(lane_buffer(1,
                          shape.padded_image_size() + simd::band_packed_size(shape) + simd::band_scratch_size(shape))) {
    db = block.data();
    bank_sums = db + shape.padded_image_size() * lane_count();
    band = bank_sums + simd::band_packed_size(shape) * lane_count();
  }

  Tensor block;
  float *db, *bank_sums, *band;
};

struct FusedCodes::BackwardState {
  Tensor dz, dzt;                               // [bundles][code], as BackwardBundle has them
  Tensor banks;                                 // [layers][bundles][band_gradient_size]
  std::vector<double> norm_sums;                // [bundles][F][2], of the layer at work
  std::vector<simd::ThresholdSums> thresholds;  // [layers][bundles][F]
  std::vector<simd::NormBackward> norms;        // of z_k+1, for every layer k
};

simd::LaneConvolution fused_shape(const Tensor& images, const Tensor& bank, const ConvolutionWindow& window) {
  require(images.rank() == 4 && bank.rank() == 4 && images.extent(1) == bank.extent(1), "images of shape ",
          images.shape(), " and filters of shape ", bank.shape(),
          " do not fit together; expected [N, C, H, W] and [F, C, m, m]");
  require(window.stride[0] == 1 && window.stride[1] == 1,
          "the fused unfolding is for stride 1; use the plain one for stride ", window.stride[0]);
  simd::LaneConvolution shape;
  shape.channels = bank.extent(1);
  shape.filters = bank.extent(0);
  for (int axis = 0; axis < 2; ++axis) {
    shape.kernel[axis] = bank.extent(2 + axis);
    shape.stride[axis] = 1;
    shape.padding[axis] = window.padding[axis];
    shape.image[axis] = images.extent(2 + axis);
    shape.code[axis] = window.code_extent(axis, shape.image[axis], shape.kernel[axis]);
    require(shape.kernel[axis] >= 1 && shape.code[axis] >= 1, "a kernel of shape ", bank.shape(),
            " is larger than the padded image; images have shape ", images.shape());
  }
  return shape;
}

void require_fused_layers(const std::vector<FusedLayer<Tensor>>& layers) {
  require(!layers.empty(), "an unfolded network needs at least one layer");
  const Shape& bank = layers[0].bank.shape();
  for (std::size_t k = 0; k < layers.size(); ++k) {
    require_shape(layers[k].bank, bank, concat("the filter bank of layer ", k));
    require_shape(layers[k].threshold, {1, bank[0], 1, 1}, concat("the threshold of layer ", k));
    const bool norm = k + 1 < layers.size() && layers[0].norm.has_value();
    require(layers[k].norm.has_value() == norm, "batch norms have to follow all layers but the last, or none; layer ",
            k, norm ? " has none" : " has one");
    if (!norm) continue;
    require_shape(layers[k].norm->weight, {bank[0]}, concat("the weight of batch norm ", k));
    require_shape(layers[k].norm->bias, {bank[0]}, concat("the bias of batch norm ", k));
  }
}

/// Batch norm makes every image wait for all others between layers; without it, a bundle of images goes
/// through all layers while it sits in the cache.
template <class Work, class AfterLayer>
void FusedCodes::for_each_bundle(const std::vector<Index>& layers, Work&& work, AfterLayer&& after_layer) {
  if (!has_norm(0)) {
    parallel_for(bundles_, [&](Index bundle) {
      for (Index k : layers) work(k, bundle);
    });
    return;
  }
  for (Index k : layers) {
    parallel_for(bundles_, [&](Index bundle) { work(k, bundle); });
    after_layer(k);
  }
}

FusedCodes::FusedCodes(const Tensor& images, std::vector<FusedLayer<Tensor>> layers, double eta,
                       const ConvolutionWindow& window, Index norms, CodeConsumer consume)
    : kernels_(simd::select<simd::UnfoldingKernels>()),
      layers_(std::move(layers)),
      eta_(eta),
      images_(images.extent(0)),
      bundles_(bundle_count(images.extent(0))),
      norms_(norms) {
  require_fused_layers(layers_);
  shape_ = fused_shape(images, layers_[0].bank, window);
  if (norms_ == 0) norms_ = shape_.filters;
  require(shape_.filters % norms_ == 0, norms_, " batch norms cannot be shared evenly by ", shape_.filters, " filters");
  require(!has_norm(0) || population() > 1,
          "batch norm of a single number has no variance; use a larger batch, or leave that image out");
  const Index K = layer_count();
  momentum_ = momenta(K);
  momentum_.back() = 0;  // u_K has no successor
  std::vector<Index> order;
  for (Index k = 0; k < K; ++k) {
    order.push_back(k);
    packed_.emplace_back(shape_, layers_[at(k)], eta, momentum_[at(k)]);
    if (k > 0 && !has_norm(k - 1)) packed_.back().set_code(momentum_[at(k) - 1], layers_[at(k) - 1], nullptr);
    residuals_.push_back(k ? lane_buffer(bundles_, shape_.padded_image_size()) : pack_lanes(images, window.padding));
    codes_.push_back(lane_buffer(bundles_, shape_.code_size()));
  }
  code_means_.resize(at(K));
  std::vector<simd::NormMoments> moments(at(bundles_ * shape_.filters));
  for_each_bundle(
      order,
      [&](Index k, Index bundle) {
        forward_bundle(k, bundle, has_norm(k) ? &moments[at(bundle * shape_.filters)] : nullptr);
        if (k + 1 == K) consume(bundle, code(bundle));
      },
      [&](Index k) {
        if (has_norm(k)) finish_statistics(k, moments);
      });
}

Index FusedCodes::images_of(Index bundle) const {
  return std::min(lane_count(), images_ - bundle * lane_count());
}

const float* FusedCodes::code(Index bundle) const {
  return codes_.back().data() + bundle * shape_.code_size() * kernels_.lanes;
}

double FusedCodes::population() const {
  return static_cast<double>(images_ * shape_.code[0] * shape_.code[1] * (shape_.filters / norms_));
}

/// Lanes beyond the last image do not count.
double FusedCodes::mean() const {
  const Index lanes = kernels_.lanes, size = shape_.code_size();
  std::vector<double> sums(at(bundles_));
  parallel_for(bundles_, [&](Index bundle) {
    const float* u = code(bundle);
    std::vector<double> by_lane(at(lanes));
    for (Index i = 0; i < size * lanes; i += lanes)
      for (Index lane = 0; lane < lanes; ++lane) by_lane[at(lane)] += u[i + lane];
    for (Index lane = 0; lane < images_of(bundle); ++lane) sums[at(bundle)] += by_lane[at(lane)];
  });
  double sum = 0;
  for (double part : sums) sum += part;
  return sum / (images_ * size);
}

void FusedCodes::produce_mean_gradient(Index bundle, float* du) const {
  const Index lanes = kernels_.lanes, used = images_of(bundle);
  const float each = static_cast<float>(mean_gradient_ / (images_ * shape_.code_size()));
  for (Index i = 0; i < shape_.code_size(); ++i)
    for (Index lane = 0; lane < used; ++lane) du[i * lanes + lane] += each;
}

float* FusedCodes::residual(Index layer, Index bundle) {
  return residuals_[at(layer)].data() + bundle * shape_.padded_image_size() * kernels_.lanes;
}

float* FusedCodes::code_after(Index layer, Index bundle) {
  return codes_[at(layer)].data() + bundle * shape_.code_size() * kernels_.lanes;
}

simd::CodesBefore FusedCodes::codes_before(Index layer, Index bundle) {
  return {layer > 0 ? code_after(layer - 1, bundle) : nullptr, layer > 1 ? code_after(layer - 2, bundle) : nullptr};
}

void FusedCodes::forward_bundle(Index layer, Index bundle, simd::NormMoments* moments) {
  const Scratch scratch(shape_);
  const simd::ForwardBundle buffers = {.codes = codes_before(layer, bundle),
                                       .y = residual(0, bundle),
                                       .r = residual(layer, bundle),
                                       .u = code_after(layer, bundle),
                                       .scratch = scratch.band};
  kernels_.forward(shape_, packed_[at(layer)].view(), buffers, images_of(bundle), moments);
}

/// Numbers of filters that share a batch norm become their mean.
void FusedCodes::average_over_orbits(std::vector<double>& numbers) const {
  const Index n = shape_.filters / norms_;
  if (n == 1) return;
  for (Index g = 0; g < norms_; ++g) {
    double sum = 0;
    for (Index i = 0; i < n; ++i) sum += numbers[at(i * norms_ + g)];
    for (Index i = 0; i < n; ++i) numbers[at(i * norms_ + g)] = sum / n;
  }
}

/// Mean and variance over all bundles, whose moments have origins of their own (Chan, Golub, LeVeque 1979).
void FusedCodes::finish_statistics(Index layer, const std::vector<simd::NormMoments>& moments) {
  NormStatistics statistics;
  for (Index f = 0; f < shape_.filters; ++f) {
    double count = 0, mean = 0, squares = 0, code_sum = 0;  // squares: sum of (x - mean)^2
    for (Index bundle = 0; bundle < bundles_; ++bundle) {
      const simd::NormMoments& part = moments[at(bundle * shape_.filters + f)];
      const double part_count = static_cast<double>(images_of(bundle) * shape_.code[0] * shape_.code[1]);
      const double distance = part.origin + part.sum / part_count - mean;
      const double total = count + part_count;
      squares += part.squares - part.sum * part.sum / part_count + distance * distance * count * part_count / total;
      mean += distance * part_count / total;
      count = total;
      code_sum += part.code_sum;
    }
    statistics.mean.push_back(mean);
    statistics.variance.push_back(std::max(0.0, squares / count));
    code_means_[at(layer)].push_back(code_sum / count);
  }
  // The variance of a union: the mean variance, and that of the means.
  std::vector<double> own_mean = statistics.mean;
  average_over_orbits(statistics.mean);
  average_over_orbits(code_means_[at(layer)]);
  for (std::size_t f = 0; f < own_mean.size(); ++f)
    statistics.variance[f] += (own_mean[f] - statistics.mean[f]) * (own_mean[f] - statistics.mean[f]);
  average_over_orbits(statistics.variance);
  packed_[at(layer) + 1].set_code(momentum_[at(layer)], layers_[at(layer)], &statistics);
  statistics_.push_back(std::move(statistics));
}

std::vector<FusedLayer<Tensor>> FusedCodes::backward(GradientProducer produce) {
  const Index K = layer_count(), F = shape_.filters;
  BackwardState state;
  state.dz = lane_buffer(bundles_, shape_.code_size());
  state.dzt = lane_buffer(bundles_, shape_.code_size());
  state.banks = Tensor::uninitialized({K, bundles_, simd::band_gradient_size(shape_)});
  state.thresholds.resize(at(K * bundles_ * F));
  state.norm_sums.resize(at(bundles_ * F * 2));
  state.norms.resize(at(K));

  std::vector<FusedLayer<Tensor>> gradients(at(K));
  std::vector<Index> order;
  for (Index k = K - 1; k >= 0; --k) order.push_back(k);
  for_each_bundle(
      order,
      [&](Index k, Index bundle) {
        float* dz = state.dz.data() + bundle * shape_.code_size() * kernels_.lanes;
        if (k == K - 1) produce(bundle, dz);
        if (k == K - 1 && mean_gradient_ != 0) produce_mean_gradient(bundle, dz);
        backward_bundle(k, bundle, state);
      },
      [&](Index k) {
        if (k > 0) finish_norm(k, state, gradients[at(k) - 1]);
      });
  for (Index k = 0; k < K; ++k) finish_layer(k, state, gradients[at(k)]);
  return gradients;
}

void FusedCodes::backward_bundle(Index layer, Index bundle, BackwardState& state) {
  const Index K = layer_count(), size = shape_.code_size() * kernels_.lanes;
  const Scratch scratch(shape_);
  float* dzt = state.dzt.data() + bundle * size;
  const simd::BackwardBundle buffers = {
      .codes = codes_before(layer, bundle),
      .r = residual(layer, bundle),
      .u = code_after(layer, bundle),
      .dz = state.dz.data() + bundle * size,
      .next_dzt = layer + 2 < K ? dzt : nullptr,
      .dzt = layer > 0 && layer + 1 < K ? dzt : nullptr,
      .next_momentum = layer + 1 < K ? static_cast<float>(momentum_[at(layer) + 1]) : 0.0f,
      .norm = state.norms[at(layer)],
      .db = scratch.db,
      .bank_sums = scratch.bank_sums,
      .scratch = scratch.band};
  const Index piece = layer * bundles_ + bundle;
  kernels_.backward(shape_, packed_[at(layer)].view(), buffers, images_of(bundle),
                    &state.thresholds[at(piece * shape_.filters)],
                    layer > 0 && has_norm(layer - 1) ? &state.norm_sums[at(bundle * shape_.filters * 2)] : nullptr);
  simd::reduce_band_gradient(shape_, scratch.bank_sums, state.banks.data() + piece * simd::band_gradient_size(shape_));
}

void FusedCodes::finish_norm(Index layer, BackwardState& state, FusedLayer<Tensor>& before) {
  const Index F = shape_.filters;
  std::vector<double> sums(at(2 * F));
  for (Index bundle = 0; bundle < bundles_; ++bundle)
    for (Index i = 0; i < 2 * F; ++i) sums[at(i)] += state.norm_sums[at(bundle * 2 * F + i)];
  before.norm = FusedNorm<Tensor>{Tensor::uninitialized({F}), Tensor::uninitialized({F})};
  for (Index f = 0; f < F; ++f) {
    before.norm->bias[f] = static_cast<float>(sums[at(2 * f)]);
    before.norm->weight[f] = static_cast<float>(sums[at(2 * f + 1)]);
  }
  for (Index part = 0; part < 2; ++part) {
    std::vector<double> of_filters(at(F));
    for (Index f = 0; f < F; ++f) of_filters[at(f)] = sums[at(2 * f + part)];
    average_over_orbits(of_filters);
    for (Index f = 0; f < F; ++f) sums[at(2 * f + part)] = of_filters[at(f)] * (F / norms_);
  }
  state.norms[at(layer) - 1] =
      packed_[at(layer)].norm_backward(sums.data(), population(), code_means_[at(layer) - 1],
                                       layer > 1 ? code_means_[at(layer) - 2] : std::vector<double>());
}

void FusedCodes::finish_layer(Index layer, const BackwardState& state, FusedLayer<Tensor>& gradients) const {
  const FusedLayer<Tensor>& values = layers_[at(layer)];
  const Index size = simd::band_gradient_size(shape_), F = shape_.filters;
  std::vector<double> planes(at(size)), bank(at(values.bank.count()));
  for (Index bundle = 0; bundle < bundles_; ++bundle)
    for (Index i = 0; i < size; ++i) planes[at(i)] += state.banks[(layer * bundles_ + bundle) * size + i];
  simd::unpack_band_gradient(shape_, planes.data(), bank.data());
  gradients.bank = Tensor::uninitialized(values.bank.shape());
  for (Index i = 0; i < values.bank.count(); ++i) gradients.bank[i] = static_cast<float>(eta_ * bank[at(i)]);
  gradients.threshold = Tensor::uninitialized(values.threshold.shape());
  for (Index f = 0; f < F; ++f) {
    simd::ThresholdSums sums = {0, 0, 0};
    for (Index bundle = 0; bundle < bundles_; ++bundle) {
      const simd::ThresholdSums& part = state.thresholds[at((layer * bundles_ + bundle) * F + f)];
      sums.passed += part.passed;
      sums.stopped += part.stopped;
      sums.active += part.active;
    }
    // The gradient of a filter's own batch norm sums to zero: passed = -stopped, and the one of fewer terms
    // has less rounding. A filter that is active everywhere gets an exact zero; Adam would make a step of any
    // other number.
    const bool fewer_stopped = has_norm(layer) && norms_ == F && sums.active > population() / 2;
    gradients.threshold[f] = static_cast<float>(-eta_ * (fewer_stopped ? -sums.stopped : sums.passed));
  }
}

}  // namespace lgn
