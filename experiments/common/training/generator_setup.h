// Where generators start other than at random: --init-generator, --search, --group.
#pragma once

#include "datasets/dataset.h"
#include "experiments/common/training/prepared_data.h"
#include "lgn/architecture.h"
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
void start_generators(const NetworkSettings& settings, const PreparedData& data, Network& network,
                      Random& random, bool quiet);

/// The orthogonal matrix [d,d] of order n = 2 or 4 that keeps the moments of kernel-sized patches best
/// (lgn/probe/eigenbasis_search.h), A^n = I to rounding. Patches are taken at random from images as they are,
/// before whitening, means over channels; one half of the images proposes, the other decides. Error when
/// nothing keeps the moments, for another n, and where a kernel is larger than the images or
/// than 64 pixels.
TensorD start_from_moments(const Images& images, const KernelExtent& kernel, Index n, std::uint64_t seed);

}  // namespace lgn
