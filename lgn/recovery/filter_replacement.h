// New filters for those that explain little, in the search of convolutional_dictionary.h.
//
// A filter may nearly be another one shifted by a pixel (two neighbours of a cyclic row shift are): the other
// one, where it is known, then explains all but a row, and filters of a single row come to stand for the
// rest. Those are told by their small activations; and what takes their place is the window that is explained
// worst together with the filter that stands about there, in short that filter corrected.
#pragma once

#include <vector>

#include "lgn/recovery/convolutional_coding.h"
#include "tensor/tensor.h"

namespace lgn {

// Windows of m x m pixels in images [N,H,W].

/// A window by its first pixel, and the sum of its squares.
struct Place {
  Index image, row, column;
  double energy;
};

/// The window of an image that holds most.
Place fullest_window(const TensorD& images, Index image, Index m);

/// Copies the m x m pixels at `place` to `filter`.
void copy_window(const TensorD& images, const Place& place, Index m, double* filter);

/// Replaces filters [F, m m] that are idle, doubled (shifted or not) or weak, given the codes of images and
/// their residual [N,H,W]. A filter that stands within `margin` pixels of a window is taken to be about
/// there. What the replaced filters explained goes from the codes back to the residual.
void replace_useless(TensorD& filters, std::vector<SparseMaps>& codes, TensorD& residual, Index margin);

}  // namespace lgn
