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

// group.safetensors: a found group as classify and reconstruct take it (--group), and as anybody may read it.

/// Writes the best candidate, certified or not: `A` [d,d], the first generator as it acts on whitened vectors
/// whitening (x - mean), the identity in directions that were left out; `A_2`, .. further generators;
/// `whitening` [d,d], symmetric; `mean` [d]. Metadata: order, orders, name, route, certified, defect,
/// defect_upper.
void write_group(const std::string& path, const ProbeResult& result);

/// defects.png: every candidate and known operation with its upper bound; with a candidate also generator.png
/// (A on the vectors themselves), orbits.png (what its powers make of ten held-out vectors) and phases.png
/// (angles of its eigenvalues). Returns their paths.
std::vector<std::string> draw_probe(const std::string& folder, const ProbeInput& input, const ProbeResult& result,
                                    double delta);

}  // namespace lgn
