// Lane layout: a different image in every lane of a vector.
//
// [N,C,H,W] becomes [ceil(N/V)][H][C][W][V] with V = the float lanes of the instruction set in use: image n
// is lane n mod V of bundle n / V. Weights are then the same for all lanes, any width fills a vector, and no
// lane ever meets another. Rows are outermost because kernels go down the rows of all channels at once
// (tensor/simd/convolution_kernels.h). Lanes beyond the last image hold zeros.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

/// V. Bundles packed under one instruction set mean nothing under another.
Index lane_count();

/// `count` vectors of V floats, not initialised: [count, V].
Tensor lane_vectors(Index count);

/// Bundles that N images make: ceil(N/V).
Index bundle_count(Index images);

/// Bundle `bundle` of x [N,C,H,W] -> lanes [H + 2 border[0]][C][W + 2 border[1]][V], zeros in the border.
void pack_bundle(const Tensor& x, Index bundle, const Index (&border)[2], float* lanes);

/// The inverse, for one bundle without border: writes the bundle's images of x [N,C,H,W].
void unpack_bundle(const float* lanes, Index bundle, Tensor& x);

/// All bundles in parallel: [N,C,H,W] -> [bundles, H + 2 border[0], C, W + 2 border[1], V].
Tensor pack_lanes(const Tensor& x, const Index (&border)[2]);

}  // namespace lgn
