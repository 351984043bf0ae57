// Heat maps: cells, then frame, numbers, title and colour bar around them.
#include "experiments/common/plotting/heat_map.h"

#include <algorithm>
#include <cmath>

#include "experiments/common/plotting/color_bar.h"
#include "experiments/common/plotting/plot_style.h"
#include "experiments/common/plotting/ticks.h"

namespace lgn {
namespace {

using namespace plot_style;

/// Rows or columns to be marked: all by their names, else blocks by number, else round numbers.
Ticks numbering(Index extent, Index block, const std::vector<std::string>& names) {
  Ticks named;
  for (const std::string& name : names) named.marks.push_back({static_cast<double>(named.marks.size()), name});
  if (!names.empty()) return named;
  const auto last = static_cast<double>(std::max<Index>(extent - 1, 1));
  const Ticks round = linear_ticks({0, last}, 8);
  const Index step = block ? block : std::max<Index>(1, std::lround(round.marks.at(1).value));
  return index_ticks(extent - 1, step);
}

/// Everything's place in the picture, in pixels.
struct MapLayout {
  Index cell, left, top, width, height;  // of a cell; of all cells
};

MapLayout lay_out(Index rows, Index columns, const HeatMapOptions& options) {
  const Index cell = options.cell ? options.cell : std::clamp<Index>(500 / std::max(rows, columns), 1, 36);
  Index left = margin, top = margin;
  if (!options.row_label.empty()) left += text.size + 2 * gap;
  if (options.indices) {
    Index widest = text_width(std::to_string(rows - 1), text);
    for (const std::string& name : options.row_names) widest = std::max(widest, text_width(name, text));
    left += widest + gap + tick_length;
  }
  if (!options.title.empty()) top += title.size + title_gap;
  return {cell, left, top, cell * columns, cell * rows};
}

void draw_cells(Canvas& canvas, const Tensor& matrix, const MapLayout& at, const Range& range, ColorMap map) {
  for (Index row = 0; row < matrix.extent(0); ++row)
    for (Index column = 0; column < matrix.extent(1); ++column)
      canvas.fill(at.left + column * at.cell, at.top + row * at.cell, at.cell, at.cell,
                  color_at(map, position_in(range, matrix(row, column))));
}

void draw_blocks(Canvas& canvas, Index rows, Index columns, const MapLayout& at, Index block) {
  for (Index row = block; row < rows; row += block)
    canvas.fill(at.left, at.top + row * at.cell, at.width, 1, colors::divider);
  for (Index column = block; column < columns; column += block)
    canvas.fill(at.left + column * at.cell, at.top, 1, at.height, colors::divider);
}

void draw_indices(Canvas& canvas, Index rows, Index columns, const MapLayout& at, const HeatMapOptions& options) {
  const Index bottom = at.top + at.height + 1, left = at.left - 1 - tick_length;
  for (const Tick& tick : numbering(rows, options.block, options.row_names).marks) {
    const Index y = at.top + static_cast<Index>(tick.value) * at.cell + at.cell / 2;
    canvas.fill(left, y, tick_length, 1, colors::axis);
    draw_text(canvas, left - gap + 1, y + text.size / 2, tick.label, text, Align::right);
  }
  for (const Tick& tick : numbering(columns, options.block, options.column_names).marks) {
    const Index x = at.left + static_cast<Index>(tick.value) * at.cell + at.cell / 2;
    canvas.fill(x, bottom, 1, tick_length, colors::axis);
    draw_text(canvas, x, bottom + tick_length + gap + text.size, tick.label, text, Align::center);
  }
}

}  // namespace

Canvas heat_map(const Tensor& matrix, const HeatMapOptions& options) {
  require(matrix.rank() == 2 && matrix.count() > 0, "a heat map of a tensor of shape ", matrix.shape(),
          "; expected a matrix [rows, columns] with at least one entry");
  const Index rows = matrix.extent(0), columns = matrix.extent(1);
  for (const auto& [names, extent] : {std::pair{options.row_names, rows}, std::pair{options.column_names, columns}})
    require(names.empty() || static_cast<Index>(names.size()) == extent, names.size(), " names for ", extent,
            " rows or columns of a heat map");
  const Range range = options.range.value_or(range_of(matrix, options.map == ColorMap::diverging));
  const MapLayout at = lay_out(rows, columns, options);
  Index right = at.left + at.width + 1, bottom = at.top + at.height + 1;
  if (options.indices) bottom += tick_length + gap + text.size;
  if (!options.column_label.empty()) bottom += 2 * gap + text.size;

  const bool gaps = !std::all_of(matrix.begin(), matrix.end(), [](float x) { return std::isfinite(x); });
  const Canvas bar = color_bar(std::max<Index>(at.height, 80), {options.map, range, options.color_bar_label, gaps});
  right += 3 * gap + bar.width();
  bottom = std::max(bottom, at.top + bar.height() - color_bar_overhang);
  right = std::max(right, at.left + text_width(options.title, title));
  Canvas canvas(right + margin, bottom + margin);

  draw_cells(canvas, matrix, at, range, options.map);
  if (options.block) draw_blocks(canvas, rows, columns, at, options.block);
  canvas.frame(at.left, at.top, at.width, at.height, colors::axis);
  if (options.indices) draw_indices(canvas, rows, columns, at, options);
  canvas.paste(bar, at.left + at.width + 1 + 3 * gap, at.top - color_bar_overhang);
  draw_text(canvas, at.left - 1, margin + title.size, options.title, title);
  draw_text_upwards(canvas, margin + text.size, at.top + at.height / 2, options.row_label, text);
  draw_text(canvas, at.left + at.width / 2, bottom - 1, options.column_label, text, Align::center);
  return canvas;
}

}  // namespace lgn
