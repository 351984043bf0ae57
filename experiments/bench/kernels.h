// The kernels as workloads for build/bench: convolutions in lane layout, matrix products.
#pragma once

#include <vector>

#include "experiments/bench/timing.h"
#include "lgn/architecture.h"

namespace lgn {

/// conv2d, conv_transpose2d and the gradient of the filters on `batch` images of the architecture's sizes.
/// Keys: `prefix` and "conv", "conv_transpose", "conv_weight_gradient".
std::vector<Workload> convolution_workloads(const Architecture& architecture, Index batch, const std::string& data,
                                            const std::string& prefix);

/// C = A B with float32 matrices of n x n. Key: "gemm_" and n.
Workload product_workload(Index n);

/// Operations of one convolution, a multiply-add counted as two: 2 N F h w C m m, borders included.
double convolution_operations(const Architecture& architecture, Index batch);

}  // namespace lgn
