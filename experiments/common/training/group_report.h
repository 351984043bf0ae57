// The rows of a run's table that say how much of a group its generators are.
#pragma once

#include "experiments/common/training/training_program.h"

namespace lgn {

/// What stands in lgn/generators/group_diagnostics.h, after training; the equivariance errors also at the
/// start.
std::vector<SummaryRow> group_rows(const GroupDiagnostics& at_start, const GroupDiagnostics& trained);

}  // namespace lgn
