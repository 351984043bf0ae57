// Pictures survive the way into a PNG file and out again, read by a decoder that shares no code with it.
#include "experiments/common/plotting/png.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "experiments/common/plotting/deflate.h"
#include "tensor/io/file.h"
#include "tensor/random.h"
#include "tests/support.h"

namespace lgn {
namespace {

/// Reads deflate streams one bit at a time (RFC 1951).
class Inflater {
 public:
  explicit Inflater(std::string_view stream) : stream_(stream) {}

  std::string run() {
    EXPECT_EQ(bits(1), 1) << "one block is written";
    EXPECT_EQ(bits(2), 1) << "in the fixed code";
    block();
    return out_;
  }
  std::size_t bytes_read() const { return (place_ + 7) / 8; }

 private:
  int bits(int count) {
    int value = 0;
    for (int i = 0; i < count; ++i, ++place_)
      value |= (static_cast<unsigned char>(stream_.at(place_ / 8)) >> (place_ % 8) & 1) << i;
    return value;
  }

  /// A code word's bits, the highest first.
  int word(int count) {
    int value = 0;
    for (int i = 0; i < count; ++i) value = value << 1 | bits(1);
    return value;
  }

  /// The next symbol of the fixed code: words of 7 bits up to 0010111, of 8 up to 11000111, then of 9.
  int symbol() {
    const int seven = word(7);
    if (seven < 0x18) return 256 + seven;
    const int eight = seven << 1 | word(1);
    if (eight < 0xc0) return eight - 0x30;
    if (eight < 0xc8) return 280 + eight - 0xc0;
    return 144 + (eight << 1 | word(1)) - 0x190;
  }

  void block() {
    constexpr std::array<int, 29> base = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                          31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    for (int s; (s = symbol()) != 256;) {
      if (s < 256) {
        out_ += static_cast<char>(s);
        continue;
      }
      const int length = base.at(s - 257) + (s < 265 || s == 285 ? 0 : bits((s - 261) / 4));
      const int d = word(5);
      const int back = d < 4 ? d + 1 : ((2 + d % 2) << (d / 2 - 1)) + 1 + bits(d / 2 - 1);
      for (int i = 0; i < length; ++i) out_ += char(out_.at(out_.size() - static_cast<std::size_t>(back)));
    }
  }

  std::string_view stream_;
  std::string out_;
  std::size_t place_ = 0;
};

std::uint32_t number(std::string_view bytes) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes.at(i));
  return value;
}

std::string unzip(std::string_view stream) {
  EXPECT_EQ(stream[0], '\x78');
  EXPECT_EQ((static_cast<unsigned char>(stream[0]) * 256 + static_cast<unsigned char>(stream[1])) % 31, 0);
  Inflater inflater(stream.substr(2));
  std::string bytes = inflater.run();
  EXPECT_EQ(inflater.bytes_read() + 6, stream.size());
  std::uint32_t low = 1, high = 0;
  for (const unsigned char byte : bytes) low = (low + byte) % 65521, high = (high + low) % 65521;
  EXPECT_EQ(number(stream.substr(stream.size() - 4)), high * 65536 + low);
  return bytes;
}

/// CRC-32 by polynomial division, bit by bit.
std::uint32_t slow_crc(std::string_view bytes) {
  std::uint32_t check = ~0u;
  for (const unsigned char byte : bytes) {
    check ^= byte;
    for (int i = 0; i < 8; ++i) check = check & 1 ? check >> 1 ^ 0xedb88320u : check >> 1;
  }
  return ~check;
}

struct Chunk {
  std::string type, contents;
};

std::vector<Chunk> chunks_of(const std::string& file) {
  EXPECT_EQ(file.substr(0, 8), "\x89PNG\r\n\x1a\n");
  std::vector<Chunk> chunks;
  for (std::size_t place = 8; place < file.size();) {
    const std::uint32_t length = number(std::string_view(file).substr(place));
    const std::string body = file.substr(place + 4, 4 + length);
    EXPECT_EQ(number(std::string_view(file).substr(place + 8 + length)), slow_crc(body));
    chunks.push_back({body.substr(0, 4), body.substr(4)});
    place += 12 + length;
  }
  return chunks;
}

/// Undoes the filters of rows of `width` pixels of `size` bytes.
std::string unfilter(const std::string& data, std::size_t width, std::size_t size) {
  const std::size_t stride = width * size;
  std::string out;
  for (std::size_t row = 0; row * (stride + 1) < data.size(); ++row)
    for (std::size_t i = 0; i < stride; ++i) {
      const auto at = [&](bool exists, std::size_t back) {
        return exists ? int(static_cast<unsigned char>(out[out.size() - back])) : 0;
      };
      const int a = at(i >= size, size), b = at(row > 0, stride), c = at(row > 0 && i >= size, stride + size);
      const int p = a + b - c, pa = std::abs(p - a), pb = std::abs(p - b), pc = std::abs(p - c);
      const int paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      const std::array<int, 5> guesses = {0, a, b, (a + b) / 2, paeth};
      out += static_cast<char>(data[row * (stride + 1) + 1 + i] + guesses.at(data[row * (stride + 1)]));
    }
  return out;
}

