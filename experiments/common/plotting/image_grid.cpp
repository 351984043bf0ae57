// Sheets of images, and several pictures as one.
#include "experiments/common/plotting/image_grid.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "experiments/common/plotting/color_bar.h"
#include "experiments/common/plotting/plot_style.h"
#include "tensor/error.h"

namespace lgn {
namespace {

using namespace plot_style;

constexpr Index spacing = 8;

/// Everything's place, in pixels.
struct GridLayout {
  Index rows, columns, enlarge;
  Index left, top;      // of the first image
  Index width, height;  // of an image
  Index across, down;   // from one image to the next
  Index right, bottom;  // of the last image
};

Index widest(const std::vector<std::string>& texts) {
  Index width = 0;
  for (const std::string& each : texts) width = std::max(width, text_width(each, text));
  return width;
}

GridLayout lay_out(const Tensor& images, const ImageGridOptions& options) {
  const Index count = images.extent(0), height = images.extent(2), width = images.extent(3);
  GridLayout at{};
  at.columns = options.columns;
  if (!at.columns) at.columns = static_cast<Index>(std::ceil(std::sqrt(static_cast<double>(count))));
  at.rows = (count + at.columns - 1) / at.columns;
  at.enlarge = options.enlarge;
  if (!at.enlarge) at.enlarge = std::clamp<Index>(std::min(1000 / at.columns / width, 1000 / at.rows / height), 1, 12);
  at.width = width * at.enlarge;
  at.height = height * at.enlarge;
  at.left = margin + (options.row_labels.empty() ? 0 : widest(options.row_labels) + 2 * gap);
  at.top = margin + (options.title.empty() ? 0 : title.size + title_gap) +
           (options.column_labels.empty() ? 0 : text.size + gap);
  at.across = std::max(at.width, widest(options.column_labels)) + spacing;
  at.down = at.height + spacing;
  at.right = at.left + at.columns * at.across - spacing;
  at.bottom = at.top + at.rows * at.down - spacing;
  return at;
}

void check(const Tensor& images, const ImageGridOptions& options) {
  require(images.rank() == 4 && images.count() > 0 && (images.extent(1) == 1 || images.extent(1) == 3),
          "a sheet of images from a tensor of shape ", images.shape(),
          "; expected [images, channels, height, width] with 1 or 3 channels and at least one image");
  const auto fits = [](std::size_t given, Index wanted) { return given == 0 || static_cast<Index>(given) == wanted; };
  const GridLayout at = lay_out(images, options);
  require(fits(options.row_labels.size(), at.rows) && fits(options.column_labels.size(), at.columns),
          options.row_labels.size(), " row labels and ", options.column_labels.size(), " column labels for ", at.rows,
          " rows and ", at.columns, " columns of images; expected one each, or none");
  require(!options.color_bar || (images.extent(1) == 1 && options.common_scale),
          "a colour bar needs images of one channel on a common scale");
}

Color pixel_color(const Tensor& image, Index y, Index x, ColorMap map, const Range& range) {
  const auto position = [&](Index channel) { return position_in(range, image(channel, y, x)); };
  if (image.extent(0) == 1) return color_at(map, position(0));
  const double red = position(0), green = position(1), blue = position(2);
  if (std::isnan(red + green + blue)) return not_a_number;
  const auto byte = [](double share) {
    return static_cast<std::uint8_t>(std::lround(255 * std::clamp(share, 0.0, 1.0)));
  };
  return {byte(red), byte(green), byte(blue)};
}

/// `image` is [C, height, width].
void draw_image(Canvas& canvas, const Tensor& image, Index left, Index top, Index enlarge, ColorMap map,
                const Range& range) {
  for (Index y = 0; y < image.extent(1); ++y)
    for (Index x = 0; x < image.extent(2); ++x)
      canvas.fill(left + x * enlarge, top + y * enlarge, enlarge, enlarge, pixel_color(image, y, x, map, range));
  canvas.frame(left, top, image.extent(2) * enlarge, image.extent(1) * enlarge, colors::axis);
}

void draw_labels(Canvas& canvas, const GridLayout& at, const ImageGridOptions& options) {
  draw_text(canvas, margin, margin + title.size, options.title, title);
  for (std::size_t i = 0; i < options.row_labels.size(); ++i)
    draw_text(canvas, at.left - 2 * gap, at.top + static_cast<Index>(i) * at.down + (at.height + text.size) / 2,
              options.row_labels[i], text, Align::right);
  for (std::size_t i = 0; i < options.column_labels.size(); ++i)
    draw_text(canvas, at.left + static_cast<Index>(i) * at.across + (at.across - spacing) / 2, at.top - gap - 2,
              options.column_labels[i], text, Align::center);
}

constexpr TextStyle heading{18, true};

}  // namespace

Canvas image_grid(const Tensor& images, const ImageGridOptions& options) {
  check(images, options);
  const GridLayout at = lay_out(images, options);
  const bool symmetric = options.symmetric || (options.map == ColorMap::diverging && images.extent(1) == 1);
  const Range common = range_of(images, symmetric);

  std::optional<Canvas> bar;
  Index right = at.right + 1, bottom = at.bottom + 1;
  if (options.color_bar) {
    const bool gaps = !std::all_of(images.begin(), images.end(), [](float x) { return std::isfinite(x); });
    const Index height = std::clamp<Index>(at.bottom - at.top, 80, 400);
    bar = color_bar(height, {options.map, common, "", gaps});
    right += 3 * gap + bar->width();
    bottom = std::max(bottom, at.top + height + color_bar_overhang);
  }
  right = std::max(right, margin + text_width(options.title, title));
  Canvas canvas(right + margin, bottom + margin);

  for (Index i = 0; i < images.extent(0); ++i) {
    const Tensor image = images.slice(i, 1).reshape({images.extent(1), images.extent(2), images.extent(3)});
    const Range range = options.common_scale ? common : range_of(image, symmetric);
    const Index left = at.left + i % at.columns * at.across, top = at.top + i / at.columns * at.down;
    const Index middle = left + (at.across - spacing) / 2;
    draw_image(canvas, image, middle - at.width / 2, top, at.enlarge, options.map, range);
  }
  draw_labels(canvas, at, options);
  if (bar) canvas.paste(*bar, at.right + 1 + 3 * gap, at.top - color_bar_overhang);
  return canvas;
}

Tensor side_by_side(const std::vector<Tensor>& tensors) {
  require(!tensors.empty() && tensors[0].rank() == 4,
          "images to stand side by side: expected tensors [N, C, height, width]");
  for (const Tensor& tensor : tensors)
    require_shape(tensor, tensors[0].shape(), "a tensor of images to stand side by side");
  const Index count = tensors[0].extent(0), size = count ? tensors[0].count() / count : 0;
  Shape shape = tensors[0].shape();
  shape[0] *= static_cast<Index>(tensors.size());
  Tensor all = Tensor::uninitialized(shape);
  float* out = all.data();
  for (Index i = 0; i < count; ++i)
    for (const Tensor& tensor : tensors) out = std::copy_n(tensor.data() + i * size, size, out);
  return all;
}

Canvas panels(const std::vector<Canvas>& pictures, Index columns, const std::string& title) {
  require(!pictures.empty() && columns >= 1, "panels of ", pictures.size(), " pictures in ", columns,
          " columns; expected at least one of both");
  const auto count = static_cast<Index>(pictures.size()), rows = (count + columns - 1) / columns;
  std::vector<Index> widths(std::min(columns, count)), heights(rows);
  for (Index i = 0; i < count; ++i) {
    const Canvas& picture = pictures[i];
    Index& width = widths[i % columns];
    Index& height = heights[i / columns];
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
  for (Index row = 0; row < rows; y += heights[row++]) {
    Index x = 0;
    for (Index column = 0; column < columns && row * columns + column < count; ++column) {
      canvas.paste(pictures[row * columns + column], x, y);
      x += widths[column];
    }
  }
  return canvas;
}

}  // namespace lgn
