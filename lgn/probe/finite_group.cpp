#include "lgn/probe/finite_group.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/svd.h"

namespace lgn {
namespace {

constexpr double one_element = 0.8;
constexpr double two_elements = 0.5;
constexpr Index no_element = -1;

/// The element that a matrix is; no_element for a new one, none when it stands between.
std::optional<Index> place_of(const TensorD& A, const std::vector<TensorD>& elements) {
  double best = -2;
  Index place = no_element;
  for (std::size_t g = 0; g < elements.size(); ++g) {
    const double cosine = matrix_cosine(A, elements[g]);
    if (cosine > best) best = cosine, place = static_cast<Index>(g);
  }
  if (best > one_element) return place;
  if (best > two_elements) return std::nullopt;
  return no_element;
}

/// Elements may come to rest without: -1, -1 for the generators of a cyclic group of three.
bool multiplies_as_it_says(const FiniteGroup& group) {
  constexpr double to_rounding = 1e-12;  // of 1 - cosine, as make_exact() moves in the end
  for (std::size_t a = 0; a < group.elements.size(); ++a)
    for (std::size_t b = 0; b < group.elements.size(); ++b) {
      const TensorD& product = group.elements[static_cast<std::size_t>(group.table[a][b])];
      if (!(1 - matrix_cosine(matmul(group.elements[a], group.elements[b]), product) <= to_rounding)) return false;
    }
  return true;
}

/// What a set of elements generates.
std::vector<bool> closure_of(const FiniteGroup& group, const std::vector<Index>& generators) {
  std::vector<bool> inside(group.elements.size());
  std::vector<Index> queue = {0};
  inside[0] = true;
  for (std::size_t i = 0; i < queue.size(); ++i) {
    for (const Index g : generators) {
      const Index next = group.table[static_cast<std::size_t>(queue[i])][static_cast<std::size_t>(g)];
      if (inside[static_cast<std::size_t>(next)]) continue;
      inside[static_cast<std::size_t>(next)] = true;
      queue.push_back(next);
    }
  }
  return inside;
}

FiniteGroup part_of(const FiniteGroup& group, const std::vector<bool>& inside) {
  std::vector<Index> place(inside.size()), members;
  for (std::size_t g = 0; g < inside.size(); ++g)
    if (inside[g]) place[g] = static_cast<Index>(members.size()), members.push_back(static_cast<Index>(g));
  FiniteGroup part;
  for (const Index a : members) {
    part.elements.push_back(group.elements[static_cast<std::size_t>(a)]);
    part.table.emplace_back();
    for (const Index b : members) {
      const Index product = group.table[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
      part.table.back().push_back(place[static_cast<std::size_t>(product)]);
    }
  }
  return part;
}

/// An element s of order 2 with s r s = r^-1, beside r of order n / 2.
bool is_dihedral(const FiniteGroup& group, const std::vector<Index>& orders) {
  const Index half = group.order() / 2;
  const auto at = [&](Index a, Index b) {
    return group.table[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
  };
  if (half < 3 || group.order() % 2 != 0) return false;
  const auto r = std::find(orders.begin(), orders.end(), half) - orders.begin();
  if (r == static_cast<std::ptrdiff_t>(orders.size())) return false;
  const std::vector<bool> turns = closure_of(group, {r});
  for (Index s = 0; s < group.order(); ++s) {
    if (turns[static_cast<std::size_t>(s)]) continue;
    if (orders[static_cast<std::size_t>(s)] != 2 || at(at(at(s, r), s), r) != 0) return false;
  }
  return true;
}

}  // namespace

bool is_group_table(const MultiplicationTable& table) {
  const std::size_t n = table.size();
  const auto at = [&](Index a, Index b) { return table[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)]; };
  for (std::size_t a = 0; a < n; ++a) {
    std::vector<bool> in_row(n), in_column(n);
    for (std::size_t b = 0; b < n; ++b) {
      in_row[static_cast<std::size_t>(table[a][b])] = true;
      in_column[static_cast<std::size_t>(table[b][a])] = true;
    }
    if (std::count(in_row.begin(), in_row.end(), true) != static_cast<std::ptrdiff_t>(n)) return false;
    if (std::count(in_column.begin(), in_column.end(), true) != static_cast<std::ptrdiff_t>(n)) return false;
  }
  const auto count = static_cast<Index>(n);
  for (Index a = 0; a < count; ++a) {
    for (Index b = 0; b < count; ++b) {
      for (Index c = 0; c < count; ++c) {
        if (at(at(a, b), c) != at(a, at(b, c))) return false;
      }
    }
  }
  return true;
}

double matrix_cosine(const TensorD& A, const TensorD& B) {
  return inner(A, B) / static_cast<double>(A.extent(0));
}

// Five steps of a quintic that lifts small singular values fast, then Newton and Schulz's; products alone, so
// that it takes a tenth of an SVD's time. That one is left for what is nearly singular.
TensorD nearest_orthogonal_matrix(const TensorD& X) {
  const Index d = X.extent(0);
  TensorD Y = X.clone();
  const double norm = std::sqrt(inner(X, X));
  for (double& x : Y) x /= norm > 0 ? norm : 1;
  const double near = 1e-14 * static_cast<double>(d);
  double away = 1;
  for (int step = 0; norm > 0 && step < 30 && away > near; ++step) {
    const TensorD gram = transposed_times(Y, Y);
    away = 0;
    for (Index i = 0; i < d * d; ++i) away = std::max(away, std::abs(gram[i] - (i % (d + 1) == 0)));
    const bool rough = step < 5 && away > near;
    TensorD factor = rough ? matmul(gram, gram) : TensorD({d, d});
    for (Index i = 0; i < d * d; ++i) {
      const double unit = i % (d + 1) == 0 ? 1 : 0;
      factor[i] = rough ? 3.4445 * unit - 4.775 * gram[i] + 2.0315 * factor[i] : 1.5 * unit - 0.5 * gram[i];
    }
    Y = matmul(Y, factor);
  }
  if (away <= near) return Y;
  const Svd parts = svd(X);
  return matmul(parts.u, transpose(parts.v));
}

std::optional<FiniteGroup> generated_group(const std::vector<TensorD>& generators, Index most) {
  FiniteGroup group{{identity(generators.front().extent(0))}, {}};
  for (std::size_t i = 0; i < group.elements.size(); ++i) {
    for (const TensorD& generator : generators) {
      const TensorD product = matmul(group.elements[i], generator);
      const std::optional<Index> place = place_of(product, group.elements);
      if (!place) return std::nullopt;
      if (*place == no_element) group.elements.push_back(product);
      if (group.order() > most) return std::nullopt;
    }
  }
  for (const TensorD& a : group.elements) {
    group.table.emplace_back();
    for (const TensorD& b : group.elements) {
      const std::optional<Index> place = place_of(matmul(a, b), group.elements);
      if (!place || *place == no_element) return std::nullopt;
      group.table.back().push_back(*place);
    }
  }
  if (!is_group_table(group.table)) return std::nullopt;
  return group;
}

bool make_exact(FiniteGroup& group) {
  const std::size_t n = group.elements.size();
  double moved = 1;
  for (int round = 0; round < 60 && moved > 1e-14; ++round) {
    std::vector<TensorD> inverses, next;
    for (const TensorD& element : group.elements) inverses.push_back(transpose(element));
    moved = 0;
    for (std::size_t g = 0; g < n; ++g) {
      TensorD mean(group.elements[0].shape());
      for (std::size_t h = 0; h < n; ++h) {
        const TensorD part = matmul(group.elements[static_cast<std::size_t>(group.table[g][h])], inverses[h]);
        for (Index i = 0; i < mean.count(); ++i) mean[i] += part[i];
      }
      next.push_back(nearest_orthogonal_matrix(mean));
      moved = std::max(moved, 1 - matrix_cosine(next.back(), group.elements[g]));
    }
    group.elements = next;
  }
  group.elements[0] = identity(group.elements[0].extent(0));
  return moved <= 1e-12 && multiplies_as_it_says(group);
}

std::vector<Index> element_orders(const FiniteGroup& group) {
  std::vector<Index> orders;
  for (std::size_t g = 0; g < group.elements.size(); ++g) {
    Index order = 1;
    for (std::size_t power = g; power != 0; ++order) power = static_cast<std::size_t>(group.table[power][g]);
    orders.push_back(order);
  }
  return orders;
}

std::vector<Index> minimal_generators(const FiniteGroup& group) {
  const std::vector<Index> orders = element_orders(group);
  std::vector<Index> by_order(orders.size()), generators;
  std::iota(by_order.begin(), by_order.end(), Index{0});
  std::stable_sort(by_order.begin(), by_order.end(), [&](Index a, Index b) {
    return orders[static_cast<std::size_t>(a)] > orders[static_cast<std::size_t>(b)];
  });
  std::vector<bool> inside = closure_of(group, generators);
  for (const Index g : by_order) {
    if (inside[static_cast<std::size_t>(g)]) continue;
    generators.push_back(g);
    inside = closure_of(group, generators);
  }
  return generators;
}

std::vector<FiniteGroup> subgroups(const FiniteGroup& group) {
  const auto size = [](const std::vector<bool>& set) { return std::count(set.begin(), set.end(), true); };
  std::vector<std::vector<bool>> cyclic, sets;
  const auto add = [&](std::vector<std::vector<bool>>& to, const std::vector<bool>& set) {
    if (size(set) < group.order() && std::find(to.begin(), to.end(), set) == to.end()) to.push_back(set);
  };
  for (Index a = 1; a < group.order(); ++a) {
    add(cyclic, closure_of(group, {a}));
    for (Index b = 1; b < a; ++b) add(sets, closure_of(group, {a, b}));
  }
  const auto contains = [](const std::vector<bool>& large, const std::vector<bool>& small) {
    for (std::size_t g = 0; g < small.size(); ++g)
      if (small[g] && !large[g]) return false;
    return true;
  };
  for (const std::vector<bool>& set : sets)
    if (std::none_of(sets.begin(), sets.end(), [&](const auto& other) { return other != set && contains(other, set); }))
      add(cyclic, set);
  std::stable_sort(cyclic.begin(), cyclic.end(), [&](const auto& a, const auto& b) { return size(a) > size(b); });
  std::vector<FiniteGroup> parts;
  for (const std::vector<bool>& set : cyclic) parts.push_back(part_of(group, set));
  return parts;
}

std::string group_name(const FiniteGroup& group) {
  const std::vector<Index> orders = element_orders(group);
  const Index n = group.order(), largest = *std::max_element(orders.begin(), orders.end());
  if (largest == n) return "cyclic " + std::to_string(n);
  if (n == 4) return "Klein four";
  if (is_dihedral(group, orders)) return "dihedral " + std::to_string(n / 2);
  bool abelian = true;
  for (std::size_t a = 0; a < orders.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) abelian = abelian && group.table[a][b] == group.table[b][a];
  }
  return (abelian ? "abelian of order " : "a group of order ") + std::to_string(n);
}

GroupCandidate candidate_of(const FiniteGroup& group, const std::string& route) {
  GroupCandidate candidate;
  const std::vector<Index> orders = element_orders(group);
  for (const Index g : minimal_generators(group)) {
    candidate.generators.push_back(group.elements[static_cast<std::size_t>(g)]);
    candidate.orders.push_back(orders[static_cast<std::size_t>(g)]);
  }
  candidate.order = group.order();
  candidate.route = route;
  candidate.name = group_name(group);
  return candidate;
}

std::vector<GroupCandidate> candidates_of(const FiniteGroup& group, const std::string& route) {
  std::vector<GroupCandidate> candidates = {candidate_of(group, route)};
  for (const FiniteGroup& part : subgroups(group)) candidates.push_back(candidate_of(part, route));
  return candidates;
}

std::vector<TensorD> elements_to_judge(const GroupCandidate& candidate) {
  std::optional<FiniteGroup> group;
  if (candidate.order > 0) group = generated_group(candidate.generators, candidate.order);
  if (!group) return candidate.generators;
  std::vector<TensorD> elements;
  for (Index a = 1; a < group->order(); ++a) {
    const std::vector<Index>& products = group->table[a];
    if (std::find(products.begin(), products.end(), 0) - products.begin() >= a) elements.push_back(group->elements[a]);
  }
  return elements;
}

}  // namespace lgn
