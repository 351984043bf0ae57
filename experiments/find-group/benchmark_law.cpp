#include "experiments/find-group/benchmark_law.h"

#include <cmath>
#include <numbers>
#include <numeric>

#include "datasets/catalog.h"
#include "experiments/common/planted/problem.h"
#include "experiments/find-group/known_operations.h"
#include "experiments/find-group/mixture.h"
#include "lgn/probe/finite_group.h"
#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"

namespace lgn {
namespace {

TensorD normal_matrix(Random& random, Index rows, Index columns) {
  TensorD matrix = TensorD::uninitialized({rows, columns});
  for (double& x : matrix) x = random.normal();
  return matrix;
}

TensorD permutation_matrix(Index d, Random& random) {
  TensorD P({d, d});
  const std::vector<Index> order = random.permutation(d);
  for (Index j = 0; j < d; ++j) P(j, order[static_cast<std::size_t>(j)]) = 1;
  return P;
}

/// A Gaussian with the covariance of the rows.
TensorD pink_noise(const TensorD& rows, Random& random) {
  const Index count = rows.extent(0), d = rows.extent(1);
  const TensorD mean = matmul(TensorD::full({1, count}, 1 / static_cast<double>(count)), rows);
  TensorD covariance = matmul(transpose(rows), rows);
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j) covariance(i, j) = covariance(i, j) / static_cast<double>(count) - mean[i] * mean[j];
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < i; ++j) covariance(i, j) = covariance(j, i);
  const SymmetricEigen eigen = eigh(covariance);
  TensorD root = transpose(eigen.vectors);
  for (Index k = 0; k < d; ++k)
    for (Index j = 0; j < d; ++j) root(k, j) *= std::sqrt(std::max(0.0, eigen.values[k]));
  return matmul(normal_matrix(random, count, d), root);
}

std::vector<TensorD> generators_of(const std::string& action, const Geometry& geometry) {
  const auto known = [&](const std::string& name) {
    for (const NamedOperator& each : known_operations(geometry))
      if (each.name == name) return each.matrix;
    throw Error(concat("these vectors have no ", name, " to plant"));
  };
  if (action == "none") return {};
  if (action == "mirror") return {known("mirror left-right")};
  if (action == "Klein") return {known("mirror left-right"), known("mirror up-down")};
  if (action == "dihedral") return {known("quarter turn"), known("mirror left-right")};
  return {known(action)};
}

/// Every row of the share takes the place of its image under an element drawn uniformly.
void act(TensorD& rows, const FiniteGroup& group, double share, Random& random) {
  const Index d = rows.extent(1);
  std::vector<double> moved(static_cast<std::size_t>(d));
  for (Index i = 0; i < rows.extent(0); ++i) {
    if (random.uniform() >= share) continue;
    const TensorD& A = group.elements[random.below(static_cast<std::uint64_t>(group.order()))];
    for (Index j = 0; j < d; ++j) {
      double sum = 0;
      for (Index k = 0; k < d; ++k) sum += A(j, k) * rows(i, k);
      moved[static_cast<std::size_t>(j)] = sum;
    }
    std::copy(moved.begin(), moved.end(), rows.data() + i * d);
  }
}

/// One of three filters at a place of the cycle of numbers: skewed amplitudes everywhere, or signed ones, used the less
/// often the stronger they are, so that all second moments are those of the cycle.
TensorD cycle_events(Index count, Index d, bool uneven, Random& random) {
  const TensorD filters = cast<double>(normal_tensor(random, {3, d}));
  TensorD rows({count, d});
  for (Index i = 0; i < count; ++i) {
    const auto place = static_cast<Index>(random.below(static_cast<std::uint64_t>(d)));
    const auto filter = static_cast<Index>(random.below(3));
    const double use = 0.5 + 0.4 * std::cos(2 * std::numbers::pi * static_cast<double>(place) / static_cast<double>(d));
    double amplitude = -std::log(1 - random.uniform());
    if (uneven) amplitude = random.uniform() < use ? (random.below(2) ? 1 : -1) / std::sqrt(use) : 0;
    for (Index j = 0; j < d; ++j) rows(i, (j + place) % d) = amplitude * filters(filter, j) + 0.2 * random.normal();
  }
  return rows;
}

