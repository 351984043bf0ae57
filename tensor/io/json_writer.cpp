// Writes JSON.
#include <algorithm>

#include "tensor/io/json.h"
#include "tensor/io/utf8.h"

namespace lgn {

/// Writes a value and what is in it to the end of a text.
class JsonWriter {
 public:
  JsonWriter(std::string& out, bool pretty) : out_(out), pretty_(pretty) {}

  void write(const Json& json, int depth) {
    if (json.is_array()) return write_array(json.as_array(), depth);
    if (json.is_object()) return write_object(json.as_object(), depth);
    if (json.is_string()) return write_string(json.as_string());
    if (json.is_number()) out_ += std::get<Json::Number>(json.value_).literal;
    if (json.is_bool()) out_ += json.as_bool() ? "true" : "false";
    if (json.is_null()) out_ += "null";
  }

 private:
  void write_array(const Json::Array& array, int depth) {
    out_ += '[';
    for (std::size_t i = 0; i < array.size(); ++i) {
      if (i) out_ += pretty_ ? ", " : ",";
      write(array[i], depth);
    }
    out_ += ']';
  }

  void write_object(const Json::Object& object, int depth) {
    out_ += '{';
    for (std::size_t i = 0; i < object.size(); ++i) {
      if (i) out_ += ',';
      if (pretty_) new_line(depth + 1);
      write_string(object[i].first);
      out_ += pretty_ ? ": " : ":";
      write(object[i].second, depth + 1);
    }
    if (pretty_ && !object.empty()) new_line(depth);
    out_ += '}';
  }

  void new_line(int depth) { out_.append(1, '\n').append(static_cast<std::size_t>(2 * depth), ' '); }

  void write_string(std::string_view text) {
    out_ += '"';
    while (!text.empty()) {
      const std::size_t length = utf8_length(text);
      if (length == 1) {
        write_ascii(text[0]);
      } else {
        out_ += length ? text.substr(0, length) : "\xef\xbf\xbd";
      }
      text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    out_ += '"';
  }

  void write_ascii(char c) {
    constexpr std::string_view escaped = "\"\\\n\t\r", escapes = "\"\\ntr", digits = "0123456789abcdef";
    const std::size_t which = escaped.find(c);
    if (which != std::string_view::npos) {
      out_ += {'\\', escapes[which]};
    } else if (c < 0x20) {
      out_ += {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
    } else {
      out_ += c;
    }
  }

  std::string& out_;
  bool pretty_;
};

std::string Json::text() const {
  std::string out;
  JsonWriter(out, false).write(*this, 0);
  return out;
}

std::string Json::pretty() const {
  std::string out;
  JsonWriter(out, true).write(*this, 0);
  return out + "\n";
}

}  // namespace lgn
