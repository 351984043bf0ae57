#include "lgn/recovery/group_recovery.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "lgn/generators/snap.h"
#include "lgn/recovery/dictionary_learning.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/svd.h"

namespace lgn {
namespace {

constexpr double fits = 0.8;           // a pair with a smaller cosine is no pair
constexpr double near_identity = 0.3;  // of ||A^j - I||_F / sqrt(d); two random rotations are 1.4 apart
constexpr double a_hair = 0.02;        // scores closer than this are equally good
constexpr Index rematches = 6;

/// ||A^j - I||_F / sqrt(d) for j = 1 .. count.
std::vector<double> closures(const TensorD& A, Index count) {
  std::vector<double> result;
  TensorD power = A;
  for (Index j = 1; j <= count; ++j) {
    result.push_back(distance_from_identity(power));
    power = matmul(power, A);
  }
  return result;
}

/// <A b, b'> for all atoms b (rows) and b' (columns); -1 on the diagonal, so that no atom is its own image.
TensorD agreement_with_others(const TensorD& A, const TensorD& atoms) {
  TensorD agreement = matmul(matmul(atoms, transpose(A)), transpose(atoms));
  for (Index b = 0; b < atoms.extent(0); ++b) agreement(b, b) = -1;
  return agreement;
}

/// Solves for A with the pairs that cost at most twice the median, at least half of them, then with all pairs
/// that A itself suggests.
TensorD solve_and_rematch(const AtomMap& map, const TensorD& atoms) {
  const Index F = atoms.extent(0);
  std::vector<Index> from(F);
  std::iota(from.begin(), from.end(), Index{0});
  std::stable_sort(from.begin(), from.end(), [&](Index a, Index b) { return map.cost[a] < map.cost[b]; });
  const double believed = 2 * map.cost[from[F / 2]];
  while (static_cast<Index>(from.size()) > (F + 1) / 2 && map.cost[from.back()] > believed) from.pop_back();
  std::vector<Index> to;
  for (const Index b : from) to.push_back(map.image[b]);
  TensorD A = procrustes(take_rows(atoms, from), take_rows(atoms, to));
  for (Index round = 0; round < rematches; ++round) {
    const TensorD agreement = agreement_with_others(A, atoms);
    std::vector<Index> next_from, next_to;
    for (Index b = 0; b < F; ++b) {
      const double* row = agreement.data() + b * F;
      const Index best = std::max_element(row, row + F) - row;
      if (row[best] < fits) continue;
      next_from.push_back(b);
      next_to.push_back(best);
    }
    if (next_from.empty() || (next_from == from && next_to == to)) break;
    from = std::move(next_from), to = std::move(next_to);
    A = procrustes(take_rows(atoms, from), take_rows(atoms, to));
  }
  return A;
}

/// The order that A has: the first power near I; 1 for the identity. Where no power is near, the order asked
/// for, else the power that comes nearest; 0 where A has another order than the one asked for.
Index order_of(const std::vector<double>& closure, const RecoverySettings& settings) {
  const auto near = std::find_if(closure.begin(), closure.end(), [](double c) { return c < near_identity; });
  if (near != closure.end()) {
    const Index found = near - closure.begin() + 1;
    return !settings.order || *settings.order == found ? found : 0;
  }
  return settings.order.value_or(std::min_element(closure.begin() + 1, closure.end()) - closure.begin() + 1);
}

TensorD inverse_power_rows(const TensorD& rows, const TensorD& A, Index power) {
  TensorD result = rows;
  for (Index j = 0; j < power; ++j) result = matmul(result, A);  // x^T A = (A^T x)^T
  return result;
}

/// The group in the coordinates in which it is orthogonal, and atoms there.
TensorD orthogonal_matrix(const RecoveredGroup& group) {
  return group.whitening ? group.whitening->enter_matrix(group.A) : group.A;
}
TensorD entered(const RecoveredGroup& group, const TensorD& atoms) {
  return group.whitening ? group.whitening->enter(atoms) : atoms;
}

/// Base filters whose orbits come closest to the atoms [n q,d]: the mean over i of A^-i atom_i.
void take_back(const RecoveredGroup& group, const TensorD& atoms, TensorD& base_filters) {
  const Index q = base_filters.extent(0);
  const TensorD Q = orthogonal_matrix(group), inside = entered(group, atoms);
  base_filters.fill(0);
  for (Index i = 0; i < group.order; ++i) {
    const TensorD back = inverse_power_rows(inside.slice(i * q, q), Q, i);
    for (Index k = 0; k < back.count(); ++k) base_filters[k] += back[k];
  }
  if (group.whitening) base_filters = group.whitening->leave(base_filters);
  normalize_rows(base_filters);
}

RecoveredGroup recover_orthogonal_group(const TensorD& atoms, const RecoverySettings& settings) {
  const Index largest = std::max({Index{2}, settings.largest_order, settings.order.value_or(1)});
  std::vector<RecoveredGroup> groups{{identity(atoms.extent(1))}};
  for (const AtomMap& map : search_automorphisms(atoms, settings.search)) {
    const TensorD A = solve_and_rematch(map, atoms);
    const std::vector<double> closure = closures(A, largest);
    const Index order = order_of(closure, settings);
    if (order < 2) continue;
    const TensorD snapped = snap_orthogonal(A, order).matrix;
    groups.push_back({snapped, order, permutation_score(snapped, atoms), closure[order - 1]});
  }
  return preferred(groups);
}

}  // namespace

TensorD procrustes(const TensorD& from, const TensorD& to) {
  const Svd parts = svd(matmul(transpose(to), from));
  return matmul(parts.u, transpose(parts.v));
}

double permutation_score(const TensorD& A, const TensorD& atoms) {
  const Index F = atoms.extent(0);
  const TensorD agreement = agreement_with_others(A, atoms);
  double sum = 0;
  for (Index b = 0; b < F; ++b) sum += *std::max_element(agreement.data() + b * F, agreement.data() + (b + 1) * F);
  return sum / F;
}

const RecoveredGroup& preferred(const std::vector<RecoveredGroup>& groups) {
  double best = -1;
  for (const RecoveredGroup& group : groups) best = std::max(best, group.score);
  const auto rank = [&](const RecoveredGroup& g) { return std::pair(g.score > best - a_hair ? g.order : 0, g.score); };
  return *std::max_element(groups.begin(), groups.end(), [&](auto& a, auto& b) { return rank(a) < rank(b); });
}

std::vector<TensorD> permuting_matrices(const TensorD& atoms, const SymmetrySearch& search) {
  std::vector<TensorD> matrices;
  for (const AtomMap& map : search_automorphisms(atoms, search)) matrices.push_back(solve_and_rematch(map, atoms));
  return matrices;
}

RecoveredGroup recover_group(const TensorD& atoms, const RecoverySettings& settings) {
  RecoveredGroup orthogonal = recover_orthogonal_group(atoms, settings);
  const auto whitening = settings.conjugated ? whiten_directions(atoms) : std::nullopt;
  if (!whitening) return orthogonal;
  RecoveredGroup other = recover_orthogonal_group(whitening->enter(atoms), settings);
  if (other.score <= orthogonal.score + a_hair) return orthogonal;
  other.A = whitening->leave_matrix(other.A);
  other.whitening = whitening;
  return other;
}

TensorD base_filters(const RecoveredGroup& group, const TensorD& all_atoms, Index groups) {
  const TensorD Q = orthogonal_matrix(group), atoms = entered(group, all_atoms);
  const Index F = atoms.extent(0), d = atoms.extent(1), n = group.order;
  // agreement of A^j b with the atom nearest to it, and which one that is
  std::vector<std::vector<Index>> orbit(F);
  std::vector<double> fullness(F);
  TensorD moved = atoms;
  for (Index j = 0; j < n; ++j) {
    const TensorD agreement = matmul(moved, transpose(atoms));
    for (Index b = 0; b < F; ++b) {
      const double* row = agreement.data() + b * F;
      const Index best = std::max_element(row, row + F) - row;
      orbit[b].push_back(row[best] > fits ? best : -1);
      fullness[b] += row[best];
    }
    moved = matmul(moved, transpose(Q));
  }
  std::vector<Index> order(F);
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return fullness[a] > fullness[b]; });
  std::vector<bool> taken(F);
  std::vector<double> filters;
  for (const Index b : order) {
    if (taken[b] || static_cast<Index>(filters.size()) == groups * d) continue;
    std::vector<double> sum(d);
    for (Index j = 0; j < n; ++j) {
      const Index element = orbit[b][j];
      if (element < 0 || taken[element]) continue;
      taken[element] = true;
      const TensorD back = inverse_power_rows(atoms.slice(element, 1), Q, j);
      for (Index i = 0; i < d; ++i) sum[i] += back[i];
    }
    filters.insert(filters.end(), sum.begin(), sum.end());
  }
  TensorD result = TensorD::from({static_cast<Index>(filters.size()) / d, d}, filters);
  if (group.whitening) result = group.whitening->leave(result);
  normalize_rows(result);
  return result;
}

