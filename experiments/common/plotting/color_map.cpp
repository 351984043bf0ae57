// Colour maps as a few colours equally far apart, mixed linearly in between.
#include "experiments/common/plotting/color_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace lgn {
namespace {

constexpr Color hex(std::uint32_t rgb) {
  return {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8 & 255),
          static_cast<std::uint8_t>(rgb & 255)};
}

// Chosen in the OKLab colour space (Ottosson, 2020) with lightness linear from end to end; in diverging it
// falls alike on both sides of white.
const std::vector<Color>& stops_of(ColorMap map) {
  static const std::vector<Color> diverging = {
      hex(0x0c368a), hex(0x0a4caf), hex(0x0b64d2), hex(0x1a7fef), hex(0x429bfe), hex(0x73b6ff),
      hex(0xa2d0fe), hex(0xd0e8ff), hex(0xffffff), hex(0xffdcd1), hex(0xfeb7a3), hex(0xfe8e74),
      hex(0xf5644b), hex(0xdb4534), hex(0xbd2924), hex(0x9c1219), hex(0x790212)};
  static const std::vector<Color> sequential = {hex(0x200943), hex(0x192570), hex(0x004b7b),
                                                hex(0x006c83), hex(0x008c8c), hex(0x07af89),
                                                hex(0x64cc6b), hex(0xc1dc62), hex(0xffeba0)};
  static const std::vector<Color> gray = {colors::black, colors::white};
  return map == ColorMap::diverging ? diverging : map == ColorMap::sequential ? sequential : gray;
}

}  // namespace

Color color_at(ColorMap map, double position) {
  if (std::isnan(position)) return not_a_number;
  // 201 shades: finer than the eye, with one for the middle, and few enough for a palette.
  constexpr int shades = 200;
  const int shade = static_cast<int>(std::lround(std::clamp(position, 0.0, 1.0) * shades));
  const std::vector<Color>& stops = stops_of(map);
  const int pieces = static_cast<int>(stops.size()) - 1;
  const int piece = std::min(shade * pieces / shades, pieces - 1);
  const int part = shade * pieces - piece * shades;  // 0 .. shades within the piece
  const auto mixed = [part](int from, int to) {
    return static_cast<std::uint8_t>((from * (shades - part) + to * part + shades / 2) / shades);
  };
  const Color a = stops[piece], b = stops[piece + 1];
  return {mixed(a.red, b.red), mixed(a.green, b.green), mixed(a.blue, b.blue)};
}

Range range_of(const Tensor& values, bool symmetric) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (low > high) return symmetric ? Range{-1, 1} : Range{0, 1};
  if (symmetric) {
    const double most = std::max(std::abs(low), std::abs(high));
    return most > 0 ? Range{-most, most} : Range{-1, 1};
  }
  if (low < high) return {low, high};
  const double margin = low == 0 ? 1 : std::abs(low) / 2;
  return {low - margin, low + margin};
}

double position_in(const Range& range, double value) {
  if (!std::isfinite(value)) return std::numeric_limits<double>::quiet_NaN();
  return (value - range.low) / (range.high - range.low);
}

Color line_color(Index i) {
  constexpr std::array<Color, 7> cycle = {hex(0x0072b2), hex(0xd55e00), hex(0x009e73), hex(0xaa4499),
                                          hex(0xe69f00), hex(0x56b4e9), hex(0x444444)};
  return cycle[static_cast<std::size_t>(i) % cycle.size()];
}

}  // namespace lgn
