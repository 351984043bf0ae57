// group.safetensors: a found group as classify and reconstruct take it (--group), and as anybody may read it.
#pragma once

#include "experiments/find-group/probe_result.h"

namespace lgn {

/// Writes the best candidate, certified or not: `A` [d,d], the first generator as it acts on whitened vectors
/// whitening (x - mean), the identity in directions that were left out; `A_2`, .. further generators;
/// `whitening` [d,d], symmetric; `mean` [d]. Metadata: order, orders, name, route, certified, defect,
/// defect_upper.
void write_group(const std::string& path, const ProbeResult& result);

}  // namespace lgn
