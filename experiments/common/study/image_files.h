// Images of a data set as files that --train-images and --test-images take.
#pragma once

#include <string>

#include "datasets/dataset.h"

namespace lgn {

/// Writes FOLDER/PART-images.npy, bytes divided by 255, and FOLDER/PART-labels.npy.
void write_images(const std::string& folder, const std::string& part, const Images& images);

}  // namespace lgn
