#include "lgn/fused/codes.h"

#include <algorithm>

#include "lgn/unfolded_layer.h"
#include "tensor/lanes.h"

namespace lgn {
namespace {

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

Tensor lane_buffer(Index groups, Index vectors) {
  return Tensor::uninitialized({groups, vectors, lane_count()});
}

/// Zeros around an image [padded H, C, padded W] of vectors.
void clear_border(const simd::LaneConvolution& shape, float* image) {
  const Index lanes = lane_count(), height = shape.padded(0), width = shape.padded(1);
  for (Index row = 0; row < height; ++row) {
    const bool outside = row < shape.padding[0] || row >= height - shape.padding[0];
    const Index margin = (outside ? width : shape.padding[1]) * lanes;
    for (Index c = 0; c < shape.channels; ++c, image += width * lanes) {
      std::fill_n(image, margin, 0.0f);
      std::fill_n(image + width * lanes - margin, margin, 0.0f);
    }
  }
}

}  // namespace

/// What a task needs for itself, in one block.
struct FusedCodes::Scratch {
  explicit Scratch(const simd::LaneConvolution& shape)
      : block(lane_buffer(1, 2 * shape.code_size() + shape.padded_image_size() +
                                 simd::band_packed_size(shape) + simd::band_scratch_size(shape))) {
    z = block.data();
    d = z + shape.code_size() * lane_count();
    db = d + shape.code_size() * lane_count();
    bank_sums = db + shape.padded_image_size() * lane_count();
    band = bank_sums + simd::band_packed_size(shape) * lane_count();
  }

