// Deflate: repetitions (lz77), then blocks of Huffman codes.
#include "experiments/common/plotting/deflate.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace lgn {
namespace {

constexpr int shortest_match = 3;
constexpr int longest_match = 258;
constexpr int window = 32768;
constexpr int longest_chain = 128;                 // earlier places looked at for one match
constexpr std::size_t tokens_per_block = 1 << 15;  // each block has codes of its own
constexpr int end_of_block = 256;

/// A literal byte (length 0, the byte in `value`) or a repetition of `length` bytes from `value` bytes ago.
struct Token {
  std::uint16_t length;
  std::uint16_t value;
};

/// A number written as a code word followed by extra bits: RFC 1951, section 3.2.5.
struct Bucket {
  int symbol;
  int extra_bits;
  int extra;
};

/// Lengths 3 .. 258: eight buckets of one value, then groups of four that double in width; 258 alone.
Bucket length_bucket(int length) {
  if (length == longest_match) return {285, 0, 0};
  const int n = length - shortest_match;
  int bits = 0;
  while (n >> (bits + 3)) ++bits;
  return {257 + 4 * bits + (n >> bits), bits, n & ((1 << bits) - 1)};
}

/// Distances 1 .. 32768: the same with groups of two.
Bucket distance_bucket(int distance) {
  const int n = distance - 1;
  int bits = 0;
  while (n >> (bits + 2)) ++bits;
  return {2 * bits + (n >> bits), bits, n & ((1 << bits) - 1)};
}

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
  Token best(std::size_t place) const {
    Token found{0, 0};
    if (place + shortest_match > bytes_.size()) return found;
    const int most = static_cast<int>(std::min<std::size_t>(longest_match, bytes_.size() - place));
    std::int32_t earlier = latest_[hash(place)];
    for (int i = 0; i < longest_chain && earlier >= 0; ++i, earlier = before_[earlier]) {
      const std::size_t distance = place - static_cast<std::size_t>(earlier);
      if (distance > window) break;
      int length = 0;
      while (length < most && bytes_[earlier + length] == bytes_[place + length]) ++length;
      if (length >= shortest_match && length > found.length)
        found = {static_cast<std::uint16_t>(length), static_cast<std::uint16_t>(distance)};
      if (length == most) break;
    }
    return found;
  }

 private:
  std::size_t hash(std::size_t place) const {
    const auto byte = [&](std::size_t i) {
      return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes_[i]));
    };
    return ((byte(place) | byte(place + 1) << 8 | byte(place + 2) << 16) * 2654435761u) >> 17;
  }

  std::string_view bytes_;
  std::vector<std::int32_t> latest_, before_;
};

/// The bytes as literals and repetitions. A repetition waits for one byte: if the next one starts a longer
/// one, a literal comes first.
std::vector<Token> lz77(std::string_view bytes) {
  std::vector<Token> tokens;
  Matcher matcher(bytes);
  std::size_t place = 0;
  Token here = matcher.best(0);
  while (place < bytes.size()) {
    matcher.insert(place);
    const Token next = here.length < longest_match ? matcher.best(place + 1) : Token{0, 0};
    if (here.length == 0 || next.length > here.length) {
      tokens.push_back({0, static_cast<unsigned char>(bytes[place])});
      ++place;
      here = next;
      continue;
    }
    tokens.push_back(here);
    for (std::size_t i = 1; i < here.length; ++i) matcher.insert(place + i);
    place += here.length;
    here = matcher.best(place);
  }
  return tokens;
}

