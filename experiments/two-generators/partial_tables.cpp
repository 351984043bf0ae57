#include "experiments/two-generators/partial_tables.h"

#include <algorithm>

namespace lgn {
namespace {

using Permutation = std::vector<Index>;

/// All products of permutations, numbered as they turn up.
MultiplicationTable table_of_permutations(const std::vector<Permutation>& generators) {
  const auto after = [](const Permutation& p, const Permutation& q) {
    Permutation product;
    for (const Index x : q) product.push_back(p[x]);
    return product;
  };
  Permutation identity;
  for (std::size_t i = 0; i < generators[0].size(); ++i) identity.push_back(static_cast<Index>(i));
  std::vector<Permutation> all = {identity};
  const auto number = [&](const Permutation& p) { return std::find(all.begin(), all.end(), p) - all.begin(); };
  for (std::size_t i = 0; i < all.size(); ++i)
    for (const Permutation& g : generators) {
      const Permutation product = after(all[i], g);
      if (number(product) == static_cast<Index>(all.size())) all.push_back(product);
    }
  MultiplicationTable table;
  for (const Permutation& p : all) {
    table.emplace_back();
    for (const Permutation& q : all) table.back().push_back(number(after(p, q)));
  }
  return table;
}

/// Sets cell (a,b) if c is the only symbol there, or (a,b) the only place of c in its row or column.
bool fill_latin(MultiplicationTable& table) {
  const std::size_t n = table.size();
  const auto possible = [&](std::size_t a, std::size_t b, Index c) {
    if (table[a][b] != unknown_product) return false;
    for (std::size_t k = 0; k < n; ++k)
      if (table[a][k] == c || table[k][b] == c) return false;
    return true;
  };
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = 0; b < n; ++b)
      for (std::size_t s = 0; s < n; ++s) {
        const auto c = static_cast<Index>(s);
        if (!possible(a, b, c)) continue;
        Index symbols = 0, columns = 0, rows = 0;
        for (std::size_t k = 0; k < n; ++k) {
          symbols += possible(a, b, static_cast<Index>(k));
          columns += possible(a, k, c);
          rows += possible(k, b, c);
        }
        if (symbols > 1 && columns > 1 && rows > 1) continue;
        table[a][b] = c;
        return true;
      }
  return false;
}

bool fill_associative(MultiplicationTable& table) {
  const std::size_t n = table.size();
  const auto at = [&](Index x, Index y) -> Index& { return table[x][y]; };
  const auto count = static_cast<Index>(n);
  for (Index a = 0; a < count; ++a)
    for (Index b = 0; b < count; ++b)
      for (Index c = 0; c < count; ++c) {
        const Index ab = at(a, b), bc = at(b, c);
        if (ab == unknown_product || bc == unknown_product) continue;
        Index &left = at(ab, c), &right = at(a, bc);
        if ((left == unknown_product) == (right == unknown_product)) continue;
        (left == unknown_product ? left : right) = std::max(left, right);
        return true;
      }
  return false;
}

}  // namespace

MultiplicationTable table_of(const std::string& group) {
  if (group == "Z6") return table_of_permutations({{1, 2, 3, 4, 5, 0}});
  if (group == "S3") return table_of_permutations({{1, 2, 0}, {1, 0, 2}});
  if (group == "Z2^3") return table_of_permutations({{1, 0, 2, 3, 4, 5}, {0, 1, 3, 2, 4, 5}, {0, 1, 2, 3, 5, 4}});
  if (group == "D4") return table_of_permutations({{1, 2, 3, 0}, {0, 3, 2, 1}});
  // 1, i, -1, -i, j, k, -j, -k times i, and times j
  if (group == "Q8") return table_of_permutations({{1, 2, 3, 0, 7, 4, 5, 6}, {4, 5, 6, 7, 2, 3, 0, 1}});
  if (group == "A4") return table_of_permutations({{1, 2, 0, 3}, {0, 2, 3, 1}});
  fail("there is no table of a group '", group, "'; expected Z6, S3, Z2^3, D4, Q8 or A4");
}

MultiplicationTable scrambled(MultiplicationTable table, Random& random) {
  const std::size_t n = table.size();
  const auto any = [&] { return static_cast<std::size_t>(random.below(n)); };
  Index exchanged = 0;
  for (Index attempt = 0; attempt < 100'000 && exchanged < 2 * static_cast<Index>(n); ++attempt) {
    const std::size_t a = any(), b = any(), c = any();
    const auto d =
        static_cast<std::size_t>(std::find(table[a].begin(), table[a].end(), table[c][b]) - table[a].begin());
    if (a == c || b == d || table[c][d] != table[a][b]) continue;
    std::swap(table[a][b], table[a][d]);
    std::swap(table[c][b], table[c][d]);
    ++exchanged;
  }
  require(exchanged > 0 && !is_group_table(table), "a table of ", n, " elements could not be scrambled");
  return table;
}

MultiplicationTable part_of(MultiplicationTable table, double share, Random& random) {
  const auto n = static_cast<Index>(table.size());
  const std::vector<Index> order = random.permutation(n * n);
  for (auto i = static_cast<std::size_t>(share * (n * n) + 0.5); i < order.size(); ++i)
    table[order[i] / n][order[i] % n] = unknown_product;
  return table;
}

MultiplicationTable deduced(MultiplicationTable known, bool associative) {
  while (fill_latin(known) || (associative && fill_associative(known))) {
  }
  return known;
}

double share_right(const MultiplicationTable& known, const MultiplicationTable& found,
                   const MultiplicationTable& truth) {
  Index unknown = 0, right = 0;
  for (std::size_t a = 0; a < known.size(); ++a)
    for (std::size_t b = 0; b < known.size(); ++b) {
      if (known[a][b] != unknown_product) continue;
      ++unknown;
      right += found[a][b] == truth[a][b];
    }
  return unknown == 0 ? 1 : static_cast<double>(right) / static_cast<double>(unknown);
}

}  // namespace lgn
