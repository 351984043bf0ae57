#include "experiments/walk/tape_graph.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "experiments/common/plotting/color_map.h"
#include "experiments/common/plotting/html.h"

namespace lgn {
namespace {

constexpr double box_width = 176, box_height = 54, gap_x = 96, gap_y = 26;

/// Where a node stands: operations one below the other in the middle (0), in the order of the tape; a leaf at
/// their left (-1) or right (1), beside the first that uses it.
struct Place {
  Index row = -1;
  int side = 0;

  double x() const { return (side + 1) * (box_width + gap_x); }
  double y() const { return row * (box_height + gap_y) + 2; }
};

std::vector<Place> places_of(const Tape& tape) {
  std::vector<Place> places(tape.size());
  Index rows = 0;
  for (Index node = 0; node < tape.size(); ++node) {
    if (tape.inputs(node).empty()) continue;
    const Index row = rows++;
    places[node].row = row;
    int side = row % 2 == 0 ? -1 : 1;
    for (Index input : tape.inputs(node)) {
      Place& place = places[input];
      if (place.row >= 0) continue;
      place = {row, side};
      side = -side;
    }
  }
  return places;
}

std::string number_text(const Tensor& tensor) {
  char text[64];
  if (tensor.count() == 1) {
    std::snprintf(text, sizeof text, "%.4g", static_cast<double>(tensor[0]));
    return text;
  }
  double square = 0;
  for (float x : tensor) square += static_cast<double>(x) * static_cast<double>(x);
  std::snprintf(text, sizeof text, " rms %.3g", std::sqrt(square / tensor.count()));
  return to_string(tensor.shape()) + text;
}

std::string line_of_text(double x, double y, const char* style, const std::string& text) {
  return concat("<text x=\"", x, "\" y=\"", y, "\" text-anchor=\"middle\" style=\"", style, "\">", text, "</text>\n");
}

/// From a node to one that uses it: straight down to the next operation; else out of the box, down in a lane
/// of its own between the columns, and in from the side.
std::string wire(const Place& from, const Place& to, Index source) {
  const Color color = line_color(source);
  const double x0 = from.x() + 2 + box_width / 2, y0 = from.y() + box_height / 2,
               y1 = to.y() + box_height / 2 + (from.side == 0 ? 8 : 0);
  const double right = from.side < 0 ? -1 : 1;  // on which side of the middle the wire runs
  const double middle = to.x() + 2 + box_width / 2;
  const double lane = middle + right * (box_width / 2 + gap_x * (0.15 + 0.1 * (source % 7)));
  const bool straight = from.side == 0 && to.row == from.row + 1;
  const std::string path = straight ? concat("M", x0, " ", from.y() + box_height, " V", to.y() - 7)
                                    : concat("M", x0 + (from.side == 0 ? right : -from.side) * box_width / 2, " ", y0,
                                             " H", lane, " V", y1, " H", middle + right * (box_width / 2 + 7));
  const std::string tip =
      straight ? concat("M", x0 - 4, " ", to.y() - 7, " h8 l-4 7 z")
               : concat("M", middle + right * (box_width / 2 + 7), " ", y1 - 4, " v8 l", -7 * right, " -4 z");
  const std::string rgb = concat("rgb(", int(color.red), ",", int(color.green), ",", int(color.blue), ")");
  return concat("<path d=\"", path, "\" fill=\"none\" stroke-width=\"1.6\" stroke-linejoin=\"round\" stroke=\"", rgb,
                "\"/><path d=\"", tip, "\" fill=\"", rgb, "\"/>\n");
}

std::string box(Tape& tape, Index node, const std::string& symbol, double left, double y) {
  const double x = left + box_width / 2;
  const Variable variable = tape.variable(node);
  const bool leaf = tape.inputs(node).empty();
  const char* fill = !leaf ? "#eef3fa" : variable.requires_gradient() ? "#fdf0e6" : "#f4f4f4";
  std::string out = concat("<rect x=\"", x - box_width / 2, "\" y=\"", y, "\" width=\"", box_width, "\" height=\"",
                           box_height, "\" rx=\"7\" fill=\"", fill, "\" stroke=\"#8a97a8\"/>\n");
  out += line_of_text(x, y + 20, "font-size:14px;fill:#222",
                      (symbol.empty() ? "" : symbol + " = ") + number_text(variable.value()));
  out += line_of_text(x, y + 34, "font-size:10.5px;fill:#777", leaf ? "" : html_text(tape.describe(node)));
  if (variable.requires_gradient())
    out += line_of_text(x, y + (leaf ? 42 : 48), "font-size:12px;fill:#b0440c",
                        "gradient " + number_text(variable.gradient()));
  return out;
}

}  // namespace

std::string tape_graph(Tape& tape, const std::vector<std::string>& symbols) {
  const std::vector<Place> places = places_of(tape);
  const double width = 3 * box_width + 2 * gap_x + 4;
  double height = 0;
  std::string lines, boxes;
  for (Index node = 0; node < tape.size(); ++node) {
    const std::size_t i = static_cast<std::size_t>(node);
    height = std::max(height, places[i].y() + box_height + 2);
    for (Index input : tape.inputs(node)) lines += wire(places[input], places[i], input);
    boxes += box(tape, node, i < symbols.size() ? symbols[i] : "", places[i].x() + 2, places[i].y());
  }
  return concat("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ", width, " ", height,
                "\" style=\"width:100%;max-width:", width, "px;font-family:system-ui,sans-serif\">\n", lines, boxes,
                "</svg>\n");
}

}  // namespace lgn
