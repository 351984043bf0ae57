// Shapes to pixels: how much of each pixel a shape covers, then the colour mixed in by that share.
#include "experiments/common/plotting/canvas.h"

#include <algorithm>
#include <cmath>

#include "tensor/error.h"

namespace lgn {
namespace {

/// Farther out than any picture; keeps the arithmetic below away from overflow.
constexpr double far_away = 1e7;

/// The pixels [left, right) x [top, bottom), and what share of each is covered.
class Coverage {
 public:
  /// Those pixels of a canvas that a shape with these corners can touch.
  Coverage(const Canvas& canvas, Point low, Point high)
      : left(whole(std::floor(low.x), canvas.width())),
        top(whole(std::floor(low.y), canvas.height())),
        right(whole(std::ceil(high.x), canvas.width())),
        bottom(whole(std::ceil(high.y), canvas.height())),
        share_(static_cast<std::size_t>(std::max<Index>(right - left, 0) * std::max<Index>(bottom - top, 0))) {}

  float& operator()(Index x, Index y) { return share_[(y - top) * (right - left) + x - left]; }

  void paint(Canvas& canvas, Color color, double opacity) {
    for (Index y = top; y < bottom; ++y)
      for (Index x = left; x < right; ++x)
        if (const float share = (*this)(x, y); share > 0) canvas.mix(x, y, color, opacity * share);
  }

  const Index left, top, right, bottom;

 private:
  static Index whole(double edge, Index extent) {
    return static_cast<Index>(std::clamp(edge, 0.0, static_cast<double>(extent)));
  }

  std::vector<float> share_;
};

/// Distance from p to the segment between a and b.
double distance(Point p, Point a, Point b) {
  const double dx = b.x - a.x, dy = b.y - a.y, squared = dx * dx + dy * dy;
  const double along = squared > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / squared, 0.0, 1.0) : 0;
  const double x = p.x - a.x - along * dx, y = p.y - a.y - along * dy;
  return std::sqrt(x * x + y * y);
}

Point bounded(Point p) {
  return {std::clamp(p.x, -far_away, far_away), std::clamp(p.y, -far_away, far_away)};
}

/// How far from a line's middle the centre of a pixel may lie that its pen covers some of.
double reach_of(double pen) {
  return pen / 2 + 0.5;
}

/// A pixel is covered by as much as the pen's edge passes its centre by.
void cover_segment(Coverage& coverage, const Canvas& canvas, Point a, Point b, double pen) {
  const double reach = reach_of(pen);
  const Coverage box(canvas, {std::min(a.x, b.x) - reach, std::min(a.y, b.y) - reach},
                     {std::max(a.x, b.x) + reach, std::max(a.y, b.y) + reach});
  for (Index y = box.top; y < box.bottom; ++y)
    for (Index x = box.left; x < box.right; ++x) {
      const double gap = reach - distance({x + 0.5, y + 0.5}, a, b);
      float& share = coverage(x, y);
      share = std::max(share, static_cast<float>(std::clamp(gap, 0.0, std::min(pen, 1.0))));
    }
}

}  // namespace

Canvas::Canvas(Index width, Index height) : width_(width), height_(height) {
  require(width >= 1 && height >= 1 && width <= 20000 && height <= 20000, "a picture of ", width, " x ", height,
          " pixels; both have to be in 1 .. 20000");
  pixels_.assign(width * height, colors::white);
}

void Canvas::set(Index x, Index y, Color color) {
  if (x >= 0 && y >= 0 && x < width_ && y < height_) pixels_[y * width_ + x] = color;
}

void Canvas::mix(Index x, Index y, Color color, double amount) {
  if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
  const int share = static_cast<int>(std::lround(16 * std::clamp(amount, 0.0, 1.0)));
  const auto mixed = [share](int below, int above) {
    return static_cast<std::uint8_t>((below * (16 - share) + above * share + 8) / 16);
  };
  Color& pixel = pixels_[y * width_ + x];
  pixel = {mixed(pixel.red, color.red), mixed(pixel.green, color.green), mixed(pixel.blue, color.blue)};
}

void Canvas::fill(Index x, Index y, Index width, Index height, Color color, double opacity) {
  for (Index row = std::max<Index>(y, 0); row < std::min(y + height, height_); ++row)
    for (Index column = std::max<Index>(x, 0); column < std::min(x + width, width_); ++column)
      mix(column, row, color, opacity);
}

void Canvas::frame(Index x, Index y, Index width, Index height, Color color) {
  fill(x - 1, y - 1, width + 2, 1, color);
  fill(x - 1, y + height, width + 2, 1, color);
  fill(x - 1, y, 1, height, color);
  fill(x + width, y, 1, height, color);
}

void Canvas::stroke(const std::vector<Point>& points, double pen, Color color) {
  Point low{far_away, far_away}, high{-far_away, -far_away};
  const auto finite = [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); };
  for (const Point& point : points) {
    if (!finite(point)) continue;
    const Point p = bounded(point);
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  // Collected over the whole line, so that joints are not painted twice.
  const double reach = reach_of(pen);
  Coverage coverage(*this, {low.x - reach, low.y - reach}, {high.x + reach, high.y + reach});
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!finite(points[i])) continue;
    const bool joined = i + 1 < points.size() && finite(points[i + 1]);
    const bool reached = i > 0 && finite(points[i - 1]);
    if (joined)
      cover_segment(coverage, *this, bounded(points[i]), bounded(points[i + 1]), pen);
    else if (!reached)
      cover_segment(coverage, *this, bounded(points[i]), bounded(points[i]), pen);
  }
  coverage.paint(*this, color, 1);
}

void Canvas::fill_polygon(const std::vector<Point>& points, Color color, double opacity) {
  constexpr int lines = 8;  // scan lines through each row of pixels; along them, edges are exact
  Point low{far_away, far_away}, high{-far_away, -far_away};
  for (const Point& p : points) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) return;
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  Coverage coverage(*this, low, high);
  std::vector<double> crossings;
  for (Index line = coverage.top * lines; line < coverage.bottom * lines; ++line) {
    const double y = (line + 0.5) / lines;
    crossings.clear();
    for (std::size_t i = 0; i < points.size(); ++i) {
      const Point a = points[i], b = points[(i + 1) % points.size()];
      if ((a.y <= y) != (b.y <= y)) crossings.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
    }
    std::sort(crossings.begin(), crossings.end());
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
      const double from = std::max(crossings[i], static_cast<double>(coverage.left));
      const double to = std::min(crossings[i + 1], static_cast<double>(coverage.right));
      if (!(from < to)) continue;
      for (Index x = static_cast<Index>(from); x < to; ++x)
        coverage(x, line / lines) += static_cast<float>((std::min(to, x + 1.0) - std::max(from, x + 0.0)) / lines);
    }
  }
  coverage.paint(*this, color, opacity);
}

void Canvas::paste(const Canvas& picture, Index x, Index y) {
  for (Index row = 0; row < picture.height(); ++row)
    for (Index column = 0; column < picture.width(); ++column) set(x + column, y + row, picture(column, row));
}

}  // namespace lgn