TensorD group_bank(const TensorD& A, Index order, const TensorD& base_filters) {
  const Index q = base_filters.extent(0), d = base_filters.extent(1);
  TensorD bank = TensorD::uninitialized({order * q, d}), moved = base_filters;
  for (Index i = 0; i < order; ++i) {
    std::copy(moved.begin(), moved.end(), bank.data() + i * q * d);
    moved = matmul(moved, transpose(A));
  }
  return bank;
}

TensorD unit_bank(const RecoveredGroup& group, const TensorD& base_filters) {
  TensorD bank = group_bank(group.A, group.order, base_filters);
  normalize_rows(bank);
  return bank;
}

void fit_to_orbits(RecoveredGroup& group, TensorD& base_filters, const TensorD& atoms) {
  const Index F = atoms.extent(0), q = base_filters.extent(0);
  std::vector<Index> next;
  for (Index i = 0; i < F; ++i) next.push_back((i + q) % F);
  if (const auto whitening = group.whitening ? whiten_directions(atoms) : std::nullopt) group.whitening = whitening;
  const TensorD inside = entered(group, atoms);
  group.A = snap_orthogonal(procrustes(inside, take_rows(inside, next)), group.order).matrix;
  if (group.whitening) group.A = group.whitening->leave_matrix(group.A);
  take_back(group, atoms, base_filters);
}

void polish_group(RecoveredGroup& group, TensorD& base_filters, const TensorD& patches, const PursuitSettings& pursuit,
                  Index steps) {
  for (Index step = 0; step < steps; ++step) {
    const TensorD bank = unit_bank(group, base_filters);
    fit_to_orbits(group, base_filters, optimal_directions(patches, pursue(patches, bank, pursuit)));
  }
}

}  // namespace lgn
