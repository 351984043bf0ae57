// The patch experiment's data: patches at random places of images, and the same after a filter and a turn.
#pragma once

#include "tensor/random.h"
#include "tensor/tensor.h"

namespace lgn {

enum class PatchFilter { median, mean };

/// "median" or "mean".
const char* name(PatchFilter filter);

/// What a patch is turned into: rotate(filter(x), degrees); filter over a size x size window with reflected
/// borders, rotation to the nearest pixel, zero outside.
struct PatchTarget {
  PatchFilter filter;
  Index size;
  double degrees;
};

/// One channel of m x m patches at uniformly drawn places of uniformly drawn images, [count, d].
Tensor draw_patches(Random& random, const Tensor& images, Index channel, Index m, Index count);

struct PatchSets {
  std::vector<Tensor> train, held_out;  // of each channel, [count, d]
};

/// Patches for training from the first nine tenths of the images, held-out ones from the rest.
PatchSets draw_patch_sets(Random& random, const Tensor& images, Index m, Index train, Index held_out);

/// The target of every patch, [count, d].
Tensor targets_of(const Tensor& patches, const PatchTarget& target);

}  // namespace lgn
