#include "tensor/names.h"

#include <algorithm>

namespace lgn {

std::vector<std::string> split_list(const std::string& list) {
  std::vector<std::string> words(1);
  for (const char c : list) {
    if (c == ',') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

void require_word(const std::string& word, const std::vector<std::string>& known, const std::string& what) {
  std::string list;
  for (const std::string& each : known) list += (list.empty() ? "" : each == known.back() ? " or " : ", ") + each;
  require(std::count(known.begin(), known.end(), word) > 0, what, " is '", word, "'; expected ", list);
}

}  // namespace lgn
