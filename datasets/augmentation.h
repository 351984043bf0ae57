// Augmentation: training images mirrored, shifted and turned at random, anew in every epoch.
#pragma once

#include <cstdint>
#include <string>

#include "tensor/tensor.h"

namespace lgn {

struct Augmentation {
  bool flip = false;   // left to right, every image with probability 1/2
  bool shift = false;  // by up to 4 pixels along each axis (a quarter of smaller images), zeros where nothing
                       // comes from
  bool turn = false;   // by any angle around the centre; the nearest pixel where nothing comes from
};

/// From a list as "flip,shift", or "" (none). Error for another word, naming --augment.
Augmentation augmentation_from(const std::string& list);

/// Error where images of this size cannot be changed so.
void require_augmentable(const Augmentation& augmentation, Index rows, Index columns);

/// Changes images [B,C,H,W], as the network sees them, in place. What becomes of one follows from the seed,
/// the epoch and its position in the epoch (`first` + i) alone: the same bits for any number of threads, and
/// after a resumption.
void augment(Tensor& images, const Augmentation& augmentation, std::uint64_t seed, Index epoch, Index first);

}  // namespace lgn
