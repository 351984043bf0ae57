// What a probe found, to look at.
#pragma once

#include "experiments/find-group/probe_result.h"

namespace lgn {

/// defects.png: every candidate and known operation with its upper bound; with a candidate also generator.png
/// (A on the vectors themselves), orbits.png (what its powers make of ten held-out vectors) and phases.png
/// (angles of its eigenvalues). Returns their paths.
std::vector<std::string> draw_probe(const std::string& folder, const ProbeInput& input,
                                    const ProbeResult& result, double delta);

}  // namespace lgn
