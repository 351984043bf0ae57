// The unfolded layers as a whole, in lane layout: forward with everything that the backward pass needs, and
// the backward pass. fused/unfolding.h puts it on a tape.
#pragma once

#include "lgn/fused/packed_layer.h"
#include "tensor/convolution.h"
#include "tensor/threads.h"

namespace lgn {

/// Extents of the convolution of a batch of images with a bank. Error unless images [N,C,H,W] and bank
/// [F,C,m,m] fit together.
simd::LaneConvolution fused_shape(const Tensor& images, const Tensor& bank, const ConvolutionWindow& window);

/// Error unless all layers have the shapes that the first one's bank implies, and batch norms are after all
/// layers but the last or after none.
void require_fused_layers(const std::vector<FusedLayer<Tensor>>& layers);

class FusedCodes {
 public:
  /// Receives u_K of one bundle of images, [h,F,w] vectors.
  using CodeConsumer = FunctionRef<void(Index bundle, const float* u)>;
  /// Writes the gradient of u_K of one bundle, [h,F,w] vectors.
  using GradientProducer = FunctionRef<void(Index bundle, float* du)>;

  /// images [N,C,H,W]; batch norms use the batch's own statistics, `norms` of them or (0) one for every
  /// filter: filters of equal index modulo `norms` are one population. Computes all codes; calls `consume`
  /// for every bundle, in parallel.
  FusedCodes(const Tensor& images, std::vector<FusedLayer<Tensor>> layers, double eta, const ConvolutionWindow& window,
             Index norms, CodeConsumer consume);

  const simd::LaneConvolution& shape() const { return shape_; }
  Index images() const { return images_; }
  /// Images of a bundle that are in use: V, or fewer in the last.
  Index images_of(Index bundle) const;
  /// u_K of one bundle.
  const float* code(Index bundle) const;
  /// Of the batch norms, in order; empty when there are none.
  const std::vector<NormStatistics>& statistics() const { return statistics_; }
  /// The mean of all entries of u_K.
  double mean() const;
  /// Adds dL/d(mean) to what backward() carries back.
  void add_mean_gradient(double gradient) { mean_gradient_ += gradient; }
  /// Numbers that each statistic is taken of: N h w, times the filters that share it.
  double population() const;

  /// The gradients of every layer. Once only: the state is used up.
  std::vector<FusedLayer<Tensor>> backward(GradientProducer produce);

 private:
  struct Scratch;
  struct BackwardState;
  template <class Work, class AfterLayer>
  void for_each_bundle(const std::vector<Index>& layers, Work&& work, AfterLayer&& after_layer);

  Index layer_count() const { return static_cast<Index>(layers_.size()); }
  bool has_norm(Index layer) const { return layers_[layer].norm.has_value(); }
  float* residual(Index layer, Index bundle);
  float* code_after(Index layer, Index bundle);
  simd::CodesBefore codes_before(Index layer, Index bundle);

  void forward_bundle(Index layer, Index bundle, simd::NormMoments* moments);
  void average_over_orbits(std::vector<double>& numbers) const;
  void finish_statistics(Index layer, const std::vector<simd::NormMoments>& moments);
  void produce_mean_gradient(Index bundle, float* du) const;
  void backward_bundle(Index layer, Index bundle, BackwardState& state);
  void finish_norm(Index layer, BackwardState& state, FusedLayer<Tensor>& before);
  void finish_layer(Index layer, const BackwardState& state, FusedLayer<Tensor>& gradients) const;

  simd::LaneConvolution shape_;
  const simd::UnfoldingKernels& kernels_;
  std::vector<FusedLayer<Tensor>> layers_;
  std::vector<PackedLayer> packed_;
  std::vector<NormStatistics> statistics_;
  std::vector<std::vector<double>> code_means_;  // of u_k+1, for every filter; empty without batch norm
  double eta_, mean_gradient_ = 0;
  std::vector<double> momentum_;  // of every layer
  Index images_, bundles_, norms_;
  std::vector<Tensor> residuals_;  // what each layer's conv2d saw, with border; the first is y
  std::vector<Tensor> codes_;      // u_1 .. u_K
};

}  // namespace lgn
