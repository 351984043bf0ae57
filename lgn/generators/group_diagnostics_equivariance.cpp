// The equivariance error of codes of patches; declared in group_diagnostics.h.
#include <algorithm>
#include <cmath>

#include "lgn/filter_bank.h"
#include "lgn/generators/conjugation.h"
#include "lgn/generators/group_diagnostics.h"
#include "lgn/generators/group_elements.h"
#include "lgn/generators/matrix_powers.h"
#include "lgn/unfolded_layer.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

constexpr Index patches = 64;

/// The index of element j^-1 i; dihedral elements are numbered r^0 .., s r^0 .. as in representation.h.
Index quotient(const Architecture& a, Index j, Index i) {
  if (a.generator != Form::dihedral) return (i - j + a.group_size) % a.group_size;
  const Index n = a.group_size / 2, turn_i = i % n, turn_j = j % n;
  if (j < n) return i < n ? (turn_i - turn_j + n) % n : n + (turn_i + turn_j) % n;
  return i < n ? n + (turn_i + turn_j) % n : (turn_i - turn_j + n) % n;
}

/// That for all i. Of polyhedral elements it is the k with the largest <rho_j^T rho_i, rho_k>.
std::vector<Index> quotients(const Architecture& a, Index j) {
  std::vector<Index> all;
  if (a.generator != Form::polyhedral) {
    for (Index i = 0; i < a.group_size; ++i) all.push_back(quotient(a, j, i));
    return all;
  }
  const Representation rho = a.representation();
  const TensorD one = identity(rho.dimension()), elements = conjugated_elements(rho, one, one);
  const Index n = rho.order(), square = one.count();
  const TensorD E_j = elements.slice(j, 1).reshape(one.shape());
  for (Index i = 0; i < n; ++i) {
    const TensorD quotient = matmul(transpose(E_j), elements.slice(i, 1).reshape(one.shape()));
    std::vector<double> inner(n);
    for (Index k = 0; k < n; ++k)
      for (Index e = 0; e < square; ++e) inner[k] += quotient[e] * elements[k * square + e];
    all.push_back(std::max_element(inner.begin(), inner.end()) - inner.begin());
  }
  return all;
}

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
  std::vector<double> errors;
  for (Index j = 1; j < a.group_size; ++j) {
    double square = 0;
    const std::vector<Index> from = quotients(a, j);
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
    errors.push_back(norm > 0 ? std::sqrt(square / norm) : 0);
  }
  return errors;
}

}  // namespace lgn
