// MNIST-1D: signals of length 40 in ten classes, made by Greydanus and Kobak, "Scaling down deep learning
// with MNIST-1D" (ICML 2024); and the pixels of any data set in another order.
#pragma once

#include "datasets/dataset.h"

namespace lgn {

/// The files of datasets/sample: .npy of int16 in units of 1/4096, [5000, 40], and of labels. The first 4,000
/// are the training part. Signals become images [N, 1, 1, 40]. Throws Error when a file holds something else.
Dataset parse_mnist1d(std::string signals, const std::string& signal_path, std::string labels,
                      const std::string& label_path);

/// The pixels of all images, of both parts, in one other order: a permutation that depends on height and
/// width alone, the same for all channels, position p taking the pixel of pixel_order(height, width)[p]. What
/// is near what can then only be found in the data.
Dataset with_shuffled_pixels(Dataset dataset);
Images with_shuffled_pixels(Images images);
std::vector<Index> pixel_order(Index height, Index width);

}  // namespace lgn
