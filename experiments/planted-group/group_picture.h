// One planted group, found again, as a picture.
#pragma once

#include "experiments/common/planted/problem.h"
#include "experiments/common/plotting/canvas.h"

namespace lgn {

struct GroupPicture {
  Canvas picture;
  double cosine;  // of the group that was found with the planted one
};

/// Learns free filters on the problem's patches and finds the group in them (lgn/recovery), told its order n.
/// Shown: base filters b, one a row, their orbits A b .. A^n b, which is b again, and the matrix A.
GroupPicture draw_found_group(const ProblemSettings& settings);

}  // namespace lgn
