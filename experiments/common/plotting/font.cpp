// Text: strokes of each character, fitted to the pixel grid, then drawn with a round pen.
#include "experiments/common/plotting/font.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <vector>

#include "experiments/common/plotting/font_glyphs.h"

namespace lgn {
namespace {

/// A character placed in a text; everything in pixels.
struct Placed {
  const Glyph* glyph;
  double pen;
  double unit_x, unit_y;  // of one unit of the design
  Index x, raised;        // of its origin, from the start of the base line
};

/// The next character's code point; U+FFFD for bytes that are not UTF-8.
char32_t next_character(std::string_view text, std::size_t& i) {
  const auto lead = static_cast<unsigned char>(text[i++]);
  if (lead < 0x80) return lead;
  const int following = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
  char32_t code = lead & (0x3f >> following);
  for (int k = 0; k < following; ++k) {
    if (i >= text.size() || (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return U'\ufffd';
    code = code << 6 | (static_cast<unsigned char>(text[i++]) & 0x3f);
  }
  return following ? code : U'\ufffd';
}

double pen_width(double size, bool bold) {
  return std::max(1.0, size * (bold ? 0.17 : 0.115));
}

/// Lays the characters out from x = 0 on; returns the width.
Index lay_out(std::string_view text, const TextStyle& style, std::vector<Placed>* placed) {
  Index x = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t code = next_character(text, i);
    const char32_t base = superscript_base(code);
    const double size = base ? std::max(std::round(0.66 * style.size), 6.0) : style.size;
    const double pen = pen_width(size, style.bold);
    const Glyph& glyph = find_glyph(base ? base : code);
    const double unit_x = size / cap_height;
    const double unit_y = (size - std::round(pen)) / cap_height;
    if (placed) placed->push_back({&glyph, pen, unit_x, unit_y, x, base ? std::lround(style.size - 0.58 * size) : 0});
    x += std::lround(glyph.advance * unit_x + 0.7 * (pen - pen_width(size, false)));
  }
  return x;
}

/// Pixel coordinate of a design coordinate: rounded such that an upright or level stroke fills whole pixels
/// as nearly as its width allows.
double fitted(long units, double unit, double pen) {
  return std::round(units * unit) + std::round(pen) / 2;
}

/// Appends a curve from the last point to `end`, drawn towards `control` (a parabola).
void append_curve(std::vector<Point>& line, Point control, Point end) {
  constexpr int pieces = 10;
  const Point start = line.back();
  for (int k = 1; k <= pieces; ++k) {
    const double t = static_cast<double>(k) / pieces, s = 1 - t;
    line.push_back({s * s * start.x + 2 * s * t * control.x + t * t * end.x,
                    s * s * start.y + 2 * s * t * control.y + t * t * end.y});
  }
}

Point read_point(const char*& c, const Placed& at) {
  char* rest = nullptr;
  const long x = std::strtol(c, &rest, 10), y = std::strtol(rest + 1, &rest, 10);
  c = rest;
  return {fitted(x, at.unit_x, at.pen), fitted(y, at.unit_y, at.pen)};
}

/// Hands each stroke of a glyph to `draw` as points in pixels, y upwards from the base line.
template <class Draw>
void for_each_stroke(const Placed& at, Draw&& draw) {
  std::vector<Point> stroke;
  std::optional<Point> control;
  for (const char* c = at.glyph->strokes; *c;) {
    const char kind = *c;
    if (kind == ' ' || kind == ';' || kind == '~') ++c;
    if (kind == ' ') continue;
    if (kind == ';') {
      draw(stroke);
      stroke.clear();
      continue;
    }
    const Point point = read_point(c, at);
    if (kind == '~') {
      control = point;
    } else if (control) {
      append_curve(stroke, *control, point);
      control.reset();
    } else {
      stroke.push_back(point);
    }
  }
  draw(stroke);
}

/// Draws the text; `place` turns (along the base line, up from it) into a point of the canvas.
template <class Place>
void draw_along(Canvas& canvas, std::string_view text, const TextStyle& style, Place&& place) {
  std::vector<Placed> characters;
  lay_out(text, style, &characters);
  for (const Placed& at : characters)
    for_each_stroke(at, [&](std::vector<Point> stroke) {
      for (Point& p : stroke) p = place(p.x + at.x, p.y + at.raised);
      canvas.stroke(stroke, at.pen, style.color);
    });
}

Index shift(Index width, Align align) {
  return align == Align::left ? 0 : align == Align::center ? width / 2 : width;
}

}  // namespace

Index text_width(std::string_view text, const TextStyle& style) {
  return lay_out(text, style, nullptr);
}

void draw_text(Canvas& canvas, Index x, Index y, std::string_view text, const TextStyle& style, Align align) {
  const Index start = x - shift(text_width(text, style), align);
  draw_along(canvas, text, style, [&](double along, double up) { return Point{start + along, y - up}; });
}

void draw_text_upwards(Canvas& canvas, Index x, Index y, std::string_view text, const TextStyle& style) {
  const Index start = y + shift(text_width(text, style), Align::center);
  draw_along(canvas, text, style, [&](double along, double up) { return Point{x - up, start - along}; });
}

}  // namespace lgn
