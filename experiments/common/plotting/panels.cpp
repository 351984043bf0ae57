// Several pictures as one.
#include "experiments/common/plotting/panels.h"

#include <algorithm>

#include "experiments/common/plotting/plot_style.h"
#include "tensor/error.h"

namespace lgn {
namespace {

constexpr TextStyle heading{18, true};

}  // namespace

Canvas panels(const std::vector<Canvas>& pictures, Index columns, const std::string& title) {
  require(!pictures.empty() && columns >= 1, "panels of ", pictures.size(), " pictures in ", columns,
          " columns; expected at least one of both");
  const auto count = static_cast<Index>(pictures.size()), rows = (count + columns - 1) / columns;
  std::vector<Index> widths(static_cast<std::size_t>(std::min(columns, count))),
      heights(static_cast<std::size_t>(rows));
  for (Index i = 0; i < count; ++i) {
    const Canvas& picture = pictures[static_cast<std::size_t>(i)];
    Index& width = widths[static_cast<std::size_t>(i % columns)];
    Index& height = heights[static_cast<std::size_t>(i / columns)];
    width = std::max(width, picture.width());
    height = std::max(height, picture.height());
  }
  const Index top = title.empty() ? 0 : plot_style::margin + heading.size + 8;
  Index width = 0, height = top;
  for (const Index each : widths) width += each;
  for (const Index each : heights) height += each;
  Canvas canvas(std::max(width, 2 * plot_style::margin + text_width(title, heading)), height);
  draw_text(canvas, plot_style::margin, plot_style::margin + heading.size, title, heading);
  Index y = top;
  for (Index row = 0; row < rows; y += heights[static_cast<std::size_t>(row++)]) {
    Index x = 0;
    for (Index column = 0; column < columns && row * columns + column < count; ++column) {
      canvas.paste(pictures[static_cast<std::size_t>(row * columns + column)], x, y);
      x += widths[static_cast<std::size_t>(column)];
    }
  }
  return canvas;
}

}  // namespace lgn
