// The equivariance error of codes of patches; declared in group_diagnostics.h.
#include <algorithm>
#include <cmath>
#include <limits>

#include "lgn/filter_bank.h"
#include "lgn/generators/group_diagnostics.h"
#include "lgn/generators/group_elements.h"
#include "lgn/generators/matrix_powers.h"
#include "lgn/generators/quotients.h"
#include "lgn/unfolded_layer.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

constexpr Index patches = 64;

/// Codes u_K [N, F] of patches y [N, C d] by the iteration of unfolded_layer.h with matrix products for
/// convolutions.
TensorD patch_codes(const TensorD& y, const TensorD& bank, const Tensor& threshold, const Architecture& a) {
  const Index N = y.extent(0), F = bank.extent(0);
  TensorD u({N, F}), z({N, F});
  for (double momentum : momenta(a.layers)) {
    TensorD r = matmul(z, bank);
    for (Index i = 0; i < r.count(); ++i) r[i] = y[i] - r[i];
    const TensorD v = times_transposed(r, bank);
    for (Index i = 0; i < v.count(); ++i) {
      const double next = std::max(0.0, z[i] + a.eta * v[i] - a.eta * threshold[i % F]);
      z[i] = next + momentum * (next - u[i]);
      u[i] = next;
    }
  }
  return u;
}

/// Element j of group g acts on every channel of y [N, C d]; elements [G', C', n, d, d].
TensorD acted(const TensorD& y, const Tensor& elements, Index g, Index j, Index channels) {
  const Index n = elements.extent(2), d = elements.extent(3), N = y.extent(0), size = channels * d;
  TensorD result({N, size});
  for (Index c = 0; c < channels; ++c) {
    const Index group = elements.extent(0) == 1 ? 0 : g, channel = elements.extent(1) == 1 ? 0 : c;
    const TensorD E = numbers_in_double(elements, (group * elements.extent(1) + channel) * n + j, {d, d});
    gemm(false, true, N, d, d, y.data() + c * d, size, E.data(), d, result.data() + c * d, size, false);
  }
  return result;
}

}  // namespace

std::vector<double> equivariance_errors(const Network& network, Index layer) {
  const Architecture& a = network.architecture();
  Tape tape;
  const Leaves leaves(tape, network.parameters(), false);
  const LayerGroup group = network.group(leaves, layer);
  const Variable elements = group.elements ? *group.elements : power_elements(group.generators, a.group_size);
  const Tensor filters = filter_bank(leaves[numbered("B", layer)], group, a.group_size).value();
  const Index size = a.channels * a.kernel_size(), F = a.filters();
  const TensorD bank = cast<double>(filters).reshape({F, size});
  const Tensor threshold = network.thresholds(layer);

  Random random(1);
  const TensorD y = cast<double>(normal_tensor(random, {patches, size}));
  const TensorD u = patch_codes(y, bank, threshold, a);
  const double norm = inner(u, u);
  const bool one_for_all_groups = elements.shape()[0] == 1;
  const QuotientTable table = quotient_table(a);
  std::vector<double> errors;
  for (Index j = 1; j < a.group_size; ++j) {
    double square = 0;
    const std::vector<Index>& from = table[static_cast<std::size_t>(j)];
    TensorD moved;
    for (Index g = 0; g < a.base_filters; ++g) {
      if (g == 0 || !one_for_all_groups)
        moved = patch_codes(acted(y, elements.value(), g, j, a.channels), bank, threshold, a);
      for (Index p = 0; p < patches; ++p)
        for (Index i = 0; i < a.group_size; ++i) {
          const double difference = moved[p * F + i * a.base_filters + g] - u[p * F + from[i] * a.base_filters + g];
          square += difference * difference;
        }
    }
    errors.push_back(norm > 0 ? std::sqrt(square / norm) : std::numeric_limits<double>::quiet_NaN());
  }
  return errors;
}

}  // namespace lgn
