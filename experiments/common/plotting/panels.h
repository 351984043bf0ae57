// Several pictures as one.
#pragma once

#include <string>
#include <vector>

#include "experiments/common/plotting/canvas.h"

namespace lgn {

/// Pictures row by row, with a title above all (may be empty).
/// Throws Error unless there is a picture and columns >= 1.
Canvas panels(const std::vector<Canvas>& pictures, Index columns, const std::string& title = {});

}  // namespace lgn
