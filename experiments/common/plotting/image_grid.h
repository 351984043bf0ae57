// Many small images on one sheet: filter banks, learned actions, codes, images beside their reconstructions.
#pragma once

#include <string>
#include <vector>

#include "experiments/common/plotting/canvas.h"
#include "experiments/common/plotting/color_map.h"

namespace lgn {

struct ImageGridOptions {
  std::string title = {};
  Index columns = 0;                            // 0: about as many as rows
  std::vector<std::string> row_labels = {};     // none or one for each row
  std::vector<std::string> column_labels = {};  // none or one for each column
  ColorMap map = ColorMap::gray;                // of images with one channel
  bool common_scale = true;                     // one scale for all images; else each has its own
  bool symmetric = false;  // scale from -m to m, so that 0 is the middle; the diverging map always has it
  Index enlarge = 0;       // pixels along the side of a value; 0: so that the sheet is about 1000 wide
  bool color_bar = false;  // only for one channel and a common scale
};

/// A sheet of images [N, C, height, width], row by row from the top left. One channel goes through the colour
/// map; three are red, green and blue on one joint scale. Pixels are enlarged to squares, never smoothed.
/// Values that are not finite show in a colour of their own.
/// Throws Error unless C is 1 or 3, there is an image, and labels are as many as they should be.
Canvas image_grid(const Tensor& images, const ImageGridOptions& options = {});

/// The i-th images of several tensors [N, C, height, width] one after the other: all first ones, then all
/// second ones, and so on; for sheets with a column for each tensor.
Tensor side_by_side(const std::vector<Tensor>& tensors);

/// Pictures row by row, with a title above all (may be empty).
/// Throws Error unless there is a picture and columns >= 1.
Canvas panels(const std::vector<Canvas>& pictures, Index columns, const std::string& title = {});

}  // namespace lgn
