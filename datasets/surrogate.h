// Surrogates: data with the same statistics of second order and nothing else to learn, for controls.
//
// What networks learn from them has the history of training, the architecture and the task of what they learn
// from the data themselves: the null that a claim about learned structure needs.
#pragma once

#include <cstdint>

#include "datasets/dataset.h"
#include "tensor/names.h"

namespace lgn {

enum class Surrogate { none, gaussian };
template <>
inline constexpr auto names<Surrogate> = std::array{"none", "gaussian"};

/// gaussian: every image, of both parts, becomes a Gaussian one with exactly the training images' mean and
///   covariance, x = mean + sum_i w_i (x_i - mean) / sqrt(N - 1), w_i standard normal, as float32 in the
///   units that preprocessing gives the data (bytes / 255); labels are exchanged at random.
/// The same seed gives the same surrogate with any number of threads.
Dataset surrogate(Dataset dataset, Surrogate kind, std::uint64_t seed);

}  // namespace lgn
