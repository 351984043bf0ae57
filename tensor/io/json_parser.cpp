// Reads JSON by recursive descent: a function for each rule of the grammar.
#include <algorithm>

#include "tensor/error.h"
#include "tensor/io/file.h"
#include "tensor/io/json.h"
#include "tensor/io/utf8.h"

namespace lgn {

class JsonParser {
 public:
  JsonParser(std::string_view text, std::string_view source) : text_(text), source_(source) {}

  Json parse() {
    Json json = value(0);
    skip_space();
    if (position_ < text_.size()) unexpected("the end of the text");
    return json;
  }

 private:
  Json value(int depth) {
    skip_space();
    const bool nests = next() == '{' || next() == '[';
    if (nests && depth >= deepest_json) refuse(concat("more than ", deepest_json, " levels of nesting"));
    if (++values_ > most_json_values) refuse(concat("more than ", most_json_values, " values"));
    switch (next()) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return Json(string());
      case 't':
        return word("true", Json(true));
      case 'f':
        return word("false", Json(false));
      case 'n':
        return word("null", Json());
      default:
        return number();
    }
  }

  Json object(int depth) {
    const std::size_t start = position_++;
    Json::Object members;
    skip_space();
    if (accept('}')) return Json(std::move(members));
    do {
      skip_space();
      if (next() != '"') unexpected(members.empty() ? "a key in quotes or '}'" : "a key in quotes");
      std::string key = string();
      skip_space();
      if (!accept(':')) unexpected("':'");
      members.push_back({std::move(key), value(depth + 1)});
      skip_space();
    } while (accept(','));
    if (!accept('}')) unexpected("',' or '}'");
    refuse_duplicates(members, start);
    return Json(std::move(members));
  }

  Json array(int depth) {
    ++position_;
    Json::Array elements;
    skip_space();
    if (accept(']')) return Json(std::move(elements));
    do {
      elements.push_back(value(depth + 1));
      skip_space();
    } while (accept(','));
    if (!accept(']')) unexpected("',' or ']'");
    return Json(std::move(elements));
  }

  std::string string() {
    ++position_;
    std::string out;
    while (!accept('"')) {
      if (accept('\\')) {
        escape(out);
        continue;
      }
      const std::size_t length = utf8_length(text_.substr(position_));
      if (length == 0 && position_ < text_.size()) unexpected("text in UTF-8");
      if (length == 0) unexpected("'\"' at the end of the string");
      if (static_cast<unsigned char>(next()) < 0x20) unexpected("'\"', or a control character as an escape (\\n)");
      out += text_.substr(position_, length);
      position_ += length;
    }
    return out;
  }

  void escape(std::string& out) {
    constexpr std::string_view escapes = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    if (accept('u')) return unicode_escape(out);
    const std::size_t which = position_ < text_.size() ? escapes.find(next()) : std::string_view::npos;
    if (which == std::string_view::npos) unexpected("one of \" \\ / b f n r t u after a backslash");
    out += meanings[which];
    ++position_;
  }

  /// \uXXXX, or two of them: a pair of surrogates stands for one character beyond U+FFFF.
  void unicode_escape(std::string& out) {
    std::uint32_t character = four_digits();
    if (character >= 0xdc00 && character < 0xe000) refuse("a second half of a surrogate pair without a first");
    if (character >= 0xd800 && character < 0xdc00) {
      const bool escaped = accept('\\') && accept('u');
      const std::uint32_t second = escaped ? four_digits() : 0;
      if (second < 0xdc00 || second >= 0xe000) refuse("a first half of a surrogate pair without a second");
      character = 0x10000 + ((character - 0xd800) << 10) + (second - 0xdc00);
    }
    append_utf8(out, character);
  }

  std::uint32_t four_digits() {
    std::uint32_t number = 0;
    for (int i = 0; i < 4; ++i, ++position_) {
      const char c = next();
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) unexpected("four hexadecimal digits after \\u");
      number = number << 4 | static_cast<std::uint32_t>(digit);
    }
    return number;
  }

  Json word(std::string_view spelling, Json meaning) {
    if (text_.substr(position_, spelling.size()) != spelling) unexpected("a value");
    position_ += spelling.size();
    return meaning;
  }

  Json number() {
    const std::size_t start = position_;
    const bool negative = accept('-');
    if (!is_digit()) unexpected(negative ? "a digit after '-'" : "a value");
    if (accept('0')) {
      if (is_digit()) unexpected("no digit after a leading 0");
    } else {
      skip_digits();
    }
    if (accept('.')) digits("a digit after the decimal point");
    if (accept('e') || accept('E')) {
      if (!accept('+')) accept('-');
      digits("a digit in the exponent");
    }
    Json json;
    json.value_ = Json::Number{std::string(text_.substr(start, position_ - start))};
    return json;
  }

  void digits(const char* expected) {
    if (!is_digit()) unexpected(expected);
    skip_digits();
  }

  bool is_digit() const { return next() >= '0' && next() <= '9'; }

  void skip_digits() {
    while (is_digit()) ++position_;
  }

  void skip_space() {
    while (position_ < text_.size() && std::string_view(" \t\r\n").find(text_[position_]) != std::string_view::npos)
      ++position_;
  }

  /// The byte at hand; 0 at the end.
  char next() const { return position_ < text_.size() ? text_[position_] : '\0'; }

  bool accept(char c) {
    if (position_ >= text_.size() || text_[position_] != c) return false;
    ++position_;
    return true;
  }

  void refuse_duplicates(const Json::Object& members, std::size_t start) {
    std::vector<std::string_view> keys;
    for (const Json::Member& member : members) keys.push_back(member.first);
    std::sort(keys.begin(), keys.end());
    const auto twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice == keys.end()) return;
    position_ = start;
    refuse(concat("an object that has the key ", quoted(*twice), " twice"));
  }

  [[noreturn]] void unexpected(std::string_view expected) const {
    fail(source_, ", byte ", position_, ": found ", found(), "; expected ", expected);
  }

  [[noreturn]] void refuse(std::string_view finding) const {
    fail(source_, ", byte ", position_, ": found ", finding, ", which is not accepted");
  }

  std::string found() const {
    if (position_ >= text_.size()) return "the end of the text";
    const auto byte = static_cast<unsigned char>(text_[position_]);
    if (byte > 0x20 && byte < 0x7f) return concat("'", text_[position_], "'");
    return concat("a byte of value ", static_cast<int>(byte));
  }

  std::string_view text_, source_;
  std::size_t position_ = 0;
  int values_ = 0;
};

Json parse_json(std::string_view text, std::string_view source) {
  return JsonParser(text, source).parse();
}

Json read_json(const std::string& path) {
  return parse_json(read_file(path), path);
}

}  // namespace lgn
