// The key of a colour map.
#include "experiments/common/plotting/color_bar.h"

#include <algorithm>
#include <cmath>

#include "experiments/common/plotting/plot_style.h"
#include "experiments/common/plotting/ticks.h"

namespace lgn {
namespace {

using namespace plot_style;

constexpr Index bar_width = 16, number_gap = 5, key_height = 32;

}  // namespace

Canvas color_bar(Index height, const ColorBarOptions& options) {
  const Index bar = std::max<Index>(height - (options.explain_no_number ? key_height : 0), 2);
  const Ticks ticks = linear_ticks(options.range, static_cast<int>(std::clamp<Index>(bar / 28, 3, 10)));
  std::string label = options.label;
  if (!ticks.factor.empty()) label += label.empty() ? ticks.factor : " (" + ticks.factor + ")";

  Index numbers = options.explain_no_number ? text_width("NaN", text) : 0;
  for (const Tick& tick : ticks.marks) numbers = std::max(numbers, text_width(tick.label, text));
  const Index label_space = label.empty() ? 0 : number_gap + 4 + text.size + 4;
  Canvas canvas(1 + bar_width + 1 + tick_length + number_gap + numbers + label_space, height + 2 * color_bar_overhang);

  const Index left = 1, top = color_bar_overhang, numbers_left = left + bar_width + 1 + tick_length + number_gap;
  for (Index y = 0; y < bar; ++y) canvas.fill(left, top + y, bar_width, 1, color_at(options.map, 1 - (y + 0.5) / bar));
  canvas.frame(left, top, bar_width, bar, colors::axis);
  for (const Tick& tick : ticks.marks) {
    const double position = position_in(options.range, tick.value);
    const Index y = top + std::clamp<Index>(std::lround((1 - position) * bar - 0.5), 0, bar - 1);
    canvas.fill(left + bar_width + 1, y, tick_length, 1, colors::axis);
    draw_text(canvas, numbers_left, y + (text.size + 1) / 2, tick.label, text);
  }
  if (options.explain_no_number) {
    const Index y = top + height - bar_width;
    canvas.fill(left, y, bar_width, bar_width, not_a_number);
    canvas.frame(left, y, bar_width, bar_width, colors::axis);
    draw_text(canvas, numbers_left, y + (bar_width + text.size) / 2, "NaN", text);
  }
  if (!label.empty()) draw_text_upwards(canvas, canvas.width() - 5, top + bar / 2, label, text);
  return canvas;
}

}  // namespace lgn
