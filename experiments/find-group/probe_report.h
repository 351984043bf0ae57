// A probe's table, sentence and summary.
#pragma once

#include "experiments/find-group/probe_result.h"
#include "tensor/io/json.h"

namespace lgn {

/// Everything that the program prints.
std::string probe_text(const ProbeInput& input, const ProbeResult& result, double delta);

/// certified, order, defect, defect_upper, delta, nearest_operation, nearest_cosine, route, name; defect_NAME
/// and defect_upper_NAME of every known operation that the moments see; what was seen of the law. Without a
/// candidate: order 1, defect 1.
Json probe_summary(const ProbeResult& result, double delta);

}  // namespace lgn
