// Text in a typeface of our own: a plain sans serif drawn with a round pen, sharp at every size.
//
// Characters: ASCII 32 .. 126 and, in UTF-8, the signs that the figures use (see font.cpp). Superscript
// digits are drawn from the ordinary ones, so that "10⁻³" may stand on an axis.
#pragma once

#include <string_view>

#include "experiments/common/plotting/canvas.h"

namespace lgn {

enum class Align { left, center, right };

struct TextStyle {
  int size = 12;  // height of a capital letter in pixels
  bool bold = false;
  Color color = colors::ink;
};

/// Width of the text in pixels.
Index text_width(std::string_view text, const TextStyle& style = {});

/// Draws text whose base line is at `y` and whose left end, middle or right end is at `x`.
/// A character that the typeface lacks is drawn as an empty box.
void draw_text(Canvas& canvas, Index x, Index y, std::string_view text, const TextStyle& style = {},
               Align align = Align::left);

/// The same turned by 90 degrees, reading upwards: the base line is the vertical line at `x`, and the text's
/// middle is at `y`.
void draw_text_upwards(Canvas& canvas, Index x, Index y, std::string_view text, const TextStyle& style = {});

}  // namespace lgn
