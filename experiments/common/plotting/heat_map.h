// A matrix as a picture: one coloured cell per number.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/common/plotting/color_map.h"

namespace lgn {

struct HeatMapOptions {
  std::string title = {};
  std::string row_label = {};     // what the rows are; reads upwards, left of them
  std::string column_label = {};  // what the columns are
  ColorMap map = ColorMap::diverging;
  std::optional<Range> range = {};  // else that of the finite entries, symmetric about 0 for the diverging map
  Index cell = 0;                   // pixels along the side of a cell; 0: so that the picture is about 500 wide
  Index block = 0;                  // a thin line after every so many rows and columns; 0: none
  bool indices = true;              // numbers the rows and columns from 0
  std::vector<std::string> row_names = {}, column_names = {};  // instead of the numbers, one each
  std::string color_bar_label = {};
};

/// Heat map of a matrix [rows, columns], row 0 on top. Entries that are not finite show in a colour of their
/// own, which the colour bar explains. Throws Error unless the matrix has rank 2 and at least one entry, and
/// as many rows and columns as there are names.
Canvas heat_map(const Tensor& matrix, const HeatMapOptions& options = {});

}  // namespace lgn
