// The sections of the page that `walk` writes: pictures, and beside each the equation and what to see.
#pragma once

#include <string>

#include "experiments/common/plotting/canvas.h"
#include "lgn/network.h"

namespace lgn {

/// A network's answer to one image, everything on its way, and the gradient of its loss.
struct Walk {
  Network& network;
  Tensor raw;    // the image as it came, [1, C, H, W]
  Tensor image;  // as the network sees it
  Index label;
  Tape tape = Tape();
  Prediction prediction = {};

  Walk(Network& network, Tensor raw, Tensor image, Index label);
};

/// Layer 0's group: a row for each base filter, its orbit B, AB, .. to A^n B, which is B again; and the
/// matrix A.
Canvas group_picture(Walk& walk);

/// All sections as HTML, in the order in which the image passes through the network.
std::string walk_sections(Walk& walk);

}  // namespace lgn
