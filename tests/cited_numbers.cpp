#include "tests/cited_numbers.h"

#include <cctype>
#include <cmath>
#include <regex>
#include <sstream>

#include "tensor/error.h"
#include "tensor/io/file.h"
#include "tensor/io/json.h"

namespace lgn::test {
namespace {

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c));
}

/// Whether [begin, end) of the text is not a part of a longer number or word.
bool stands_alone(const std::string& text, std::size_t begin, std::size_t end) {
  static const std::string joining = "._-,/";
  const char before = begin ? text[begin - 1] : ' ', after = end < text.size() ? text[end] : ' ';
  if (std::isalnum(static_cast<unsigned char>(before)) || joining.find(before) != std::string::npos) return false;
  const bool point = (after == '.' || after == ',') && end + 1 < text.size() && is_digit(text[end + 1]);
  return !is_digit(after) && !point;
}

/// The end of the first place behind `from` where the words stand; npos without one.
std::size_t end_of(const std::string& words, const std::string& text, std::size_t from) {
  for (std::size_t at = text.find(words, from); at != std::string::npos; at = text.find(words, at + 1))
    if (stands_alone(text, at, at + words.size())) return at + words.size();
  return std::string::npos;
}

/// What a JSON file has under a key, against the number that the words end, or else begin with; "" where they agree.
std::string disagreement(const std::string& words, const std::string& file, const std::string& key) {
  static const std::string number = "(-?[0-9][0-9,]*(\\.([0-9]+))?)( ?%)?";
  static const std::regex at_the_end(number + "$"), in_front("^" + number);
  std::smatch match;
  if (!std::regex_search(words, match, at_the_end) && !std::regex_search(words, match, in_front)) return "is no number";
  const std::string digits = std::regex_replace(match[1].str(), std::regex(","), "");
  try {
    const Json whole = parse_json(read_file(file), file);
    const Json* value = &whole;
    std::istringstream keys(key);
    for (std::string part; std::getline(keys, part, '/');) value = &value->at(part);
    const double expected = value->as_double() * (match[4].matched ? 100 : 1);
    const double rounding = 0.5000001 * std::pow(10, -static_cast<double>(match[3].length()));
    return std::fabs(expected - std::stod(digits)) > rounding ? concat("is ", expected, " in ", file, ", ", key) : "";
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

std::vector<std::string> unfounded_numbers(const std::string& cited, const std::string& root,
                                           const std::string& results) {
  std::vector<std::string> complaints;
  std::string path, text;
  std::size_t at = 0;
  std::istringstream lines(cited);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# ")) {
      path = line.substr(2), text = read_file(root + "/" + path), at = 0;
      continue;
    }
    std::string words, file, key;
    std::istringstream columns(line);
    std::getline(columns, words, '\t');
    std::getline(columns, file, '\t');
    std::getline(columns, key);
    const std::size_t end = end_of(words, text, at);
    std::string why = disagreement(words, results + "/" + file, key);
    if (why.empty() && end == std::string::npos) why = concat("(", key, ") is not there, behind the numbers before it");
    if (!why.empty()) complaints.push_back(concat(path, ": ", words, " ", why));
    if (end != std::string::npos) at = end;
  }
  return complaints;
}

}  // namespace lgn::test
