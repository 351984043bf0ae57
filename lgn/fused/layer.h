// The numbers of one layer in the order in which the kernels of the fused unfolding read them.
#pragma once

#include <vector>

#include "lgn/fused/simd/unfolding_kernels.h"
#include "tensor/tensor.h"

namespace lgn {

/// Mean and biased variance of every filter's code: of a batch, or the running ones.
struct NormStatistics {
  std::vector<double> mean, variance;
};

/// The numbers of layer k, and of the batch norm that follows it.
struct FusedLayerValues {
  Tensor bank;                    // W_k [F, C, m, m]
  Tensor threshold;               // lmbd_k [1, F, 1, 1]
  Tensor norm_weight, norm_bias;  // [F]; empty: no batch norm

  bool has_norm() const { return norm_weight.count() > 0; }
};

class PackedLayer {
 public:
  /// `momentum`: (t_k - 1) / t_k+1 of this layer.
  PackedLayer(const simd::LaneConvolution& shape, const FusedLayerValues& values, double eta,
              double momentum);

  /// How z_k comes from the two u before it: by the momentum of the layer before, and with batch norm by
  /// `values` of that layer and the statistics. Not needed for the first layer.
  void set_code(double momentum_before, const FusedLayerValues& before, const NormStatistics* statistics);

  /// Given the sums of dL/dz_k and dL/dz_k xhat_k over all `count` entries of every filter, [F][2], and the
  /// means of u_k and u_k-1 (empty: zero), [F]: how dL/dz_k goes back through the batch norm. Follows
  /// set_code with statistics.
  simd::NormBackward norm_backward(const double* sums, double count, const std::vector<double>& mean_now,
                                   const std::vector<double>& mean_before);

  const simd::UnfoldedLayer& kernel_view() const { return view_; }

 private:
  enum Row {
    threshold,
    now,
    before,
    constant,
    normal_now,
    normal_before,
    normal_constant,
    gradient,
    back_now,
    back_before,
    back_constant,
    back_rest,
    rows
  };
  float* row(Row which) { return table_.data() + which * filters_; }

  Index filters_;
  Tensor bank_, bank_transposed_;
  Tensor table_;  // [rows][F]
  simd::UnfoldedLayer view_;
};

}  // namespace lgn
