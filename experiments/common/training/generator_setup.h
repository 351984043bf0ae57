// Where generators start other than at random: --init-generator, --search, --group.
#pragma once

#include "experiments/common/training/prepared_data.h"
#include "lgn/network.h"

namespace lgn {

/// Whether the generators are to start somewhere.
bool starts_generators(const NetworkSettings& settings);

/// What the group that is asked for decides of the architecture: the group size (--group) and how often each
/// eigenvalue occurs, unless a flag says so. Throws Error when the form cannot hold it, or the flags
/// contradict the file.
void settle_generator_start(const NetworkSettings& settings, const Flags& flags, const PreparedData& data,
                            Architecture& architecture);

/// Puts the generators of `network`, whose architecture is settled, there.
void start_generators(const NetworkSettings& settings, const PreparedData& data, Network& network, Random& random,
                      bool quiet);

}  // namespace lgn
