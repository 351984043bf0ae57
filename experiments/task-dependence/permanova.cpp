#include "experiments/task-dependence/permanova.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tensor/error.h"

namespace lgn {
namespace {

/// Statistics that are equal but for rounding, as those of exchanged names of labels, have to count as equal.
constexpr double tie = 1 - 1e-9;

void require_labels(const Labels& labels, Index things) {
  require(static_cast<Index>(labels.label.size()) == things && labels.label.size() == labels.block.size(),
          things, " things with ", labels.label.size(), " labels in ", labels.block.size(), " blocks");
}

/// The labels in random order within every block.
std::vector<Index> exchanged(const Labels& labels, Random& random) {
  std::vector<Index> label = labels.label;
  const Index blocks = 1 + *std::max_element(labels.block.begin(), labels.block.end());
  for (Index b = 0; b < blocks; ++b) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < label.size(); ++i) {
      if (labels.block[i] == b) members.push_back(i);
    }
    const std::vector<Index> order = random.permutation(static_cast<Index>(members.size()));
    for (std::size_t i = 0; i < members.size(); ++i) {
      label[members[i]] = labels.label[members[static_cast<std::size_t>(order[i])]];
    }
  }
  return label;
}

double identified(const std::vector<Index>& thing, const std::vector<Index>& nearest,
                  const std::vector<Index>& label) {
  Index same = 0;
  for (std::size_t i = 0; i < thing.size(); ++i) {
    same += label[static_cast<std::size_t>(thing[i])] == label[static_cast<std::size_t>(nearest[i])];
  }
  return static_cast<double>(same) / static_cast<double>(thing.size());
}

}  // namespace

double pseudo_f(const TensorD& distances, const std::vector<Index>& label) {
  const Index n = static_cast<Index>(label.size());
  require_shape(distances, {n, n}, "the matrix of distances");
  const Index kinds = 1 + *std::max_element(label.begin(), label.end());
  std::vector<double> members(static_cast<std::size_t>(kinds)), squares(members);
  double total = 0;
  for (Index i = 0; i < n; ++i) {
    const std::size_t kind = static_cast<std::size_t>(label[static_cast<std::size_t>(i)]);
    ++members[kind];
    for (Index j = 0; j < i; ++j) {
      const double square = distances(i, j) * distances(i, j);
      total += square;
      if (label[static_cast<std::size_t>(j)] == label[static_cast<std::size_t>(i)]) squares[kind] += square;
    }
  }
  double within = 0;
  for (std::size_t kind = 0; kind < members.size(); ++kind) {
    require(members[kind] > 0, "no thing has label ", kind);
    within += squares[kind] / members[kind];
  }
  const double between = total / static_cast<double>(n) - within;
  require(kinds >= 2 && n > kinds, n, " things under ", kinds,
          " labels; expected at least two labels, and more things than labels");
  if (within <= 0) return total > 0 ? std::numeric_limits<double>::infinity() : 0;
  return between / static_cast<double>(kinds - 1) / (within / static_cast<double>(n - kinds));
}

double permanova_p_value(const TensorD& distances, const Labels& labels, Index permutations, Random& random) {
  require_labels(labels, distances.extent(0));
  const double observed = pseudo_f(distances, labels.label);
  std::vector<double> null;
  for (Index i = 0; i < permutations; ++i) null.push_back(pseudo_f(distances, exchanged(labels, random)));
  return permutation_p_value(observed * tie, null);
}

Identification identify(const std::vector<Index>& thing, const std::vector<Index>& nearest,
                        const Labels& labels, Index permutations, Random& random) {
  require(!thing.empty() && thing.size() == nearest.size(), thing.size(), " parts with ", nearest.size(),
          " nearest neighbours");
  const double rate = identified(thing, nearest, labels.label);
  std::vector<double> null;
  for (Index i = 0; i < permutations; ++i)
    null.push_back(identified(thing, nearest, exchanged(labels, random)));
  return {rate, mean(null), permutation_p_value(rate * tie, null)};
}

double uniformity_p_value(std::vector<double> values) {
  require(!values.empty(), "uniformity of no values");
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  double distance = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double below = static_cast<double>(i) / n, above = static_cast<double>(i + 1) / n;
    distance = std::max({distance, above - values[i], values[i] - below});
  }
  const double x = (std::sqrt(n) + 0.12 + 0.11 / std::sqrt(n)) * distance;
  if (x < 0.3) return 1;
  double tail = 0;
  for (int k = 1; k <= 100; ++k) tail += (k % 2 ? 2 : -2) * std::exp(-2 * k * k * x * x);
  return std::clamp(tail, 0.0, 1.0);
}

}  // namespace lgn
