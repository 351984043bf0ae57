#include "lgn/generators/representation.h"

#include <array>
#include <charconv>

#include "tensor/math.h"

namespace lgn {
namespace {

/// cos and sin of 2 pi k / n; multiples of a quarter turn without rounding.
std::array<double, 2> turn(Index k, Index n) {
  k %= n;
  if (4 * k % n == 0) {
    constexpr std::array<double, 2> quarters[4] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    return quarters[4 * k / n];
  }
  const auto [cosine, sine] = portable::direction(360 * static_cast<double>(k) / n);
  return {cosine, sine};
}

std::vector<double> rotation(Index k, Index n) {
  const auto [c, s] = turn(k, n);
  return {c, -s, s, c};
}

Irrep one_dimensional(Index order, auto&& sign) {
  Irrep irrep{1, {}};
  for (Index j = 0; j < order; ++j) irrep.matrices.push_back({sign(j) ? -1.0 : 1.0});
  return irrep;
}

/// Of matrices of `size` rows.
std::vector<Index> parse(const std::string& text, Index size) {
  std::vector<Index> numbers;
  const char *next = text.data(), *end = next + text.size();
  while (true) {
    Index number = 0;
    const auto [stop, error] = std::from_chars(next, end, number);
    require(error == std::errc() && number >= 0 && number <= size && (stop == end || *stop == ','),
            "--multiplicities is '", text, "'; expected regular, learned, or whole numbers up to ", size,
            " separated by commas");
    numbers.push_back(number);
    if (stop == end) return numbers;
    next = stop + 1;
  }
}

}  // namespace

Representation with_multiplicities(std::vector<Irrep> irreps, const std::vector<Index>& multiplicities) {
  require(multiplicities.size() == irreps.size(), "--multiplicities: there are ", multiplicities.size(),
          "; this group needs ", irreps.size(), ", one for every irreducible representation");
  return {std::move(irreps), multiplicities};
}

Index Representation::dimension() const {
  Index d = 0;
  for (std::size_t k = 0; k < irreps.size(); ++k) d += irreps[k].size * multiplicities[k];
  return d;
}

Representation cyclic_representation(Index n, const std::vector<Index>& multiplicities) {
  require(n >= 1, "a group of ", n, " elements; expected at least 1");
  std::vector<Irrep> irreps = {one_dimensional(n, [](Index) { return false; })};
  for (Index k = 1; 2 * k < n; ++k) {
    Irrep plane{2, {}};
    for (Index j = 0; j < n; ++j) plane.matrices.push_back(rotation(j * k, n));
    irreps.push_back(std::move(plane));
  }
  if (n % 2 == 0) irreps.push_back(one_dimensional(n, [](Index j) { return j % 2 == 1; }));
  return with_multiplicities(std::move(irreps), multiplicities);
}

Representation dihedral_representation(Index order, const std::vector<Index>& multiplicities) {
  require(order >= 2 && order % 2 == 0, "a dihedral group of ", order,
          " elements; expected an even number, half turns and half mirrors");
  const Index n = order / 2;
  const auto mirrors = [n](Index j) { return j >= n; };
  std::vector<Irrep> irreps = {one_dimensional(order, [](Index) { return false; }), one_dimensional(order, mirrors)};
  if (n % 2 == 0) {
    irreps.push_back(one_dimensional(order, [n](Index j) { return j % n % 2 == 1; }));
    irreps.push_back(one_dimensional(order, [=](Index j) { return (j % n % 2 == 1) != mirrors(j); }));
  }
  for (Index k = 1; 2 * k < n; ++k) {
    Irrep plane{2, {}};
    for (Index j = 0; j < order; ++j) {
      std::vector<double> r = rotation(j % n * k, n);
      if (mirrors(j)) r[2] = -r[2], r[3] = -r[3];  // s = diag(1, -1) from the left
      plane.matrices.push_back(r);
    }
    irreps.push_back(std::move(plane));
  }
  return with_multiplicities(std::move(irreps), multiplicities);
}

std::vector<Index> regular_cyclic_multiplicities(Index n, Index d) {
  std::vector<Index> multiplicities(n / 2 + 1, d / n);
  Index left = d % n;
  for (Index k = 1; 2 * k < n && left >= 2; ++k, left -= 2) ++multiplicities[k];
  multiplicities[0] += left;
  return multiplicities;
}

std::vector<Index> regular_dihedral_multiplicities(Index order, Index d) {
  const Index n = order / 2, copies = d / order;
  const Index lines = n % 2 == 0 ? 4 : 2, planes = (n - 1) / 2;
  std::vector<Index> multiplicities(lines, copies);
  Index left = d % order;
  for (Index k = 0; k < planes; ++k) {
    const Index more = std::min<Index>(2, left / 2 / std::max<Index>(1, planes - k));
    multiplicities.push_back(2 * copies + more);
    left -= 2 * more;
  }
  multiplicities[0] += left;
  return multiplicities;
}

Representation family_representation(GroupFamily family, Index order, std::vector<Index> multiplicities, Index d) {
  const bool regular = multiplicities.empty();
  switch (family) {
    case GroupFamily::cyclic:
      return cyclic_representation(order, regular ? regular_cyclic_multiplicities(order, d) : multiplicities);
    case GroupFamily::dihedral:
      return dihedral_representation(order, regular ? regular_dihedral_multiplicities(order, d) : multiplicities);
    case GroupFamily::polyhedral:
      return polyhedral_representation(order, regular ? regular_polyhedral_multiplicities(order, d) : multiplicities);
  }
  fail("there is no such family of groups");
}

void multiply_right(const Representation& rho, Index element, bool transposed, Index rows, const double* s,
                    double* result) {
  const Index d = rho.dimension();
  Index column = 0;
  for (std::size_t k = 0; k < rho.irreps.size(); ++k) {
    const Irrep& irrep = rho.irreps[k];
    const Index size = irrep.size, row = transposed ? size : 1, down = transposed ? 1 : size;
    const double* m = irrep.matrices[element].data();
    for (Index copy = 0; copy < rho.multiplicities[k]; ++copy, column += size) {
      for (Index i = 0; i < rows; ++i) {
        const double* from = s + i * d + column;
        double* to = result + i * d + column;
        for (Index c = 0; c < size; ++c) {
          double sum = from[0] * m[c * row];
          for (Index b = 1; b < size; ++b) sum += from[b] * m[b * down + c * row];
          to[c] = sum;
        }
      }
    }
  }
}

Representation representation_from(const std::string& text, GroupFamily family, Index n, Index size) {
  const Representation rho =
      family_representation(family, n, text == "regular" ? std::vector<Index>{} : parse(text, size), size);
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
