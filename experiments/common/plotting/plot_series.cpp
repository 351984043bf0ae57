// Lines, points, bands and bars.
#include "experiments/common/plotting/plot_series.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "experiments/common/plotting/plot_style.h"

namespace lgn {
namespace {

using namespace plot_style;

/// The line in dashes; the pattern runs on around corners and starts anew after a break.
std::vector<std::vector<Point>> dashes(const std::vector<Point>& line) {
  constexpr double on = 9, off = 6;
  std::vector<std::vector<Point>> all;
  double done = 0;  // of the present dash or space
  bool drawing = true;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const Point a = line[i], b = line[i + 1];
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    if (!std::isfinite(length) || length > 1e5) {
      done = 0;
      drawing = true;
      continue;
    }
    for (double at = 0; at < length;) {
      const double step = std::min((drawing ? on : off) - done, length - at);
      const auto point = [&](double t) {
        return Point{a.x + (b.x - a.x) * t / length, a.y + (b.y - a.y) * t / length};
      };
      if (drawing && (done == 0 || all.empty())) all.push_back({point(at)});
      if (drawing) all.back().push_back(point(at + step));
      at += step;
      done += step;
      if (done < (drawing ? on : off) - 1e-9) continue;
      done = 0;
      drawing = !drawing;
    }
  }
  return all;
}

void draw_line(Canvas& area, const std::vector<Point>& line, bool dashed, Color color) {
  if (!dashed) return area.stroke(line, plot_style::line, color);
  for (const auto& dash : dashes(line)) area.stroke(dash, plot_style::line, color);
}

/// A shape of its own for every series, for those who do not see its colour.
void draw_point(Canvas& area, Point at, std::size_t series, Color color) {
  if (!std::isfinite(at.x) || !std::isfinite(at.y)) return;
  const auto shape = [&](std::vector<Point> corners, double radius, Color fill) {
    for (Point& corner : corners) corner = {at.x + radius * corner.x, at.y + radius * corner.y};
    area.fill_polygon(corners, fill);
  };
  static const std::array<std::vector<Point>, 3> corners = {{
      {{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}},
      {{0, -1.2}, {1.15, 0.85}, {-1.15, 0.85}},
      {{0, -1.3}, {1.3, 0}, {0, 1.3}, {-1.3, 0}},
  }};
  for (const auto& [radius, fill] : {std::pair{point_radius + 1.2, colors::white}, std::pair{point_radius, color}})
    if (series % 4 == 0)
      area.disc(at, radius, fill);
    else
      shape(corners[series % 4 - 1], radius, fill);
}

std::vector<Point> line_of(const std::vector<double>& xs, const std::vector<double>& ys, const Scale& x,
                           const Scale& y) {
  std::vector<Point> line;
  for (std::size_t i = 0; i < ys.size(); ++i) line.push_back({x(xs[i]), y(ys[i])});
  return line;
}

/// The space between low and high, piece by piece, so that gaps stay gaps.
void draw_band(Canvas& area, const Series& series, const Scale& x, const Scale& y, Color color) {
  const std::vector<Point> low = line_of(series.x, series.low, x, y), high = line_of(series.x, series.high, x, y);
  std::vector<Point> upper, lower;
  const auto finish = [&] {
    upper.insert(upper.end(), lower.rbegin(), lower.rend());
    if (upper.size() > 3) area.fill_polygon(upper, color, band_opacity);
    upper.clear();
    lower.clear();
  };
  for (std::size_t i = 0; i < low.size(); ++i) {
    if (std::isfinite(low[i].x + low[i].y + high[i].y)) {
      upper.push_back(high[i]);
      lower.push_back(low[i]);
    } else {
      finish();
    }
  }
  finish();
}

void draw_error_bars(Canvas& area, const Series& series, const Scale& x, const Scale& y, Color color) {
  constexpr double half_cap = 4;
  for (std::size_t i = 0; i < series.y.size(); ++i) {
    const double at = std::floor(x(series.x[i])) + 0.5, low = y(series.low[i]), high = y(series.high[i]);
    if (!std::isfinite(at + low + high)) continue;
    area.stroke({{at, low}, {at, high}}, thin_line, color);
    for (const double end : {low, high}) area.stroke({{at - half_cap, end}, {at + half_cap, end}}, thin_line, color);
  }
}

/// Bars stand on the bottom of the area or, where 0 is inside, on 0; neighbours share an edge.
void draw_bars(Canvas& area, const Series& series, const Scale& x, const Scale& y, Color color) {
  const auto height = static_cast<double>(area.height());
  const double zero = y(0), base = std::round(std::isfinite(zero) ? std::clamp(zero, 0.0, height) : height);
  for (std::size_t i = 0; i < series.y.size(); ++i) {
    const double left = x(series.x[i]), right = x(series.x[i + 1]), top = y(series.y[i]);
    if (!std::isfinite(left + right + top)) continue;
    const auto pixel = [](double at) { return static_cast<Index>(std::lround(std::clamp(at, -1e6, 1e6))); };
    const Index from = pixel(std::min(left, right)), to = pixel(std::max(left, right));
    const Index low = pixel(std::min(top, base)), high = pixel(std::max(top, base));
    area.fill(from, low, std::max<Index>(to - from, 1), high - low, color, bar_opacity);
    if (high > low) area.fill(from, top < base ? low : high - 1, std::max<Index>(to - from, 1), 1, color);
  }
}

bool has_points(const Series& s) {
  return s.mark == Mark::points || s.mark == Mark::line_and_points;
}
bool has_line(const Series& s) {
  return s.mark == Mark::line || s.mark == Mark::line_and_points;
}

/// What the legend shows beside a name.
void draw_sample(Canvas& canvas, const Series& series, std::size_t i, Color color, Index left, Index middle,
                 Index width) {
  const auto y = static_cast<double>(middle);
  const auto x = static_cast<double>(left), end = static_cast<double>(left + width);
  if (series.mark == Mark::bars) {
    canvas.fill(left + 2, middle - 6, width - 4, 12, color, bar_opacity);
    canvas.fill(left + 2, middle - 6, width - 4, 1, color);
  }
  if (has_line(series) && !series.low.empty() && !has_points(series))
    canvas.fill(left, middle - 6, width, 12, color, band_opacity);
  if (has_line(series)) draw_line(canvas, {{x + 1, y}, {end - 1, y}}, series.dashed, color);
  if (has_points(series)) draw_point(canvas, {(x + end) / 2, y}, i, color);
}

/// The colour of the i-th series.
Color series_color(const Plot& plot, std::size_t i) {
  return plot.series[i].color.value_or(line_color(static_cast<Index>(i)));
}

}  // namespace

