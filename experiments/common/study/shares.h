// A share of the training images, and for how long it is trained on.
#pragma once

#include <string>

#include "experiments/common/training/training_settings.h"

namespace lgn {

/// "100", "10", "0.5": the share of the images in per cent.
std::string share_text(double fraction);

/// How many images there are for training, within --limit-train.
Index training_images(const DataSettings& settings);

/// At least one.
Index images_of_share(double fraction, Index images);

/// Fewer images get more epochs, so that the steps fall only with the square root of their number.
Index epochs_for_share(double fraction, Index epochs);

}  // namespace lgn