/// A common factor and, for every number, one of its own: exponential, uniform, or of two values.
TensorD unequal_factors(Index count, Index d, Random& random) {
  TensorD rows({count, d});
  for (Index i = 0; i < count; ++i) {
    const double common = -std::log(1 - random.uniform());
    for (Index j = 0; j < d; ++j) {
      const double u = random.uniform();
      rows(i, j) = common + (j % 3 == 0 ? -std::log(1 - u) : j % 3 == 1 ? std::sqrt(12.0) * u : u < 0.5 ? -1.0 : 1.0);
    }
  }
  return rows;
}

/// The training signals of MNIST-1D, one after the other and from the first again.
ProbeInput signals_in_turn(Index count) {
  const Tensor signals = std::get<Tensor>(load_dataset("mnist1d", "").train.pixels);
  const Index N = signals.extent(0), L = signals.extent(3);
  ProbeInput input{TensorD::uninitialized({count, L}), {}, {1, 1, L}, "", {}};
  for (Index i = 0; i < count; ++i) {
    input.units.push_back(i % N);
    for (Index j = 0; j < L; ++j) input.vectors(i, j) = signals(i % N, 0, 0, j);
  }
  return input;
}

}  // namespace

PlantedLaw draw_law(const BenchmarkLaw& law, const Images& images, InputSettings settings, std::uint64_t seed) {
  Random random(seed, Stream::data);
  settings.seed = random.bits();  // of its own: the places and what is planted there are independent
  PlantedLaw result{law.base == "signals" ? signals_in_turn(settings.patches) : draw_patches(images, "", settings), {}};
  TensorD& rows = result.input.vectors;
  const Index count = rows.extent(0), d = rows.extent(1);
  if (law.base == "pink noise") rows = pink_noise(rows, random);
  if (law.base == "iid")
    for (double& x : rows) x = random.normal() * random.normal();
  if (law.base == "uneven cycle" || law.base == "unequal scales")
    rows = cycle_events(count, d, law.base == "uneven cycle", random);
  if (law.base == "unequal scales")
    for (Index i = 0; i < count; ++i) rows(i, 0) *= 1.4;
  if (law.base == "unequal factors") rows = unequal_factors(count, d, random);
  if (law.base == "clusters") {
    const Index k = 3 * d / 4;
    const TensorD centres = cast<double>(normal_tensor(random, {k, d}));
    for (Index i = 0; i < count; ++i) {
      const auto c = static_cast<Index>(random.below(static_cast<std::uint64_t>(k)));
      for (Index j = 0; j < d; ++j) rows(i, j) = centres(c, j) + 0.3 * random.normal();
    }
  }
  if (law.base != "patches" && law.base != "signals")
    std::iota(result.input.units.begin(), result.input.units.end(), Index{0});
  if (law.base == "mixture") {
    const bool none = law.action == "none";
    const PlantedAction action =
        planted_action(none ? law.action : "random_" + law.action.substr(6), settings.kernel, random);
    const TensorD filters = planted_filters(action, settings.kernel, 60, random);
    result.input.geometry.channels = 1;
    rows = draw_mixture(filters, none ? 1 : action.order, law.kind, count, random);
    if (!none) result.generators = {action.A};
    return result;
  }
  result.generators = generators_of(law.action, result.input.geometry);
  if (!result.generators.empty()) act(rows, generated_group(result.generators, 64).value(), law.turned, random);
  if (!law.secret.empty()) {
    const TensorD Q = law.secret == "order" ? permutation_matrix(d, random) : random_orthogonal(d, random);
    rows = matmul(rows, transpose(Q));
    for (TensorD& A : result.generators) A = matmul(matmul(Q, A), transpose(Q));
    result.input.geometry = {1, 1, d, false};
  }
  return result;
}

}  // namespace lgn
