// Whether two networks found the same group.
#pragma once

#include <vector>

#include "lgn/network.h"

namespace lgn {

/// The distinct matrices A of a network, each [d,d].
std::vector<TensorD> distinct_generators(const Network& network);

/// The group cosine of matrices a and b, the mean over pairs of equal place:
///   max over k coprime to n of mean over j = 1 .. n-1 of cos(a^(k j), b^j),
/// since A^k generates the same group as A. 1 for equal groups; near 0 for random ones, how near is to be
/// seen from networks that were only drawn. n >= 2.
double group_agreement(const std::vector<TensorD>& a, const std::vector<TensorD>& b, Index n);

}  // namespace lgn