  Tensor block;
  float *z, *d, *db, *bank_sums, *band;
};

struct FusedCodes::BackwardState {
  Tensor dz, dzt;                               // [groups][code], as BackwardGroup has them
  Tensor banks;                                 // [layers][groups][band_gradient_size]
  std::vector<double> norm_sums;                // [groups][F][2], of the layer at work
  std::vector<simd::ThresholdSums> thresholds;  // [layers][groups][F]
  std::vector<simd::NormBackward> norms;        // of z_k+1, for every layer k
};

simd::LaneConvolution fused_shape(const Tensor& images, const Tensor& bank, const ConvolutionWindow& window) {
  require(images.rank() == 4 && bank.rank() == 4 && images.extent(1) == bank.extent(1), "images of shape ",
          to_string(images.shape()), " and filters of shape ", to_string(bank.shape()),
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
    require(shape.kernel[axis] >= 1 && shape.code[axis] >= 1, "a kernel of shape ", to_string(bank.shape()),
            " is larger than the padded image; images have shape ", to_string(images.shape()));
  }
  return shape;
}

void require_fused_layers(const std::vector<FusedLayerValues>& layers) {
  require(!layers.empty(), "an unfolded network needs at least one layer");
  const Shape& bank = layers[0].bank.shape();
  for (std::size_t k = 0; k < layers.size(); ++k) {
    require_shape(layers[k].bank, bank, concat("the filter bank of layer ", k));
    require_shape(layers[k].threshold, {1, bank[0], 1, 1}, concat("the threshold of layer ", k));
    const bool norm = k + 1 < layers.size() && layers[0].has_norm();
    require(layers[k].has_norm() == norm,
            "batch norms have to follow all layers but the last, or none; layer ", k,
            norm ? " has none" : " has one");
    if (!norm) continue;
    require_shape(layers[k].norm_weight, {bank[0]}, concat("the weight of batch norm ", k));
    require_shape(layers[k].norm_bias, {bank[0]}, concat("the bias of batch norm ", k));
  }
}

/// Batch norm makes every image wait for all others between layers; without it, a group of images goes
/// through all layers while it sits in the cache.
template <class Work, class AfterLayer>
void FusedCodes::for_each_group(const std::vector<Index>& layers, Work&& work, AfterLayer&& after_layer) {
  if (!has_norm(0)) {
    parallel_for(groups_, [&](Index group) {
      for (Index k : layers) work(k, group);
    });
    return;
  }
  for (Index k : layers) {
    parallel_for(groups_, [&](Index group) { work(k, group); });
    after_layer(k);
  }
}

FusedCodes::FusedCodes(const Tensor& images, std::vector<FusedLayerValues> layers, double eta,
                       const ConvolutionWindow& window, Index norms, CodeConsumer consume)
    : kernels_(simd::select<simd::UnfoldingKernels>()),
      layers_(std::move(layers)),
      eta_(eta),
      images_(images.extent(0)),
      groups_(lane_groups(images.extent(0))),
      norms_(norms) {
  require_fused_layers(layers_);
  shape_ = fused_shape(images, layers_[0].bank, window);
  if (norms_ == 0) norms_ = shape_.filters;
  require(shape_.filters % norms_ == 0, norms_, " batch norms cannot be shared evenly by ", shape_.filters,
          " filters");
  require(!has_norm(0) || population() > 1,
          "batch norm of a single number has no variance; use a larger batch, or leave that image out");
  const Index K = layer_count();
  const std::vector<double> t = momentum_sequence(K);
  std::vector<Index> order;
  for (Index k = 0; k < K; ++k) {
    order.push_back(k);
    momentum_.push_back(k + 1 < K ? (t[at(k)] - 1) / t[at(k) + 1] : 0);  // u_K has no successor
    packed_.emplace_back(shape_, layers_[at(k)], eta, momentum_.back());
    if (k > 0 && !has_norm(k - 1)) packed_.back().set_code(momentum_[at(k) - 1], layers_[at(k) - 1], nullptr);
    residuals_.push_back(k ? lane_buffer(groups_, shape_.padded_image_size())
                           : pack_lanes(images, window.padding));
    codes_.push_back(lane_buffer(groups_, shape_.code_size()));
  }
  code_means_.resize(at(K));
  std::vector<simd::NormMoments> moments(at(groups_ * shape_.filters));
  for_each_group(
      order,
      [&](Index k, Index group) {
        forward_group(k, group, has_norm(k) ? &moments[at(group * shape_.filters)] : nullptr);
        if (k + 1 == K) consume(group, code(group));
      },
      [&](Index k) {
        if (has_norm(k)) finish_statistics(k, moments);
      });
}

Index FusedCodes::images_of(Index group) const {
  return std::min(lane_count(), images_ - group * lane_count());
}

const float* FusedCodes::code(Index group) const {
  return codes_.back().data() + group * shape_.code_size() * kernels_.lanes;
}

double FusedCodes::population() const {
  return static_cast<double>(images_ * shape_.code[0] * shape_.code[1] * (shape_.filters / norms_));
}

/// Lanes beyond the last image do not count.
double FusedCodes::mean() const {
  const Index lanes = kernels_.lanes, size = shape_.code_size();
  std::vector<double> sums(at(groups_));
  parallel_for(groups_, [&](Index group) {
    const float* u = code(group);
    std::vector<double> by_lane(at(lanes));
    for (Index i = 0; i < size * lanes; i += lanes) {
      for (Index lane = 0; lane < lanes; ++lane) by_lane[at(lane)] += u[i + lane];
    }
    for (Index lane = 0; lane < images_of(group); ++lane) sums[at(group)] += by_lane[at(lane)];
  });
  double sum = 0;
  for (double part : sums) sum += part;
  return sum / static_cast<double>(images_ * size);
}

void FusedCodes::produce_mean_gradient(Index group, float* du) const {
  const Index lanes = kernels_.lanes, used = images_of(group);
  const float each = static_cast<float>(mean_gradient_ / static_cast<double>(images_ * shape_.code_size()));
  for (Index i = 0; i < shape_.code_size(); ++i) {
    for (Index lane = 0; lane < used; ++lane) du[i * lanes + lane] += each;
  }
}

float* FusedCodes::residual(Index layer, Index group) {
  return residuals_[at(layer)].data() + group * shape_.padded_image_size() * kernels_.lanes;
}

float* FusedCodes::code_after(Index layer, Index group) {
  return codes_[at(layer)].data() + group * shape_.code_size() * kernels_.lanes;
}

simd::CodesBefore FusedCodes::codes_before(Index layer, Index group) {
  return {layer > 0 ? code_after(layer - 1, group) : nullptr,
          layer > 1 ? code_after(layer - 2, group) : nullptr};
}

void FusedCodes::forward_group(Index layer, Index group, simd::NormMoments* moments) {
  const Scratch scratch(shape_);
  if (layer > 0) clear_border(shape_, residual(layer, group));
  const simd::ForwardGroup buffers = {.codes = codes_before(layer, group),
                                      .y = residual(0, group),
                                      .z = scratch.z,
                                      .r = residual(layer, group),
                                      .u = code_after(layer, group),
                                      .scratch = scratch.band};
  kernels_.forward(shape_, packed_[at(layer)].kernel_view(), buffers, images_of(group), moments);
}

/// Numbers of filters that share a batch norm become their mean.
void FusedCodes::average_over_orbits(std::vector<double>& numbers) const {
  const Index n = shape_.filters / norms_;
  if (n == 1) return;
  for (Index g = 0; g < norms_; ++g) {
    double sum = 0;
    for (Index i = 0; i < n; ++i) sum += numbers[at(i * norms_ + g)];
    for (Index i = 0; i < n; ++i) numbers[at(i * norms_ + g)] = sum / static_cast<double>(n);
  }
}

/// Mean and variance over all groups, whose moments have origins of their own (Chan, Golub, LeVeque 1979).
void FusedCodes::finish_statistics(Index layer, const std::vector<simd::NormMoments>& moments) {
  NormStatistics statistics;
  for (Index f = 0; f < shape_.filters; ++f) {
    double count = 0, mean = 0, squares = 0, code_sum = 0;  // squares: sum of (x - mean)^2
    for (Index group = 0; group < groups_; ++group) {
      const simd::NormMoments& part = moments[at(group * shape_.filters + f)];
      const double part_count = static_cast<double>(images_of(group) * shape_.code[0] * shape_.code[1]);
      const double distance = part.origin + part.sum / part_count - mean;
      const double total = count + part_count;
      squares +=
          part.squares - part.sum * part.sum / part_count + distance * distance * count * part_count / total;
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

std::vector<FusedLayerGradients> FusedCodes::backward(GradientProducer produce) {
  const Index K = layer_count(), F = shape_.filters;
  BackwardState state;
  state.dz = lane_buffer(groups_, shape_.code_size());
  state.dzt = lane_buffer(groups_, shape_.code_size());
  state.banks = Tensor::uninitialized({K, groups_, simd::band_gradient_size(shape_)});
  state.thresholds.resize(at(K * groups_ * F));
  state.norm_sums.resize(at(groups_ * F * 2));
  state.norms.resize(at(K));

  std::vector<FusedLayerGradients> gradients(at(K));
  std::vector<Index> order;
  for (Index k = K - 1; k >= 0; --k) order.push_back(k);
  for_each_group(
      order,
      [&](Index k, Index group) {
        float* dz = state.dz.data() + group * shape_.code_size() * kernels_.lanes;
        if (k == K - 1) produce(group, dz);
        if (k == K - 1 && mean_gradient_ != 0) produce_mean_gradient(group, dz);
        backward_group(k, group, state);
      },
      [&](Index k) {
        if (k > 0) finish_norm(k, state, gradients[at(k) - 1]);
      });
  for (Index k = 0; k < K; ++k) finish_layer(k, state, gradients[at(k)]);
  return gradients;
}

void FusedCodes::backward_group(Index layer, Index group, BackwardState& state) {
  const Index K = layer_count(), size = shape_.code_size() * kernels_.lanes;
  const Scratch scratch(shape_);
  std::fill_n(scratch.bank_sums, simd::band_packed_size(shape_) * kernels_.lanes, 0.0f);
  clear_border(shape_, scratch.db);
  float* dzt = state.dzt.data() + group * size;
  const simd::BackwardGroup buffers = {
      .codes = codes_before(layer, group),
      .r = residual(layer, group),
      .u = code_after(layer, group),
      .dz = state.dz.data() + group * size,
      .next_dzt = layer + 2 < K ? dzt : nullptr,
      .dzt = layer > 0 && layer + 1 < K ? dzt : nullptr,
      .next_momentum = layer + 1 < K ? static_cast<float>(momentum_[at(layer) + 1]) : 0.0f,
      .norm = state.norms[at(layer)],
      .d = scratch.d,
      .db = scratch.db,
      .z = scratch.z,
      .bank_sums = scratch.bank_sums,
      .scratch = scratch.band};
  const Index piece = layer * groups_ + group;
  kernels_.backward(
      shape_, packed_[at(layer)].kernel_view(), buffers, images_of(group),
      &state.thresholds[at(piece * shape_.filters)],
      layer > 0 && has_norm(layer - 1) ? &state.norm_sums[at(group * shape_.filters * 2)] : nullptr);
  simd::reduce_band_gradient(shape_, scratch.bank_sums,
                             state.banks.data() + piece * simd::band_gradient_size(shape_));
}

void FusedCodes::finish_norm(Index layer, BackwardState& state, FusedLayerGradients& before) {
  const Index F = shape_.filters;
  std::vector<double> sums(at(2 * F));
  for (Index group = 0; group < groups_; ++group) {
    for (Index i = 0; i < 2 * F; ++i) sums[at(i)] += state.norm_sums[at(group * 2 * F + i)];
  }
  before.norm_bias = Tensor::uninitialized({F});
  before.norm_weight = Tensor::uninitialized({F});
  for (Index f = 0; f < F; ++f) {
    before.norm_bias[f] = static_cast<float>(sums[at(2 * f)]);
    before.norm_weight[f] = static_cast<float>(sums[at(2 * f + 1)]);
  }
  for (Index part = 0; part < 2; ++part) {
    std::vector<double> of_filters(at(F));
    for (Index f = 0; f < F; ++f) of_filters[at(f)] = sums[at(2 * f + part)];
    average_over_orbits(of_filters);
    for (Index f = 0; f < F; ++f)
      sums[at(2 * f + part)] = of_filters[at(f)] * static_cast<double>(F / norms_);
  }
  state.norms[at(layer) - 1] =
      packed_[at(layer)].norm_backward(sums.data(), population(), code_means_[at(layer) - 1],
                                       layer > 1 ? code_means_[at(layer) - 2] : std::vector<double>());
}

void FusedCodes::finish_layer(Index layer, const BackwardState& state, FusedLayerGradients& gradients) const {
  const FusedLayerValues& values = layers_[at(layer)];
  const Index size = simd::band_gradient_size(shape_), F = shape_.filters;
  std::vector<double> planes(at(size)), bank(at(values.bank.count()));
  for (Index group = 0; group < groups_; ++group) {
    for (Index i = 0; i < size; ++i) planes[at(i)] += state.banks[(layer * groups_ + group) * size + i];
  }
  simd::unpack_band_gradient(shape_, planes.data(), bank.data());
  gradients.bank = Tensor::uninitialized(values.bank.shape());
  for (Index i = 0; i < values.bank.count(); ++i) gradients.bank[i] = static_cast<float>(eta_ * bank[at(i)]);
  gradients.threshold = Tensor::uninitialized(values.threshold.shape());
  for (Index f = 0; f < F; ++f) {
    simd::ThresholdSums sums = {0, 0, 0};
    for (Index group = 0; group < groups_; ++group) {
      const simd::ThresholdSums& part = state.thresholds[at((layer * groups_ + group) * F + f)];
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
