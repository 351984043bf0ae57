// The typeface: each character as the strokes of a pen on a grid of units.
#pragma once

namespace lgn {

/// Heights in units above the base line: capitals 20, small letters 14; descenders reach to -6.
inline constexpr int cap_height = 20;

struct Glyph {
  char32_t code;
  int advance;  // to the next character's origin, in units
  /// Points "x,y" joined by lines; "~x,y" pulls the line from the point before to the point after it into
  /// a curve (a parabola); ";" lifts the pen. A single point is a dot.
  const char* strokes;
};

/// The glyph of a Unicode character; an empty box if there is none.
const Glyph& find_glyph(char32_t code);

/// The character that a superscript (such as U+00B2) raises; 0 if it is none.
char32_t superscript_base(char32_t code);

}  // namespace lgn
