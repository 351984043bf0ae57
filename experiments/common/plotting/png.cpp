// PNG: rows of pixels, each filtered by what was left of or above it, compressed, in chunks with checksums.
#include "experiments/common/plotting/png.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "experiments/common/plotting/deflate.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

enum ColorType : char { rgb = 2, palette = 3 };
enum Filter : int { none, left, above, average, paeth };

/// CRC-32 of a chunk's type and contents.
std::uint32_t crc32(std::string_view bytes) {
  static const auto table = [] {
    std::array<std::uint32_t, 256> remainders;
    for (std::uint32_t n = 0; n < 256; ++n) {
      std::uint32_t remainder = n;
      for (int bit = 0; bit < 8; ++bit) remainder = remainder >> 1 ^ (remainder & 1 ? 0xedb88320u : 0);
      remainders[n] = remainder;
    }
    return remainders;
  }();
  std::uint32_t check = 0xffffffffu;
  for (const char byte : bytes) check = table[(check ^ static_cast<unsigned char>(byte)) & 255] ^ check >> 8;
  return ~check;
}

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift & 255);
  return bytes;
}

std::string chunk(std::string_view type, std::string_view contents) {
  const std::string body = std::string(type) + std::string(contents);
  return big_endian(static_cast<std::uint32_t>(contents.size())) + body + big_endian(crc32(body));
}

std::uint32_t packed(Color c) {
  return static_cast<std::uint32_t>(c.red << 16 | c.green << 8 | c.blue);
}

/// The picture's colours in ascending order; empty when there are more than 256.
std::vector<std::uint32_t> few_colors(const Canvas& picture) {
  std::vector<std::uint32_t> colors;
  for (Index y = 0; y < picture.height(); ++y)
    for (Index x = 0; x < picture.width(); ++x) {
      const std::uint32_t color = packed(picture(x, y));
      if (x > 0 && picture(x, y) == picture(x - 1, y)) continue;
      const auto place = std::lower_bound(colors.begin(), colors.end(), color);
      if (place != colors.end() && *place == color) continue;
      if (colors.size() == 256) return {};
      colors.insert(place, color);
    }
  return colors;
}

/// One row as bytes: indices into the palette or, without one, red, green, blue.
std::string row_bytes(const Canvas& picture, Index y, const std::vector<std::uint32_t>& colors) {
  std::string row;
  for (Index x = 0; x < picture.width(); ++x) {
    const Color c = picture(x, y);
    if (colors.empty())
      row.append({static_cast<char>(c.red), static_cast<char>(c.green), static_cast<char>(c.blue)});
    else
      row += static_cast<char>(std::lower_bound(colors.begin(), colors.end(), packed(c)) - colors.begin());
  }
  return row;
}

/// What the filters guess a byte to be, from its neighbours left (a), above (b) and above left (c).
int guess(Filter filter, int a, int b, int c) {
  if (filter == left) return a;
  if (filter == above) return b;
  if (filter == average) return (a + b) / 2;
  if (filter == none) return 0;
  const int to_a = std::abs(b - c), to_b = std::abs(a - c), to_c = std::abs(a + b - 2 * c);
  return to_a <= to_b && to_a <= to_c ? a : to_b <= to_c ? b : c;
}

/// The filter's number, then each byte less its guess.
std::string filtered(Filter filter, const std::string& row, const std::string& previous, std::size_t pixel) {
  const auto byte = [](const std::string& bytes, std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  std::string out(1, static_cast<char>(filter));
  for (std::size_t i = 0; i < row.size(); ++i) {
    const int a = i < pixel ? 0 : byte(row, i - pixel), b = byte(previous, i);
    const int c = i < pixel ? 0 : byte(previous, i - pixel);
    out += static_cast<char>(byte(row, i) - guess(filter, a, b, c));
  }
  return out;
}

/// Sum of the bytes' distances from 0: small where a filter guessed well.
long roughness(const std::string& bytes) {
  long sum = 0;
  for (std::size_t i = 1; i < bytes.size(); ++i) sum += std::abs(static_cast<signed char>(bytes[i]));
  return sum;
}

/// How the rows of a picture are filtered: as they are, which suits flat areas and is right for indices,
/// whose differences mean nothing; or each with the filter that guesses best, which suits smooth shades.
enum class Filtering { plain, guessed };

std::string filtered_row(const std::string& row, const std::string& previous, std::size_t pixel, Filtering filtering) {
  if (row == previous) return filtered(above, row, previous, pixel);  // zeros
  std::string best = filtered(none, row, previous, pixel);
  if (filtering == Filtering::plain) return best;
  for (const Filter filter : {left, above, average, paeth}) {
    std::string candidate = filtered(filter, row, previous, pixel);
    if (roughness(candidate) < roughness(best)) best = std::move(candidate);
  }
  return best;
}

std::string compressed_rows(const Canvas& picture, const std::vector<std::uint32_t>& colors, Filtering filtering) {
  const std::size_t pixel = colors.empty() ? 3 : 1;
  std::string rows, previous(static_cast<std::size_t>(picture.width()) * pixel, '\0');
  for (Index y = 0; y < picture.height(); ++y) {
    std::string row = row_bytes(picture, y, colors);
    rows += filtered_row(row, previous, pixel, filtering);
    previous = std::move(row);
  }
  return zlib_compress(rows);
}

}  // namespace

std::string encode_png(const Canvas& picture) {
  const std::vector<std::uint32_t> colors = few_colors(picture);
  const bool indexed = !colors.empty();
  std::string rows = compressed_rows(picture, colors, Filtering::plain);
  if (!indexed) {
    std::string guessed = compressed_rows(picture, colors, Filtering::guessed);
    if (guessed.size() < rows.size()) rows = std::move(guessed);
  }
  const std::string header = big_endian(static_cast<std::uint32_t>(picture.width())) +
                             big_endian(static_cast<std::uint32_t>(picture.height())) +
                             std::string{8, indexed ? palette : rgb, 0, 0, 0};
  std::string file = "\x89PNG\r\n\x1a\n" + chunk("IHDR", header);
  if (indexed) {
    std::string entries;
    for (const std::uint32_t color : colors) entries += big_endian(color).substr(1);
    file += chunk("PLTE", entries);
  }
  return file + chunk("IDAT", rows) + chunk("IEND", "");
}

void write_png(const std::string& path, const Canvas& picture) {
  write_file(path, encode_png(picture));
}

}  // namespace lgn
