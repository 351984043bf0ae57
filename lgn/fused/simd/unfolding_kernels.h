// One unfolded layer for one bundle of images in lane layout, forward and backward, as a stream of rows.
//
// Letters as in lgn/unfolded_layer.h; sizes and layouts as in tensor/simd/convolution_kernels.h; stride 1.
// Of the forward pass only u and r are kept. The code z that a layer starts from is a combination of the two
// u before it, filter by filter (momentum and batch norm in one), and computed again whenever it is needed:
// that costs less than fetching it from memory. Rows pass through all operations of a layer while they sit
// in the second-level cache.
#pragma once

#include "tensor/simd/band_filters.h"

namespace lgn::simd {

/// now[f] u_k + before[f] u_k-1 + constant[f], for every filter; [F] each.
struct Combination {
  const float* now = nullptr;
  const float* before = nullptr;
  const float* constant = nullptr;
};

/// The numbers of layer k, as packed_layer.h lays them out.
struct LayerView {
  const float* bank;             // pack_band_filters
  const float* bank_transposed;  // pack_band_filters_transposed
  const float* threshold;        // eta lmbd_k, [F]
  float eta;
  float momentum;      // of the code that it makes: (1 + momentum) u_k+1 - momentum u_k, then batch norm
  Combination z;       // z_k; not used in the first layer, where z_0 = 0
  Combination normal;  // xhat_k, what the batch norm before this layer scales; null without batch norm
};

/// u_k-1, u_k [h,F,w] before a layer; null where they are zero: both before the first, u_k-1 before the
/// second.
struct CodesBefore {
  const float* now = nullptr;
  const float* before = nullptr;
};

struct ForwardBundle {
  CodesBefore codes;
  const float* y;  // the images, with border
  float* r;        // result: y - conv_transpose2d(z_k), with border; not used in the first, where r = y
  float* u;        // result: u_k+1 [h,F,w]; may be the u_k-1 before
  float* scratch;  // band_scratch_size()
};

/// Sums over one filter's code in one bundle: of x - origin and of its square, origin near the mean; and of
/// u_k+1, which x is a combination of.
struct NormMoments {
  float origin;
  double sum, squares, code_sum;
};

/// dL/dzt = gradient[f] dL/dz + code.now[f] u_k+1 + code.before[f] u_k + code.constant[f] + rest[f]: back
/// through the batch norm that makes z of the code zt. The rest, what the constant loses to rounding, makes
/// the sum over all entries vanish as it should. Null pointers: there is no batch norm, dL/dzt = dL/dz.
struct NormBackward {
  const float* gradient = nullptr;
  Combination code;
  const float* rest = nullptr;
};

/// Sums over one filter's code in one bundle: of dL/du_k+1 where u_k+1 > 0, which is the sum of dL/dv_k, and
/// elsewhere; and the number of entries of the first kind.
struct ThresholdSums {
  double passed, stopped, active;
};

struct BackwardBundle {
  CodesBefore codes;
  const float* r;         // what conv2d saw, with border; y itself in the first layer
  const float* u;         // u_k+1
  float* dz;              // in: gradient of z_k+1 (of u_K in the last layer); out: of z_k (of v_0 in the first)
  const float* next_dzt;  // gradient of z_k+2 before its batch norm; null in the last two layers
  float* dzt;             // out: gradient of z_k+1 before its batch norm; may be next_dzt, may be null
  float next_momentum;    // momentum of layer k + 1
  NormBackward norm;      // of z_k+1
  float* db;              // scratch with border: gradient of conv_transpose2d(z_k), over eta
  float* bank_sums;       // result: gradient of W_k over eta, as reduce_band_gradient wants it
  float* scratch;         // band_scratch_size()
};

/// One bundle of images each; `images` <= V lanes of it are in use, the others enter no sum.
struct UnfoldingKernels {
  Index lanes;

  /// Writes `moments` [F] of z_k+1 before its batch norm, unless null.
  void (*forward)(const LaneConvolution& shape, const LayerView& layer, const ForwardBundle& bundle, Index images,
                  NormMoments* moments);

  /// Writes threshold_sums [F]; with norm_sums [F][2] the sums of dL/dz_k and of
  /// dL/dz_k xhat_k, the gradients of batch norm's bias and weight.
  void (*backward)(const LaneConvolution& shape, const LayerView& layer, const BackwardBundle& bundle, Index images,
                   ThresholdSums* threshold_sums, double* norm_sums);

  /// u [h,F,w] -> pooled [P,F,P], adaptive average pooling.
  void (*pool)(const LaneConvolution& shape, Index pooled, const float* u, float* result);

  /// The gradient of `pool`: du [h,F,w] from the pooled gradient [P,F,P].
  void (*pool_backward)(const LaneConvolution& shape, Index pooled, const float* gradient, float* du);

  /// Entries of u [h,F,w] that are not zero, in the lanes in use.
  Index (*count_active)(const LaneConvolution& shape, const float* u, Index images);

  static const UnfoldingKernels scalar, neon, avx2, avx512;
};

}  // namespace lgn::simd