/// Bits are packed from the lowest of each byte upwards.
class BitWriter {
 public:
  void write(std::uint32_t bits, int count) {
    pending_ |= static_cast<std::uint64_t>(bits) << held_;
    for (held_ += count; held_ >= 8; held_ -= 8, pending_ >>= 8) out_ += static_cast<char>(pending_ & 255);
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

/// Canonical Huffman code (RFC 1951, section 3.2.2) for given frequencies.
class PrefixCode {
 public:
  PrefixCode(std::vector<std::uint32_t> frequencies, int limit) {
    // A code needs two words at least to be complete; some decoders insist.
    for (std::size_t s = 0;
         std::count(frequencies.begin(), frequencies.end(), 0u) + 2 > std::ssize(frequencies); ++s)
      if (!frequencies[s]) frequencies[s] = 1;
    lengths_ = prefix_code_lengths(frequencies, limit);
    words_.resize(lengths_.size());
    std::uint32_t word = 0;
    for (int length = 1; length <= limit; ++length, word <<= 1)
      for (std::size_t s = 0; s < lengths_.size(); ++s)
        if (lengths_[s] == length) words_[s] = reversed(word++, length);
  }

  void write(BitWriter& out, int symbol) const { out.write(words_[symbol], lengths_[symbol]); }
  const std::vector<int>& lengths() const { return lengths_; }

 private:
  /// Code words, unlike all else, are stored from their highest bit on.
  static std::uint32_t reversed(std::uint32_t word, int length) {
    std::uint32_t result = 0;
    for (int i = 0; i < length; ++i) result |= (word >> i & 1) << (length - 1 - i);
    return result;
  }

  std::vector<int> lengths_;
  std::vector<std::uint32_t> words_;
};

/// Code lengths as symbols: 0..15 a length, 17 and 18 a run of zeros, 16 a repetition of the last length.
std::vector<Bucket> run_lengths(const std::vector<int>& lengths) {
  std::vector<Bucket> runs;
  for (std::size_t i = 0; i < lengths.size();) {
    int run = 1;
    while (i + run < lengths.size() && lengths[i + run] == lengths[i] && run < 138) ++run;
    if (lengths[i] == 0 && run >= 3) {
      runs.push_back(run > 10 ? Bucket{18, 7, run - 11} : Bucket{17, 3, run - 3});
    } else if (i > 0 && lengths[i] == lengths[i - 1] && run >= 3) {
      run = std::min(run, 6);
      runs.push_back({16, 2, run - 3});
    } else {
      run = 1;
      runs.push_back({lengths[i], 0, 0});
    }
    i += static_cast<std::size_t>(run);
  }
  return runs;
}

/// The two codes of a block, themselves coded: RFC 1951, section 3.2.7.
void write_codes(BitWriter& out, const PrefixCode& literals, const PrefixCode& distances) {
  constexpr std::array<int, 19> order = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  std::vector<int> lengths = literals.lengths();
  lengths.insert(lengths.end(), distances.lengths().begin(), distances.lengths().end());
  const std::vector<Bucket> runs = run_lengths(lengths);

  std::vector<std::uint32_t> frequencies(order.size());
  for (const Bucket& run : runs) ++frequencies[run.symbol];
  const PrefixCode code(frequencies, 7);
  int used = static_cast<int>(order.size());
  while (used > 4 && code.lengths()[order[used - 1]] == 0) --used;

  out.write(static_cast<std::uint32_t>(literals.lengths().size()) - 257, 5);
  out.write(static_cast<std::uint32_t>(distances.lengths().size()) - 1, 5);
  out.write(static_cast<std::uint32_t>(used) - 4, 4);
  for (int i = 0; i < used; ++i) out.write(static_cast<std::uint32_t>(code.lengths()[order[i]]), 3);
  for (const Bucket& run : runs) {
    code.write(out, run.symbol);
    out.write(static_cast<std::uint32_t>(run.extra), run.extra_bits);
  }
}

void write_block(BitWriter& out, const Token* first, const Token* last, bool final) {
  std::vector<std::uint32_t> literal_counts(286), distance_counts(30);
  for (const Token* token = first; token != last; ++token) {
    ++literal_counts[token->length ? length_bucket(token->length).symbol : token->value];
    if (token->length) ++distance_counts[distance_bucket(token->value).symbol];
  }
  ++literal_counts[end_of_block];
  const PrefixCode literals(literal_counts, 15), distances(distance_counts, 15);

  out.write(final, 1);
  out.write(2, 2);  // codes of its own
  write_codes(out, literals, distances);
  const auto write_bucket = [&](const PrefixCode& code, const Bucket& bucket) {
    code.write(out, bucket.symbol);
    out.write(static_cast<std::uint32_t>(bucket.extra), bucket.extra_bits);
  };
  for (const Token* token = first; token != last; ++token) {
    write_bucket(literals, token->length ? length_bucket(token->length) : Bucket{token->value, 0, 0});
    if (token->length) write_bucket(distances, distance_bucket(token->value));
  }
  literals.write(out, end_of_block);
}

}  // namespace

std::vector<int> prefix_code_lengths(const std::vector<std::uint32_t>& frequencies, int limit) {
  struct Package {
    std::uint64_t weight;
    std::vector<int> symbols;
  };
  const auto lighter = [](const Package& a, const Package& b) { return a.weight < b.weight; };
  std::vector<Package> leaves;
  for (std::size_t s = 0; s < frequencies.size(); ++s)
    if (frequencies[s]) leaves.push_back({frequencies[s], {static_cast<int>(s)}});
  std::stable_sort(leaves.begin(), leaves.end(), lighter);

  // Each round pairs what there is, lightest first, and adds the symbols anew: a symbol's length is the
  // number of the lightest 2 (n - 1) packages that contain it.
  std::vector<Package> packages = leaves;
  for (int round = 1; round < limit; ++round) {
    std::vector<Package> merged = leaves;
    for (std::size_t i = 0; i + 1 < packages.size(); i += 2) {
      Package pair = packages[i];
      pair.weight += packages[i + 1].weight;
      pair.symbols.insert(pair.symbols.end(), packages[i + 1].symbols.begin(), packages[i + 1].symbols.end());
      merged.push_back(std::move(pair));
    }
    std::stable_sort(merged.begin(), merged.end(), lighter);
    packages = std::move(merged);
  }
  std::vector<int> lengths(frequencies.size());
  for (std::size_t i = 0; i + 2 < 2 * leaves.size(); ++i)
    for (const int symbol : packages[i].symbols) ++lengths[symbol];
  return lengths;
}

std::uint32_t adler32(std::string_view bytes) {
  std::uint32_t low = 1, high = 0;
  for (const char byte : bytes) {
    low = (low + static_cast<unsigned char>(byte)) % 65521;
    high = (high + low) % 65521;
  }
  return high << 16 | low;
}

std::string zlib_compress(std::string_view bytes) {
  const std::vector<Token> tokens = lz77(bytes);
  BitWriter out;
  std::size_t first = 0;
  do {
    const std::size_t last = std::min(first + tokens_per_block, tokens.size());
    write_block(out, tokens.data() + first, tokens.data() + last, last == tokens.size());
    first = last;
  } while (first < tokens.size());

  const std::uint32_t check = adler32(bytes);
  std::string stream = "\x78\xda" + out.finish();  // deflate, 32 KiB window, slowest level
  for (const int shift : {24, 16, 8, 0}) stream += static_cast<char>(check >> shift & 255);
  return stream;
}

}  // namespace lgn
