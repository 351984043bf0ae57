#include "lgn/recovery/symmetry_hypothesis.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"
#include "tensor/math.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// Squared distances between all rows of [N,d], [N,N].
TensorD squared_distances(const TensorD& rows) {
  TensorD distances = matmul(rows, transpose(rows));
  const Index N = rows.extent(0);
  std::vector<double> norms;
  for (Index i = 0; i < N; ++i) norms.push_back(distances(i, i));
  for (Index i = 0; i < N; ++i) {
    for (Index j = 0; j < N; ++j) {
      const double norm = norms[static_cast<std::size_t>(i)] + norms[static_cast<std::size_t>(j)];
      distances(i, j) = std::max(0.0, norm - 2 * distances(i, j));
    }
  }
  return distances;
}

/// Each patch taken by A^j, j uniform.
TensorD moved_patches(const TensorD& patches, const TensorD& A, Index order, Random& random) {
  const Index N = patches.extent(0), d = patches.extent(1);
  std::vector<Index> power;
  for (Index i = 0; i < N; ++i) {
    power.push_back(static_cast<Index>(random.below(static_cast<std::uint64_t>(order))));
  }
  TensorD moved = patches.clone(), all = patches;
  for (Index j = 1; j < order; ++j) {
    all = matmul(all, transpose(A));
    for (Index i = 0; i < N; ++i) {
      if (power[static_cast<std::size_t>(i)] == j) std::copy_n(all.data() + i * d, d, moved.data() + i * d);
    }
  }
  return moved;
}

/// h[i,k] = k(y_i,y_k) + k(z_i,z_k) - k(y_i,z_k) - k(z_i,y_k); the discrepancy after exchanging within the
/// pairs where s = -1 is s^T h s / N^2.
TensorD pair_kernel(const TensorD& patches, const TensorD& moved) {
  const Index N = patches.extent(0), d = patches.extent(1);
  TensorD both = TensorD::uninitialized({2 * N, d});
  std::copy(patches.begin(), patches.end(), both.data());
  std::copy(moved.begin(), moved.end(), both.data() + N * d);
  TensorD kernel = squared_distances(both);
  std::vector<double> sorted(kernel.begin(), kernel.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const double width = std::max(*middle, 1e-300);
  for (double& x : kernel) x = portable::exp(-x / width);
  TensorD h = TensorD::uninitialized({N, N});
  for (Index i = 0; i < N; ++i) {
    for (Index k = 0; k < N; ++k)
      h(i, k) = kernel(i, k) + kernel(N + i, N + k) - kernel(i, N + k) - kernel(N + i, k);
  }
  return h;
}

}  // namespace

std::vector<double> scores_without_group(Index F, Index d, const RecoverySettings& settings, Index draws,
                                         std::uint64_t seed) {
  std::vector<double> scores(static_cast<std::size_t>(draws));
  parallel_for(draws, [&](Index draw) {
    Random random(seed + static_cast<std::uint64_t>(draw), Stream::test);
    TensorD atoms = cast<double>(normal_tensor(random, {F, d}));
    normalize_rows(atoms);
    scores[static_cast<std::size_t>(draw)] = recover_group(atoms, settings).score;
  });
  return scores;
}

double invariance_p_value(const TensorD& patches, const TensorD& A, Index order, Index exchanges,
                          Random& random) {
  const Index N = patches.extent(0);
  const TensorD h = pair_kernel(patches, moved_patches(patches, A, order, random));
  TensorD signs = TensorD::uninitialized({exchanges + 1, N});  // row 0: the pairs as they are
  for (Index i = 0; i < signs.count(); ++i) signs[i] = i < N || random.below(2) == 0 ? 1 : -1;
  const TensorD products = matmul(signs, h);
  Index as_large = 0;
  double observed = 0;
  for (Index e = 0; e <= exchanges; ++e) {
    double discrepancy = 0;
    for (Index i = 0; i < N; ++i) discrepancy += products(e, i) * signs(e, i);
    if (e == 0) observed = discrepancy;
    // rounding must not tell apart what is equal: where no patch moved, every exchange gives the same
    as_large += discrepancy >= observed - 1e-9 * std::abs(observed);
  }
  return static_cast<double>(as_large) / static_cast<double>(exchanges + 1);
}

double TurnedLosses::p_value() const {
  const Index as_good = std::count_if(turned.begin(), turned.end(), [&](double t) { return t <= loss; });
  return static_cast<double>(as_good + 1) / static_cast<double>(turned.size() + 1);
}

double TurnedLosses::advantage() const {
  const double sum = std::accumulate(turned.begin(), turned.end(), 0.0);
  return 1 - loss * static_cast<double>(turned.size()) / sum;
}

TurnedLosses turned_group_losses(const RecoveredGroup& group, const TensorD& atoms, const TensorD& fitted,
                                 const TensorD& held_out, const PursuitSettings& pursuit,
                                 const TurnedGroupTest& test, Random& random) {
  const auto loss_with = [&](const RecoveredGroup& candidate) {
    TensorD base = base_filters(candidate, atoms, test.groups);
    polish_base_filters(candidate, base, fitted, pursuit, test.steps);
    const TensorD bank = unit_bank(candidate, base);
    return coding_loss(held_out, bank, pursue(held_out, bank, pursuit));
  };
  TurnedLosses losses{loss_with(group), {}};
  for (Index draw = 0; draw < test.draws; ++draw) {
    TensorD Q = random_orthogonal(group.A.extent(0), random), back = transpose(Q);
    if (group.whitening) Q = group.whitening->leave_matrix(Q), back = group.whitening->leave_matrix(back);
    RecoveredGroup turned = group;
    turned.A = matmul(matmul(Q, group.A), back);
    losses.turned.push_back(loss_with(turned));
  }
  return losses;
}

TensorD random_orthogonal(Index d, Random& random) {
  return qr(cast<double>(normal_tensor(random, {d, d}))).q;
}

}  // namespace lgn
