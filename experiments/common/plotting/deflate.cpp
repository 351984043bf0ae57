#include "experiments/common/plotting/deflate.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace lgn {
namespace {

constexpr int shortest_match = 3;
constexpr int longest_match = 258;
constexpr int window = 32768;
constexpr int longest_chain = 128;  // earlier places looked at for one match
constexpr int end_of_block = 256;

/// `length` bytes, 0 where there is no repetition, as they stood `distance` bytes ago.
struct Repetition {
  int length, distance;
};

/// Finds earlier occurrences of what comes next: for every hash the latest place, for every place the one
/// before it with the same hash.
class Matcher {
 public:
  explicit Matcher(std::string_view bytes) : bytes_(bytes), latest_(1 << 15, -1), before_(bytes.size(), -1) {}

  void insert(std::size_t place) {
    if (place + shortest_match > bytes_.size()) return;
    auto& latest = latest_[hash(place)];
    before_[place] = latest;
    latest = static_cast<std::int32_t>(place);
  }

  /// The longest repetition that starts at `place`, the nearest of equals; length 0 if there is none.
  Repetition best(std::size_t place) const {
    Repetition found{0, 0};
    if (place + shortest_match > bytes_.size()) return found;
    const int most = static_cast<int>(std::min<std::size_t>(longest_match, bytes_.size() - place));
    std::int32_t earlier = latest_[hash(place)];
    for (int i = 0; i < longest_chain && earlier >= 0; ++i, earlier = before_[earlier]) {
      const std::size_t distance = place - static_cast<std::size_t>(earlier);
      if (distance > window) break;
      if (bytes_[earlier + found.length] != bytes_[place + found.length]) continue;  // no longer than found
      int length = 0;
      while (length < most && bytes_[earlier + length] == bytes_[place + length]) ++length;
      if (length >= shortest_match && length > found.length) found = {length, static_cast<int>(distance)};
      if (length == most) break;
    }
    return found;
  }

 private:
  std::size_t hash(std::size_t place) const {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes_[i])); };
    return ((byte(place) | byte(place + 1) << 8 | byte(place + 2) << 16) * 2654435761u) >> 17;
  }

  std::string_view bytes_;
  std::vector<std::int32_t> latest_, before_;
};

/// Bits are packed from the lowest of each byte upwards.
class BitWriter {
 public:
  void write(std::uint32_t bits, int count) {
    pending_ |= static_cast<std::uint64_t>(bits) << held_;
    for (held_ += count; held_ >= 8; held_ -= 8, pending_ >>= 8) out_ += static_cast<char>(pending_ & 255);
  }
  /// Code words, unlike all else, are stored from their highest bit on.
  void write_word(std::uint32_t word, int length) {
    while (length-- > 0) write(word >> length & 1, 1);
  }
  std::string finish() {
    if (held_) out_ += static_cast<char>(pending_ & 255);
    return std::move(out_);
  }

 private:
  std::string out_;
  std::uint64_t pending_ = 0;
  int held_ = 0;
};

/// A byte, the end, or the bucket of a length, by the code of section 3.2.6.
void write_symbol(BitWriter& out, int symbol) {
  const auto s = static_cast<std::uint32_t>(symbol);
  if (s < 144) return out.write_word(0x30 + s, 8);
  if (s < 256) return out.write_word(0x190 + s - 144, 9);
  if (s < 280) return out.write_word(s - 256, 7);
  out.write_word(0xc0 + s - 280, 8);
}

/// Numbers n >= 0 fall into buckets, 2^doubling of each width, widths 1, 1, 2, 4, ...; after the bucket come
/// the bits that say where in it n lies (section 3.2.5).
struct Bucket {
  int number, extra_bits;
  std::uint32_t extra;

  Bucket(int n, int doubling) {
    extra_bits = 0;
    while (n >> (extra_bits + doubling + 1)) ++extra_bits;
    number = (extra_bits << doubling) + (n >> extra_bits);
    extra = static_cast<std::uint32_t>(n) & ((1u << extra_bits) - 1);
  }
};

void write_repetition(BitWriter& out, const Repetition& repetition) {
  if (repetition.length == longest_match) {
    write_symbol(out, 285);
  } else {
    const Bucket length(repetition.length - shortest_match, 2);
    write_symbol(out, 257 + length.number);
    out.write(length.extra, length.extra_bits);
  }
  const Bucket distance(repetition.distance - 1, 1);
  out.write_word(static_cast<std::uint32_t>(distance.number), 5);
  out.write(distance.extra, distance.extra_bits);
}

/// The bytes as literals and repetitions. A repetition waits for one byte: if the next one starts a longer
/// one, a literal comes first.
void write_block(BitWriter& out, std::string_view bytes) {
  out.write(1, 1);  // the last block
  out.write(1, 2);  // in the fixed code
  Matcher matcher(bytes);
  std::size_t place = 0;
  Repetition here = matcher.best(0);
  while (place < bytes.size()) {
    matcher.insert(place);
    const Repetition next = here.length < longest_match ? matcher.best(place + 1) : Repetition{0, 0};
    if (here.length == 0 || next.length > here.length) {
      write_symbol(out, static_cast<unsigned char>(bytes[place]));
      ++place;
      here = next;
      continue;
    }
    write_repetition(out, here);
    const auto length = static_cast<std::size_t>(here.length);
    for (std::size_t i = 1; i < length; ++i) matcher.insert(place + i);
    place += length;
    here = matcher.best(place);
  }
  write_symbol(out, end_of_block);
}

}  // namespace

std::uint32_t adler32(std::string_view bytes) {
  std::uint32_t low = 1, high = 0;
  for (const char byte : bytes) {
    low = (low + static_cast<unsigned char>(byte)) % 65521;
    high = (high + low) % 65521;
  }
  return high << 16 | low;
}

std::string zlib_compress(std::string_view bytes) {
  BitWriter out;
  write_block(out, bytes);
  const std::uint32_t check = adler32(bytes);
  std::string stream = "\x78\xda" + out.finish();  // deflate, 32 KiB window, slowest level
  for (const int shift : {24, 16, 8, 0}) stream += static_cast<char>(check >> shift & 255);
  return stream;
}

}  // namespace lgn
