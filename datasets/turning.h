// A plane of pixels turned around its centre.
#pragma once

#include <cmath>

#include "tensor/shape.h"

namespace lgn {

/// What stands at (row, column) once the plane is turned counter-clockwise by the angle with this cosine and sine,
/// interpolated between the four pixels around the place it comes from. pixel(r, c) also says what is outside.
template <class Pixel>
double turned_pixel(const Pixel& pixel, Index rows, Index columns, double cosine, double sine, Index row,
                    Index column) {
  const double centre_row = 0.5 * (rows - 1), centre_column = 0.5 * (columns - 1);
  // Where this pixel comes from: turned back, clockwise. Rows count downwards.
  const double x = column - centre_column, y = centre_row - row;
  const double source_column = centre_column + cosine * x + sine * y;
  const double source_row = centre_row - (cosine * y - sine * x);
  const double left = std::floor(source_column), top = std::floor(source_row);
  const double right_share = source_column - left, bottom_share = source_row - top;
  const auto c = static_cast<Index>(left), r = static_cast<Index>(top);
  const double upper = (1 - right_share) * pixel(r, c) + right_share * pixel(r, c + 1);
  const double lower = (1 - right_share) * pixel(r + 1, c) + right_share * pixel(r + 1, c + 1);
  return (1 - bottom_share) * upper + bottom_share * lower;
}

}  // namespace lgn
