#include "experiments/planted-group/null_scores.h"

#include "lgn/recovery/symmetry_test.h"

namespace lgn {

void NullScores::prepare(Index F, Index d) {
  std::vector<double>& known = scores_[{F, d}];
  if (known.empty()) known = scores_without_group(F, d, {}, draws_, 1'000'000);
}

}  // namespace lgn
