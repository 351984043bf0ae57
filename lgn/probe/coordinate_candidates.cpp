#include "lgn/probe/coordinate_candidates.h"

#include "lgn/probe/dictionary_candidates.h"
#include "lgn/recovery/dictionary_learning.h"

namespace lgn {

std::vector<GroupCandidate> coordinate_candidates(const PreparedSample& sample) {
  TensorD rows = sample.expansion.clone();
  normalize_rows(rows);
  const std::optional<FiniteGroup> group = group_of_atoms(rows, 4 * rows.extent(0), 0.95);
  return group ? candidates_of(*group, "coordinates") : std::vector<GroupCandidate>{};
}

}  // namespace lgn
