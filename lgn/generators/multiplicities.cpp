#include "lgn/generators/multiplicities.h"

#include <charconv>

namespace lgn {
namespace {

std::vector<Index> parse(const std::string& text) {
  std::vector<Index> numbers;
  const char *next = text.data(), *end = next + text.size();
  while (true) {
    Index number = 0;
    const auto [stop, error] = std::from_chars(next, end, number);
    require(error == std::errc() && number >= 0 && (stop == end || *stop == ','), "--multiplicities is '",
            text, "'; expected regular, learned, or whole numbers separated by commas");
    numbers.push_back(number);
    if (stop == end) return numbers;
    next = stop + 1;
  }
}

}  // namespace

Representation representation_from(const std::string& text, GroupFamily family, Index n, Index size) {
  const Representation rho =
      family_representation(family, n, text == "regular" ? std::vector<Index>{} : parse(text), size);
  require(rho.dimension() == size, "--multiplicities ", text, " make up ", rho.dimension(),
          " dimensions; the matrices have ", size);
  return rho;
}

std::string multiplicities_text(const std::vector<Index>& multiplicities) {
  std::string text;
  for (Index m : multiplicities) text += (text.empty() ? "" : ",") + concat(m);
  return text;
}

}  // namespace lgn