Canvas decode(const std::string& file) {
  const std::vector<Chunk> chunks = chunks_of(file);
  EXPECT_EQ(chunks.front().type, "IHDR");
  EXPECT_EQ(chunks.back().type, "IEND");
  const std::string header = chunks.front().contents;
  const std::uint32_t width = number(header), height = number(std::string_view(header).substr(4));
  const bool indexed = header[9] == 3;
  EXPECT_EQ(header.substr(8), std::string({8, indexed ? '\3' : '\2', 0, 0, 0}));
  std::string colors, data;
  for (const Chunk& chunk : chunks) {
    if (chunk.type == "PLTE") colors = chunk.contents;
    if (chunk.type == "IDAT") data = unzip(chunk.contents);
  }
  EXPECT_EQ(data.size(), height * (1 + std::size_t{width} * (indexed ? 1 : 3)));
  const std::string pixels = unfilter(data, width, indexed ? 1 : 3);
  Canvas picture(width, height);
  for (std::size_t i = 0; i < std::size_t{width} * height; ++i) {
    const std::string c =
        indexed ? colors.substr(3 * static_cast<unsigned char>(pixels[i]), 3) : pixels.substr(3 * i, 3);
    picture.set(
        static_cast<Index>(i % width), static_cast<Index>(i / width),
        {static_cast<std::uint8_t>(c.at(0)), static_cast<std::uint8_t>(c.at(1)), static_cast<std::uint8_t>(c.at(2))});
  }
  return picture;
}

std::string random_bytes(Random& random, std::size_t count, std::uint64_t kinds) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(random.below(kinds));
  return bytes;
}

TEST(Deflate, EveryLengthAndDistanceSurvives) {
  Random random(1);
  for (std::size_t count : {0, 1, 2, 3, 4, 5, 17, 257, 258, 259, 260, 516, 1000})
    for (std::uint64_t kinds : {1, 2, 256}) {
      const std::string bytes = random_bytes(random, count, kinds);
      EXPECT_EQ(unzip(zlib_compress(bytes)), bytes) << count << " bytes of " << kinds << " kinds";
    }
  for (std::size_t length : {3, 4, 10, 11, 12, 18, 19, 34, 35, 66, 67, 130, 131, 256, 257, 258, 300})
    for (std::size_t gap : {0, 1, 2, 5, 300, 5000, 20000, 32500, 33000}) {
      const std::string phrase = random_bytes(random, length, 256);
      const std::string bytes = phrase + random_bytes(random, gap, 256) + phrase;
      EXPECT_EQ(unzip(zlib_compress(bytes)), bytes) << length << " bytes repeated after " << gap;
    }
}

TEST(Deflate, LongInputsSurvive) {
  Random random(2);
  const std::string bytes = random_bytes(random, 150000, 7);
  const std::string stream = zlib_compress(bytes);
  EXPECT_EQ(unzip(stream), bytes);
  EXPECT_LT(stream.size(), 87000u);  // log2(7) = 2.81 bits a byte, 52,600 bytes, at best
  EXPECT_LT(zlib_compress(std::string(1000000, 'x')).size(), 6400u);
}

TEST(Deflate, KnownChecksum) {
  EXPECT_EQ(adler32("Wikipedia"), 0x11e60398u);
}

TEST(Png, EveryPixelSurvives) {
  Random random(3);
  for (const auto& [width, height] : std::vector<std::pair<Index, Index>>{{1, 1}, {1, 5}, {7, 1}, {13, 9}, {100, 37}})
    for (const std::uint64_t kinds : {1, 2, 3, 255}) {  // the last one needs more than a palette
      Canvas picture(width, height);
      for (Index y = 0; y < height; ++y)
        for (Index x = 0; x < width; ++x)
          picture.set(x, y,
                      {static_cast<std::uint8_t>(random.below(kinds)), static_cast<std::uint8_t>(random.below(kinds)),
                       static_cast<std::uint8_t>(7 * x + y)});
      EXPECT_TRUE(decode(encode_png(picture)) == picture) << width << " x " << height << ", " << kinds;
    }
}

TEST(Png, ExactlyAsManyColorsAsAPaletteHolds) {
  for (const int colors : {256, 257}) {
    Canvas picture(colors, 2);
    for (int x = 0; x < colors; ++x)
      picture.set(x, 1, {static_cast<std::uint8_t>(x / 2), static_cast<std::uint8_t>(x % 2), 9});
    picture.fill(0, 0, colors, 1, {0, 0, 9});
    const std::string file = encode_png(picture);
    EXPECT_EQ(file[25], colors == 256 ? 3 : 2);
    EXPECT_TRUE(decode(file) == picture);
  }
}

TEST(Png, SmoothPicturesUseTheFilters) {
  Canvas picture(128, 128);
  for (Index y = 0; y < 128; ++y)
    for (Index x = 0; x < 128; ++x)
      picture.set(
          x, y,
          {static_cast<std::uint8_t>(x + y), static_cast<std::uint8_t>(2 * x), static_cast<std::uint8_t>(x * y / 64)});
  const std::string file = encode_png(picture);
  EXPECT_TRUE(decode(file) == picture);
  EXPECT_LT(file.size(), 5000u);  // of 49,152 bytes
}

TEST(Png, FlatPicturesAreSmallAndAlwaysTheSame) {
  Canvas picture(1200, 800);
  picture.fill(100, 100, 300, 200, {0, 114, 178});
  const std::string file = encode_png(picture);
  EXPECT_TRUE(decode(file) == picture);
  EXPECT_LT(file.size(), 8500u);  // of 2,880,000 bytes
  EXPECT_EQ(file, encode_png(picture));
}

TEST(Png, FilesAreWrittenWholeOrNotAtAll) {
  const std::string path = testing::TempDir() + "lgn_png_test.png";
  Canvas picture(5, 4);
  picture.fill(0, 0, 5, 4, {1, 2, 3});
  write_png(path, picture);
  EXPECT_EQ(read_file(path), encode_png(picture));
  std::remove(path.c_str());
  test::expect_error([&] { write_png("/no/such/folder/picture.png", picture); }, "/no/such/folder");
}

}  // namespace
}  // namespace lgn
