// A recovered group put to work: a network that starts from it, to be trained on.
#pragma once

#include "lgn/network.h"
#include "lgn/recovery/group_recovery.h"

namespace lgn {

/// The architecture's `multiplicities` for which `group` fits into an orthogonal generator of its order.
std::string fitting_multiplicities(const RecoveredGroup& group);

/// Gives a reconstructor of one channel with one orthogonal generator in all, of the group's order and
/// fitting multiplicities, the group's matrix, the base filters [q, m m] in every layer, the thresholds, and
/// the filter bank as its decoder D. The matrix is A to the rounding of float32: it is stored as an
/// orthogonal basis.
void install_group(Network& network, const RecoveredGroup& group, const TensorD& base_filters, double threshold);

}  // namespace lgn