void draw_series(Canvas& area, const Plot& plot, const Scale& x, const Scale& y) {
  const auto each = [&](auto&& draw) {
    for (std::size_t i = 0; i < plot.series.size(); ++i) draw(plot.series[i], i, series_color(plot, i));
  };
  each([&](const Series& s, std::size_t, Color color) {
    if (s.mark == Mark::bars)
      draw_bars(area, s, x, y, color);
    else if (!s.low.empty() && !has_points(s))
      draw_band(area, s, x, y, color);
  });
  each([&](const Series& s, std::size_t, Color color) {
    if (has_line(s)) draw_line(area, line_of(s.x, s.y, x, y), s.dashed, color);
  });
  each([&](const Series& s, std::size_t i, Color color) {
    if (!has_points(s)) return;
    if (!s.low.empty()) draw_error_bars(area, s, x, y, color);
    for (const Point& point : line_of(s.x, s.y, x, y)) draw_point(area, point, i, color);
  });
}

Canvas draw_legend(const Plot& plot) {
  constexpr Index sample = 26, row = 20, padding = 8;
  Index widest = 0, rows = 0;
  for (const Series& series : plot.series)
    if (!series.name.empty()) {
      widest = std::max(widest, text_width(series.name, text));
      ++rows;
    }
  if (rows == 0) return Canvas(1, 1);
  Canvas legend(2 * padding + sample + gap + widest, 2 * padding + rows * row - 4);
  legend.frame(1, 1, legend.width() - 2, legend.height() - 2, colors::faint);
  Index middle = padding + row / 2 - 2;
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    if (plot.series[i].name.empty()) continue;
    draw_sample(legend, plot.series[i], i, series_color(plot, i), padding, middle, sample);
    draw_text(legend, padding + sample + gap, middle + text.size / 2, plot.series[i].name, text);
    middle += row;
  }
  return legend;
}

void place_legend(Canvas& area, const Canvas& legend) {
  if (legend.width() == 1) return;
  const Index right = area.width() - legend.width() - gap, bottom = area.height() - legend.height() - gap;
  const auto hidden = [&](Index left, Index top) {
    Index pixels = 0;
    for (Index y = top; y < top + legend.height(); ++y)
      for (Index x = left; x < left + legend.width(); ++x)
        if (x >= 0 && y >= 0 && x < area.width() && y < area.height())
          pixels += area(x, y) != colors::white && area(x, y) != colors::faint;
    return pixels;
  };
  Point best;
  Index least = -1;
  for (const Index top : {gap, bottom, (gap + bottom) / 2})
    for (const Index left : {right, gap, (gap + right) / 2})
      if (const Index pixels = hidden(left, top); least < 0 || pixels < least) {
        least = pixels;
        best = {static_cast<double>(left), static_cast<double>(top)};
      }
  area.paste(legend, static_cast<Index>(best.x), static_cast<Index>(best.y));
}

}  // namespace lgn
