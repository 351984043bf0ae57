// The unfolded layers as a whole, in lane layout: forward with everything that the backward pass needs, and
// the backward pass. fused/unfolding.h puts it on a tape.
#pragma once

#include "lgn/fused/layer.h"
#include "tensor/convolution.h"
#include "tensor/threads.h"

namespace lgn {

/// What backward() returns for one layer; shapes as in FusedLayerValues.
struct FusedLayerGradients {
  Tensor bank, threshold;
  Tensor norm_weight, norm_bias;  // of the batch norm after the layer; empty where there is none
};

/// Extents of the convolution of a batch of images with a bank. Error unless images [N,C,H,W] and bank
/// [F,C,m,m] fit together.
simd::LaneConvolution fused_shape(const Tensor& images, const Tensor& bank, const ConvolutionWindow& window);

/// Error unless all layers have the shapes that the first one's bank implies, and batch norms are after all
/// layers but the last or after none.
void require_fused_layers(const std::vector<FusedLayerValues>& layers);

class FusedCodes {
 public:
  /// Receives u_K of one group of images, [h,F,w] vectors.
  using CodeConsumer = FunctionRef<void(Index group, const float* u)>;
  /// Writes the gradient of u_K of one group, [h,F,w] vectors.
  using GradientProducer = FunctionRef<void(Index group, float* du)>;

  /// images [N,C,H,W]; batch norms use the batch's own statistics, `norms` of them or (0) one for every
  /// filter: filters of equal index modulo `norms` are one population. Computes all codes; calls `consume`
  /// for every group, in parallel.
  FusedCodes(const Tensor& images, std::vector<FusedLayerValues> layers, double eta,
             const ConvolutionWindow& window, Index norms, CodeConsumer consume);

  const simd::LaneConvolution& shape() const { return shape_; }
  Index images() const { return images_; }
  /// Images of a group that are in use: V, or fewer in the last.
  Index images_of(Index group) const;
  /// u_K of one group.
  const float* code(Index group) const;
  /// Of the batch norms, in order; empty when there are none.
  const std::vector<NormStatistics>& statistics() const { return statistics_; }
  /// The mean of all entries of u_K.
  double mean() const;
  /// Adds dL/d(mean) to what backward() carries back.
  void add_mean_gradient(double gradient) { mean_gradient_ += gradient; }
  /// Numbers that each statistic is taken of: N h w, times the filters that share it.
  double population() const;

  /// The gradients of every layer. Once only: the state is used up.
  std::vector<FusedLayerGradients> backward(GradientProducer produce);

 private:
  struct Scratch;
  struct BackwardState;
  template <class Work, class AfterLayer>
  void for_each_group(const std::vector<Index>& layers, Work&& work, AfterLayer&& after_layer);

  Index layer_count() const { return static_cast<Index>(layers_.size()); }
  bool has_norm(Index layer) const { return layers_[static_cast<std::size_t>(layer)].has_norm(); }
  float* residual(Index layer, Index group);
  float* code_after(Index layer, Index group);
  simd::CodesBefore codes_before(Index layer, Index group);

  void forward_group(Index layer, Index group, simd::NormMoments* moments);
  void average_over_orbits(std::vector<double>& numbers) const;
  void finish_statistics(Index layer, const std::vector<simd::NormMoments>& moments);
  void produce_mean_gradient(Index group, float* du) const;
  void backward_group(Index layer, Index group, BackwardState& state);
  void finish_norm(Index layer, BackwardState& state, FusedLayerGradients& before);
  void finish_layer(Index layer, const BackwardState& state, FusedLayerGradients& gradients) const;

  simd::LaneConvolution shape_;
  const simd::UnfoldingKernels& kernels_;
  std::vector<FusedLayerValues> layers_;
  std::vector<PackedLayer> packed_;
  std::vector<NormStatistics> statistics_;
  std::vector<std::vector<double>> code_means_;  // of u_k+1, for every filter; empty without batch norm
  double eta_, mean_gradient_ = 0;
  std::vector<double> momentum_;  // of every layer
  Index images_, groups_, norms_;
  std::vector<Tensor> residuals_;  // what each layer's conv2d saw, with border; the first is y
  std::vector<Tensor> codes_;      // u_1 .. u_K
};

}  // namespace lgn
