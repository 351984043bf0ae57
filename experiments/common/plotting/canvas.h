// A picture in memory: RGB pixels, and the few shapes that figures are made of.
//
// Coordinates are in pixels from the top left corner; pixel (0, 0) covers [0, 1) x [0, 1), so its centre is
// (0.5, 0.5). Whatever lies outside the picture is not drawn. Shapes given in fractions of a pixel are
// anti-aliased; their edges mix in steps of 1/16, which the eye does not see and which keeps the number of
// different colours, and with it the file, small.
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/shape.h"

namespace lgn {

struct Color {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const Color&) const = default;
};

namespace colors {
inline constexpr Color white{255, 255, 255}, black{0, 0, 0};
inline constexpr Color ink{34, 34, 34};         // text
inline constexpr Color axis{102, 102, 102};     // frames and tick marks
inline constexpr Color divider{160, 160, 160};  // lines inside a picture
inline constexpr Color faint{226, 226, 226};    // grid lines
}  // namespace colors

struct Point {
  double x = 0, y = 0;
};

class Canvas {
 public:
  /// White. Throws Error unless both extents are in 1 .. 20000.
  Canvas(Index width, Index height);

  Index width() const { return width_; }
  Index height() const { return height_; }
  const Color& operator()(Index x, Index y) const { return pixels_[y * width_ + x]; }
  bool operator==(const Canvas&) const = default;

  /// Sets one pixel.
  void set(Index x, Index y, Color color);
  /// Mixes the colour into one pixel; `amount` from 0 to 1.
  void mix(Index x, Index y, Color color, double amount);

  /// All pixels of a rectangle.
  void fill(Index x, Index y, Index width, Index height, Color color, double opacity = 1);
  /// A border of one pixel just outside the rectangle.
  void frame(Index x, Index y, Index width, Index height, Color color);

  /// A line through the points with a round pen; one point gives a dot. A line through pixel centres with an
  /// odd width, or through pixel corners with an even one, is perfectly sharp. A point with a coordinate
  /// that is not finite breaks the line.
  void stroke(const std::vector<Point>& points, double pen, Color color);
  /// The inside of a closed polygon (where it overlaps itself, by the even-odd rule).
  void fill_polygon(const std::vector<Point>& points, Color color, double opacity = 1);
  void disc(Point center, double radius, Color color) { stroke({center}, 2 * radius, color); }

  /// Copies a picture, its top left corner to (x, y).
  void paste(const Canvas& picture, Index x, Index y);

 private:
  Index width_, height_;
  std::vector<Color> pixels_;
};

}  // namespace lgn
