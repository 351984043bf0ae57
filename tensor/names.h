// Enumerations whose values have names, as flags and files write them: one table each; and lists of words.
#pragma once

#include <array>
#include <string>
#include <type_traits>
#include <vector>

#include "tensor/error.h"

namespace lgn {

/// The names of an enumeration's values in their order, said beside it:
///   template <> inline constexpr auto names<Norm> = std::array{"free", "shared"};
template <class Enum>
inline constexpr auto names = std::array<const char*, 0>{};

template <class Enum>
requires std::is_enum_v<Enum>
constexpr const char* name(Enum value) {
  return names<Enum>[static_cast<std::size_t>(value)];
}

/// All names, as a flag lists them.
template <class Enum>
std::vector<std::string> words() {
  return {names<Enum>.begin(), names<Enum>.end()};
}

/// The words of "a,b": as many as there are commas and one more, so that "a," and "" have an empty word.
std::vector<std::string> split_list(const std::string& list);

/// Throws Error that begins with `what` and lists the known words unless `word` is one of them.
void require_word(const std::string& word, const std::vector<std::string>& known, const std::string& what);

/// The value of that name.
template <class Enum>
Enum from_name(const std::string& word, const std::string& what) {
  require_word(word, words<Enum>(), what);
  std::size_t i = 0;
  while (word != names<Enum>[i]) ++i;
  return static_cast<Enum>(i);
}

}  // namespace lgn
