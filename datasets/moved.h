// Images moved at random: what should not matter to whoever looks at them.
#pragma once

#include "datasets/dataset.h"
#include "tensor/names.h"

namespace lgn {

enum class Moves { none, quarter_turns, mirror };
template <>
inline constexpr auto names<Moves> = std::array{"none", "quarter-turns", "mirror"};

/// Every image moved by a random element: turned counter-clockwise by 0, 90, 180 or 270 degrees (quarter-turns), or
/// half of them mirrored left to right (mirror); all channels alike. Which element is drawn by a fixed seed, image
/// after image, so that data sets are the same in every run, and the first N images whatever N is. Error for turns of
/// images that are not square.
Dataset with_moved_images(Dataset dataset, Moves train, Moves test);

}  // namespace lgn
