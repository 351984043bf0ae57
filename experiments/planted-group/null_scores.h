// The scores that recovery reaches without a group, for every size that a benchmark needs.
#pragma once

#include <map>
#include <vector>

#include "tensor/shape.h"

namespace lgn {

class NullScores {
 public:
  /// `draws` random dictionaries of each size.
  explicit NullScores(Index draws) : draws_(draws) {}

  /// Draws those of F atoms in d dimensions, unless they are there.
  void prepare(Index F, Index d);
  /// Those that were prepared.
  const std::vector<double>& at(Index F, Index d) const { return scores_.at({F, d}); }

 private:
  Index draws_;
  std::map<std::pair<Index, Index>, std::vector<double>> scores_;
};

}  // namespace lgn
