// Plots: the area with its series, then axes, labels, title and legend around it.
#include "experiments/common/plotting/plot.h"

#include <algorithm>
#include <cmath>

#include "experiments/common/plotting/plot_axes.h"
#include "experiments/common/plotting/plot_series.h"
#include "experiments/common/plotting/plot_style.h"
#include "tensor/error.h"

namespace lgn {
namespace {

using namespace plot_style;

void check(const Plot& plot) {
  require(!plot.series.empty(), "a plot \"", plot.title, "\" without a series; expected at least one");
  for (const Series& s : plot.series) {
    const std::size_t x = s.mark == Mark::bars ? s.y.size() + 1 : s.y.size();
    require(s.x.size() == x && s.low.size() == s.high.size() && (s.low.empty() || s.low.size() == s.y.size()),
            "a series \"", s.name, "\" of ", s.x.size(), " x, ", s.y.size(), " y, ", s.low.size(), " low and ",
            s.high.size(), " high; expected equally many (bars: one x more; low and high may be absent)");
  }
}

Range range_along(const Plot& plot, bool horizontal) {
  std::vector<double> values;
  bool bars = false;
  for (const Series& s : plot.series) {
    const auto add = [&](const std::vector<double>& more) { values.insert(values.end(), more.begin(), more.end()); };
    add(horizontal ? s.x : s.y);
    if (!horizontal) add(s.low), add(s.high);
    bars = bars || s.mark == Mark::bars;
  }
  return axis_range(horizontal ? plot.x : plot.y, values, bars && !horizontal);
}

/// The part inside the axes, in pixels of the picture.
struct Area {
  Index left, top, width, height;
};

Area lay_out(const Plot& plot, bool x_factor, const Ticks& y_ticks, Index legend_width) {
  Index left = margin + tick_length + gap, top = margin, bottom = margin + tick_length + gap + text.size;
  Index widest = 0;
  for (const Tick& tick : y_ticks.marks) widest = std::max(widest, text_width(tick.label, text));
  left += widest;
  if (!plot.y.label.empty()) left += text.size + 2 * gap;
  if (!plot.title.empty()) top += title.size + 15;
  if (!y_ticks.factor.empty()) top += text.size + gap;
  if (!plot.x.label.empty() || x_factor) bottom += text.size + 2 * gap;
  const Area area{left, top, plot.width - left - right_margin - legend_width, plot.height - top - bottom};
  require(area.width >= 40 && area.height >= 40, "a plot of ", plot.width, " x ", plot.height,
          " pixels leaves no room inside its labels; make it larger");
  return area;
}

Index pixel(double at, Index extent) {
  return std::clamp<Index>(static_cast<Index>(std::floor(at)), 0, extent - 1);
}

void draw_x_axis(Canvas& canvas, const Plot& plot, const Area& at, const Ticks& ticks, const Scale& x) {
  const Index bottom = at.top + at.height;
  canvas.fill(at.left - 1, bottom, at.width + 1, 1, colors::axis);
  for (const Tick& tick : ticks.marks) {
    const Index column = at.left + pixel(x(tick.value), at.width);
    canvas.fill(column, bottom + 1, 1, tick.label.empty() ? tick_length / 2 : tick_length, colors::axis);
    draw_text(canvas, column, bottom + tick_length + gap + text.size, tick.label, text, Align::center);
  }
  const Index base = bottom + tick_length + 3 * gap + 2 * text.size;
  draw_text(canvas, at.left + at.width / 2, base, plot.x.label, text, Align::center);
  draw_text(canvas, at.left + at.width, base, ticks.factor, text, Align::right);
}

void draw_y_axis(Canvas& canvas, const Plot& plot, const Area& at, const Ticks& ticks, const Scale& y) {
  canvas.fill(at.left - 1, at.top, 1, at.height, colors::axis);
  for (const Tick& tick : ticks.marks) {
    const Index row = at.top + pixel(y(tick.value), at.height);
    const Index length = tick.label.empty() ? tick_length / 2 : tick_length;
    canvas.fill(at.left - 1 - length, row, length, 1, colors::axis);
    draw_text(canvas, at.left - tick_length - gap, row + (text.size + 1) / 2, tick.label, text, Align::right);
  }
  draw_text(canvas, at.left, at.top - gap - 2, ticks.factor, text, Align::left);
  draw_text_upwards(canvas, margin + text.size, at.top + at.height / 2, plot.y.label, text);
}

void draw_grid(Canvas& area, const Ticks& x_ticks, const Ticks& y_ticks, const Scale& x, const Scale& y) {
  for (const Tick& tick : x_ticks.marks)
    if (!tick.label.empty()) area.fill(pixel(x(tick.value), area.width()), 0, 1, area.height(), colors::faint);
  for (const Tick& tick : y_ticks.marks)
    if (!tick.label.empty()) area.fill(0, pixel(y(tick.value), area.height()), area.width(), 1, colors::faint);
}

}  // namespace

Canvas draw_plot(const Plot& plot) {
  check(plot);
  const Range x_range = range_along(plot, true), y_range = range_along(plot, false);
  const Canvas legend = draw_legend(plot);
  const bool x_factor = !axis_ticks(plot.x, x_range, plot.width, true).factor.empty();
  const Ticks y_ticks = axis_ticks(plot.y, y_range, plot.height - 100, false);
  const Area at = lay_out(plot, x_factor, y_ticks, plot.legend == Legend::right ? legend.width() : 0);
  const Ticks x_ticks = axis_ticks(plot.x, x_range, at.width, true);
  const Scale x(plot.x, x_range, 0, static_cast<double>(at.width));
  const Scale y(plot.y, y_range, static_cast<double>(at.height), 0);

  Canvas area(at.width, at.height);
  draw_grid(area, x_ticks, y_ticks, x, y);
  draw_series(area, plot, x, y);
  if (plot.legend == Legend::inside) place_legend(area, legend);

  Canvas canvas(std::max(plot.width, at.left + text_width(plot.title, title) + margin), plot.height);
  canvas.paste(area, at.left, at.top);
  draw_x_axis(canvas, plot, at, x_ticks, x);
  draw_y_axis(canvas, plot, at, y_ticks, y);
  draw_text(canvas, at.left, margin + title.size, plot.title, title);
  if (plot.legend == Legend::right) canvas.paste(legend, at.left + at.width + gap, at.top);
  return canvas;
}

}  // namespace lgn
