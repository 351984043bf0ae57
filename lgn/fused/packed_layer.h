// A layer in the order in which the kernels of the fused unfolding read it: filters packed for the bands, and
// a table of numbers for every filter in which momentum and batch norm are one combination of two codes.
#pragma once

#include <optional>
#include <vector>

#include "lgn/fused/simd/unfolding_kernels.h"
#include "tensor/tensor.h"

namespace lgn {

// What a layer of the fused unfolding consists of.

template <class Entry>
struct FusedNorm {
  Entry weight, bias;  // [F]
};

/// Layer k, and the batch norm of z_k+1 after it: values or their gradients (Entry = Tensor), or those on a
/// tape (Variable). Batch norms are after all layers but the last, or after none.
template <class Entry>
struct FusedLayer {
  Entry bank;       // W_k [F, C, m, m]
  Entry threshold;  // lmbd_k [1, F, 1, 1]
  std::optional<FusedNorm<Entry>> norm;
};

/// Mean and biased variance of every filter's code: of a batch, or the running ones.
struct NormStatistics {
  std::vector<double> mean, variance;
};

class PackedLayer {
 public:
  /// `momentum`: (t_k - 1) / t_k+1 of this layer.
  PackedLayer(const simd::LaneConvolution& shape, const FusedLayer<Tensor>& values, double eta, double momentum);

  /// How z_k comes from the two u before it: by the momentum of the layer before, and with batch norm by
  /// `values` of that layer and the statistics. Not needed for the first layer.
  void set_code(double momentum_before, const FusedLayer<Tensor>& before, const NormStatistics* statistics);

  /// Given the sums of dL/dz_k and dL/dz_k xhat_k over all `count` entries of every filter, [F][2], and the
  /// means of u_k and u_k-1 (empty: zero), [F]: how dL/dz_k goes back through the batch norm. Follows
  /// set_code with statistics.
  simd::NormBackward norm_backward(const double* sums, double count, const std::vector<double>& mean_now,
                                   const std::vector<double>& mean_before);

  const simd::LayerView& view() const { return view_; }

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
  simd::LayerView view_;
};

}  // namespace lgn
