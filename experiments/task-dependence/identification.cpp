#include "experiments/task-dependence/identification.h"

#include <algorithm>

#include "experiments/common/analysis/statistics.h"
#include "tensor/error.h"

namespace lgn {
namespace {

/// Statistics that are equal but for rounding, as those of exchanged names of labels, have to count as equal.
constexpr double tie = 1 - 1e-9;

/// The labels in random order within every block.
std::vector<Index> exchanged(const Labels& labels, Random& random) {
  std::vector<Index> label = labels.label;
  const Index blocks = 1 + *std::max_element(labels.block.begin(), labels.block.end());
  for (Index b = 0; b < blocks; ++b) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < label.size(); ++i)
      if (labels.block[i] == b) members.push_back(i);
    const std::vector<Index> order = random.permutation(static_cast<Index>(members.size()));
    for (std::size_t i = 0; i < members.size(); ++i)
      label[members[i]] = labels.label[members[static_cast<std::size_t>(order[i])]];
  }
  return label;
}

double identified(const std::vector<Index>& thing, const std::vector<Index>& nearest, const std::vector<Index>& label) {
  Index same = 0;
  for (std::size_t i = 0; i < thing.size(); ++i)
    same += label[static_cast<std::size_t>(thing[i])] == label[static_cast<std::size_t>(nearest[i])];
  return static_cast<double>(same) / static_cast<double>(thing.size());
}

}  // namespace

Identification identify(const std::vector<Index>& thing, const std::vector<Index>& nearest, const Labels& labels,
                        Index permutations, Random& random) {
  require(!thing.empty() && thing.size() == nearest.size(), thing.size(), " parts with ", nearest.size(),
          " nearest neighbours");
  const double rate = identified(thing, nearest, labels.label);
  std::vector<double> null;
  for (Index i = 0; i < permutations; ++i) null.push_back(identified(thing, nearest, exchanged(labels, random)));
  return {rate, mean(null), permutation_p_value(rate * tie, null)};
}

}  // namespace lgn
