#include "tensor/io/npy_header.h"

#include <charconv>
#include <utility>

#include "tensor/error.h"
#include "tensor/io/quote.h"

namespace lgn {
namespace {

class HeaderParser {
 public:
  HeaderParser(std::string_view text, const std::string& path) : text_(text), path_(path) {}

  NpyHeader parse() {
    bool descr = false, order = false, shape = false;
    const auto once = [&](bool& seen, std::string_view key) {
      if (std::exchange(seen, true)) fail_at(concat("the key '", key, "' twice"), "each key once");
    };
    expect('{');
    while (!accept('}')) {
      const std::string key = string("a key in quotes, or '}'");
      expect(':');
      if (key == "descr") {
        once(descr, key);
        header_.descr = type();
      } else if (key == "fortran_order") {
        once(order, key);
        header_.fortran_order = truth();
      } else if (key == "shape") {
        once(shape, key);
        header_.shape = extents();
      } else {
        fail_at(concat("the key '", printable(key), "'"), "only 'descr', 'fortran_order' and 'shape'");
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skip_space();
    if (!text_.empty()) unexpected("the end of the header");
    const char* missing = !descr ? "'descr'" : !order ? "'fortran_order'" : !shape ? "'shape'" : nullptr;
    require(!missing, path_, ": the header of the .npy file lacks the key ", missing ? missing : "");
    return header_;
  }

 private:
  /// A list instead of a string describes records of several fields.
  std::string type() {
    skip_space();
    if (!text_.empty() && (text_[0] == '[' || text_[0] == '(')) {
      fail_at("a type of several fields",
              concat("one number per element; the fields as a dictionary: ",
                     numpy_remedy(path_, "numpy.array({k: {}[k] for k in {}.dtype.names})")));
    }
    return string("the element type in quotes");
  }

  bool truth() {
    skip_space();
    for (const std::string_view word : {"True", "False"}) {
      if (text_.substr(0, word.size()) != word) continue;
      text_.remove_prefix(word.size());
      return word == "True";
    }
    unexpected("True or False");
  }

  Shape extents() {
    Shape shape;
    expect('(');
    while (!accept(')')) {
      shape.push_back(extent());
      if (accept(',')) continue;
      if (shape.size() == 1) unexpected("',' (a shape of one axis is written (3,))");
      expect(')');
      break;
    }
    return shape;
  }

  Index extent() {
    skip_space();
    Index number = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), number);
    if (error == std::errc::result_out_of_range) fail_at("an extent beyond 64 bits", "the shape of an array");
    if (error != std::errc{} || number < 0) unexpected("an extent: a number of elements, 0 or more");
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    if (!text_.empty() && text_[0] == 'L') text_.remove_prefix(1);  // a long integer of Python 2
    return number;
  }

  std::string string(const char* expected) {
    skip_space();
    if (text_.empty() || (text_[0] != '\'' && text_[0] != '"')) unexpected(expected);
    const std::size_t end = text_.find(text_[0], 1);
    if (end == std::string_view::npos) fail_at("a string without its closing quote", expected);
    const std::string out(text_.substr(1, end - 1));
    text_.remove_prefix(end + 1);
    return out;
  }

  void expect(char c) {
    if (!accept(c)) unexpected(concat("'", c, "'"));
  }

  bool accept(char c) {
    skip_space();
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }

  void skip_space() {
    while (!text_.empty() && (text_[0] == ' ' || text_[0] == '\n' || text_[0] == '\t')) text_.remove_prefix(1);
  }

  [[noreturn]] void unexpected(std::string_view expected) const {
    fail_at(text_.empty() ? "its end" : concat("\"", printable(text_), "\""), expected);
  }

  [[noreturn]] void fail_at(std::string_view found, std::string_view expected) const {
    fail(path_, ": the header of the .npy file is not as it should be: found ", found, "; expected ", expected);
  }

  std::string_view text_;
  const std::string& path_;
  NpyHeader header_;
};

}  // namespace

NpyHeader parse_npy_header(std::string_view text, const std::string& path) {
  return HeaderParser(text, path).parse();
}

std::string printable(std::string_view bytes) {
  std::string out;
  for (const char c : bytes.substr(0, 60)) out += c >= 0x20 && c < 0x7f ? c : '.';
  return bytes.size() > 60 ? out + "..." : out;
}

}  // namespace lgn
