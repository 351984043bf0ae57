#include "lgn/generators/multiplicities.h"

#include <charconv>

namespace lgn {
namespace {

Index matrix_size(const Architecture& a) {
  return a.generator == "kronecker" ? a.kernel.side() : a.kernel_size();
}

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

bool has_multiplicities(const Architecture& a) {
  if (a.multiplicities == "learned") return false;
  const std::string& form = a.generator == "kronecker" ? a.factors : a.generator;
  return form == "orthogonal" || form == "exact" || form == "dihedral";
}

std::vector<Index> multiplicities(const Architecture& a) {
  const Index d = matrix_size(a), n = a.group_size;
  const bool dihedral = a.generator == "dihedral";
  if (a.multiplicities == "regular")
    return dihedral ? regular_dihedral_multiplicities(n, d) : regular_cyclic_multiplicities(n, d);
  const std::vector<Index> given = parse(a.multiplicities);
  const Representation rho = dihedral ? dihedral_representation(n, given) : cyclic_representation(n, given);
  require(rho.dimension() == d, "--multiplicities ", a.multiplicities, " make up ", rho.dimension(),
          " dimensions; the matrices have ", d);
  return given;
}

std::string multiplicities_text(const std::vector<Index>& multiplicities) {
  std::string text;
  for (Index m : multiplicities) text += (text.empty() ? "" : ",") + concat(m);
  return text;
}

Representation make_representation(const Architecture& a) {
  const std::vector<Index> m = multiplicities(a);
  return a.generator == "dihedral" ? dihedral_representation(a.group_size, m)
                                   : cyclic_representation(a.group_size, m);
}

}  // namespace lgn
