// JSON (RFC 8259): a value, a strict parser, a writer.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lgn {

/// What becomes a number: neither bool, nor char, which is part of a text.
template <class Value>
concept JsonNumber =
    (std::integral<Value> && !std::same_as<Value, bool> && !std::same_as<Value, char>) || std::floating_point<Value>;

/// null, true or false, a number, a string, an array, or an object that keeps the order of its members.
///
/// A number is kept as it is spelt, so that integers of 64 bits survive and floating-point numbers are
/// written with the fewest digits that read back to the same float or double. NaN and infinity have no
/// spelling in JSON and become null.
class Json {
 public:
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;  ///< key and value
  using Object = std::vector<Member>;

  Json() = default;
  Json(std::nullptr_t) {}
  Json(const char* text) : value_(std::string(text)) {}
  Json(std::string_view text) : value_(std::string(text)) {}
  Json(std::string text) : value_(std::move(text)) {}
  Json(Array array) : value_(std::move(array)) {}
  Json(Object object) : value_(std::move(object)) {}
  template <std::same_as<bool> Bool>  // pointers must not become bool
  Json(Bool truth) : value_(truth) {}
  template <JsonNumber Value>
  Json(Value value) {
    char text[40];
    const bool finite = value - value == 0;
    if (finite) value_ = Number{std::string(text, std::to_chars(text, text + sizeof text, value).ptr)};
  }
  template <class Value>
  requires(!std::same_as<Value, Json> && std::convertible_to<Value, Json>) Json(const std::vector<Value>& values)
      : Json(Array(values.begin(), values.end())) {}

  bool is_null() const { return value_.index() == 0; }
  bool is_bool() const { return std::holds_alternative<bool>(value_); }
  bool is_number() const { return std::holds_alternative<Number>(value_); }
  bool is_string() const { return std::holds_alternative<std::string>(value_); }
  bool is_array() const { return std::holds_alternative<Array>(value_); }
  bool is_object() const { return std::holds_alternative<Object>(value_); }

  /// What it is, for sentences: "the number 3", "an array", "the string "x"".
  std::string description() const;

  /// The value as this kind; throws Error with the description when it is another. as_integer refuses what
  /// is not spelt as an integer (1.0, 1e3) or exceeds 64 bits; as_double what exceeds a double.
  bool as_bool() const;
  double as_double() const;
  std::int64_t as_integer() const;
  const std::string& as_string() const;
  const Array& as_array() const;
  const Object& as_object() const;

  /// The member of an object: null pointer, or Error naming the key, when there is none.
  const Json* find(std::string_view key) const;
  const Json& at(std::string_view key) const;

  /// Adds a member or replaces its value. A null value becomes an object first.
  void set(std::string key, Json value);

  /// In one line, without spaces where none are needed: `{"a":1,"b":[2,3]}`.
  /// Bytes of strings that are not UTF-8 are written as U+FFFD, so that the result always is.
  std::string text() const;

  /// For people: members of objects on lines of their own, indented; ends with a newline.
  std::string pretty() const;

 private:
  friend class JsonParser;
  friend class JsonWriter;

  [[noreturn]] void refuse(const char* expected) const;

  struct Number {
    std::string literal;
  };

  std::variant<std::monostate, bool, Number, std::string, Array, Object> value_;
};

/// A text from a file as it can be shown in a sentence: in quotes, escaped as in JSON, at most 60 bytes of
/// it.
std::string quoted(std::string_view text);

/// Nesting and number of values that parse_json accepts: no text may exhaust the stack or the memory.
inline constexpr int deepest_json = 64;
inline constexpr int most_json_values = 1'000'000;

/// Reads one value that takes up all of `text`. Refused: anything outside the grammar, text that is not
/// UTF-8, unpaired surrogates, the same key twice in an object, more nesting or values than stated above.
/// Throws Error with `source` (the file), the byte offset, what was found and what was expected.
Json parse_json(std::string_view text, std::string_view source);

/// The value that a file holds. Throws Error as parse_json and read_file.
Json read_json(const std::string& path);

}  // namespace lgn
