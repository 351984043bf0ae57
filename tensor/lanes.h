// Lane layout: a different image in every lane of a vector.
//
// [N,C,H,W] becomes [ceil(N/V)][H][C][W][V] with V = the float lanes of the instruction set in use: image n
// is lane n mod V of group n / V. Weights are then the same for all lanes, any width fills a vector, and no
// lane ever meets another. Rows are outermost because kernels go down the rows of all channels at once
// (tensor/simd/convolution_kernels.h). Lanes beyond the last image hold zeros.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

/// V. Groups packed under one instruction set mean nothing under another.
Index lane_count();

/// `count` vectors of V floats, not initialised: [count, V].
Tensor lane_vectors(Index count);

/// Groups that N images make: ceil(N/V).
Index lane_groups(Index images);

/// Group `group` of x [N,C,H,W] -> lanes [H + 2 border[0]][C][W + 2 border[1]][V], zeros in the border.
void pack_group(const Tensor& x, Index group, const Index (&border)[2], float* lanes);

/// The inverse, for one group without border: writes the group's images of x [N,C,H,W].
void unpack_group(const float* lanes, Index group, Tensor& x);

/// All groups in parallel: [N,C,H,W] -> [groups, H + 2 border[0], C, W + 2 border[1], V].
Tensor pack_lanes(const Tensor& x, const Index (&border)[2]);

/// [groups, H, C, W, V] -> the first `images` images, [N,C,H,W].
Tensor unpack_lanes(const Tensor& lanes, Index images);

}  // namespace lgn
