#include "tensor/io/json.h"

#include <algorithm>

#include "tensor/error.h"
#include "tensor/io/utf8.h"

namespace lgn {

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 60;
  return Json(text.substr(0, longest)).text() + (text.size() > longest ? "..." : "");
}

std::string Json::description() const {
  if (is_array()) return "an array";
  if (is_object()) return "an object";
  if (is_string()) return "the string " + quoted(as_string());
  if (!is_number()) return text();
  const std::string& literal = std::get<Number>(value_).literal;
  return "the number " + (literal.size() <= 60 ? literal : literal.substr(0, 60) + "...");
}

void Json::refuse(const char* expected) const {
  fail("found ", description(), "; expected ", expected);
}

bool Json::as_bool() const {
  if (!is_bool()) refuse("true or false");
  return std::get<bool>(value_);
}

double Json::as_double() const {
  if (!is_number()) refuse("a number");
  const std::string& literal = std::get<Number>(value_).literal;
  double number = 0;
  const auto result = std::from_chars(literal.data(), literal.data() + literal.size(), number);
  if (result.ec != std::errc{}) refuse("a number within the range of a double");
  return number;
}

std::int64_t Json::as_integer() const {
  if (!is_number()) refuse("an integer");
  const std::string& literal = std::get<Number>(value_).literal;
  std::int64_t number = 0;
  const char* end = literal.data() + literal.size();
  const auto result = std::from_chars(literal.data(), end, number);
  if (result.ec != std::errc{} || result.ptr != end) refuse("an integer of 64 bits");
  return number;
}

const std::string& Json::as_string() const {
  if (!is_string()) refuse("a string");
  return std::get<std::string>(value_);
}

const Json::Array& Json::as_array() const {
  if (!is_array()) refuse("an array");
  return std::get<Array>(value_);
}

const Json::Object& Json::as_object() const {
  if (!is_object()) refuse("an object");
  return std::get<Object>(value_);
}

const Json* Json::find(std::string_view key) const {
  const Object& object = as_object();
  const auto found =
      std::find_if(object.begin(), object.end(), [&](const Member& member) { return member.first == key; });
  return found == object.end() ? nullptr : &found->second;
}

const Json& Json::at(std::string_view key) const {
  const Json* value = find(key);
  if (!value) fail("there is no \"", key, "\"");
  return *value;
}

void Json::set(std::string key, Json value) {
  if (is_null()) value_ = Object{};
  if (!is_object()) refuse("an object");
  Object& object = std::get<Object>(value_);
  const auto has_key = [&](const Member& member) { return member.first == key; };
  const auto present = std::find_if(object.begin(), object.end(), has_key);
  if (present != object.end()) {
    present->second = std::move(value);
  } else {
    object.emplace_back(std::move(key), std::move(value));
  }
}

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
