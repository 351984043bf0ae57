// From flags, data and perhaps a model file to the network that a run starts with.
#pragma once

#include "experiments/common/training/prepared_data.h"
#include "lgn/network.h"

namespace lgn {

/// The architecture that the flags ask for on these images. With --init it is the file's, unless a flag says
/// otherwise (mu only together with the file's regulariser). Throws Error when they contradict the data.
Architecture settle_architecture(const TrainingSettings& settings, const Flags& flags, const PreparedData& data);

/// The network with initial weights: drawn, or the file's. Where that has matrices A.k but not what they are
/// made from, those of an orthogonal or exact generator are snapped, those that share a free one averaged, and a note
/// says how far they moved.
Network initial_network(const TrainingSettings& settings, const Architecture& architecture, const PreparedData& data);

}  // namespace lgn
