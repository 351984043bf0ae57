#include "experiments/continuous-group/point_clouds.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>

#include "experiments/common/analysis/assignment.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/matrix_exponential.h"

namespace lgn {
namespace {

constexpr double pi = std::numbers::pi, chance_level = 0.01;
constexpr Index turns_of_circle = 360, highest_frequency = 48;

/// About an axis, by Rodrigues' formula as an exponential.
TensorD space_turn(double x, double y, double z, double angle) {
  const double factor = angle / std::sqrt(x * x + y * y + z * z);
  TensorD L = TensorD::from({3, 3}, {0, -z, y, z, 0, -x, -y, x, 0});
  for (double& entry : L) entry *= factor;
  return matrix_exponential(L);
}

/// All products of the generators.
std::vector<TensorD> generated_by(const std::vector<TensorD>& generators) {
  std::vector<TensorD> all = {identity(generators[0].extent(0))};
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const TensorD& generator : generators) {
      const TensorD product = matmul(all[i], generator);
      bool known = false;
      for (const TensorD& element : all) known = known || squared_distance(product, element) < 1e-6;
      if (!known) all.push_back(product);
    }
  }
  return all;
}

TensorD random_rotation(Index D, Random& random) {
  TensorD Z({D, D});
  for (double& entry : Z) entry = random.normal();
  return nearest_rotation(Z);
}

/// Mirror-symmetric, as arrows are; 13 points, foot at the origin.
TensorD arrow() {
  const double half[6][2] = {{0.15, 0}, {0.15, 0.3}, {0.15, 0.6}, {0.45, 0.6}, {0.3, 0.85}, {0.12, 1.05}};
  TensorD points({13, 2});
  for (Index i = 0; i < 6; ++i) {
    points(2 * i, 0) = half[i][0], points(2 * i + 1, 0) = -half[i][0];
    points(2 * i, 1) = points(2 * i + 1, 1) = half[i][1];
  }
  points(12, 1) = 1.2;
  return points;
}

/// The angle between rotations in space, sin(angle / 2) = |a - b| / (2 sqrt 2), which does not lose digits
/// near 0 as the trace's arc cosine does; |a - b| in the plane.
double element_distance(const TensorD& a, const TensorD& b) {
  const double away = std::sqrt(squared_distance(a, b));
  return a.extent(0) == 2 ? away : 2 * std::asin(std::min(1.0, away / std::sqrt(8.0)));
}

}  // namespace

std::vector<TensorD> turns_of_order(Index n) {
  std::vector<TensorD> all;
  for (Index j = 0; j < std::max<Index>(n, 1); ++j) {
    const double angle = n > 0 ? 2 * pi * j / n : 0;
    all.push_back(TensorD::from({2, 2}, {std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle)}));
  }
  return all;
}

std::vector<TensorD> cloud_group_elements(const std::string& name, Random& random) {
  const double golden = std::numbers::phi;
  const auto third = [] { return space_turn(1, 1, 1, 2 * pi / 3); };
  if (name == "C4") return turns_of_order(4);
  if (name == "tetrahedral") return generated_by({third(), space_turn(0, 0, 1, pi)});
  if (name == "octahedral") return generated_by({third(), space_turn(0, 0, 1, pi / 2)});
  if (name == "icosahedral") return generated_by({third(), space_turn(0, 1, golden, 2 * pi / 5)});
  std::vector<TensorD> all;
  if (name == "SO2")
    for (Index i = 0; i < turns_of_circle; ++i) all.push_back(space_turn(0, 0, 1, 2 * pi * i / turns_of_circle));
  require(name == "SO2" || name == "SO3" || name == "unrelated", "there is no group '", name, "'");
  for (Index i = 0; name != "SO2" && i < (name == "SO3" ? 500 : 5); ++i) all.push_back(random_rotation(3, random));
  return all;
}

CloudCopies draw_copies(const std::string& name, Index count, double noise, Random& random) {
  CloudCopies result{cloud_group_elements(name, random), {}};
  const Index D = result.elements[0].extent(0);
  const TensorD Q = random_rotation(D, random);
  for (TensorD& element : result.elements) element = matmul(matmul(Q, element), transpose(Q));
  TensorD cloud = arrow();
  if (D == 3) {
    cloud = TensorD({12, 3});
    for (Index i = 0; i < cloud.count(); ++i) cloud[i] = (random.uniform() + 0.3) * (0.5 + 0.25 * (i % 3));
  }
  const Index P = cloud.extent(0);
  for (Index i = 0; i < count; ++i) {
    TensorD g = result.elements[random.below(result.elements.size())];
    if (name == "SO3") g = random_rotation(3, random);
    if (name == "SO2") g = matmul(matmul(Q, space_turn(0, 0, 1, random.uniform(0, 2 * pi))), transpose(Q));
    const TensorD turned = matmul(cloud, transpose(g));
    const std::vector<Index> order = random.permutation(P);
    TensorD copy({P, D});
    for (Index p = 0; p < P; ++p)
      for (Index k = 0; k < D; ++k) copy(p, k) = turned(order[p], k) + noise * random.normal();
    result.copies.push_back(copy);
  }
  return result;
}

double group_wasserstein(const std::vector<TensorD>& found, const std::vector<TensorD>& truth) {
  const auto n = static_cast<Index>(found.size()), m = static_cast<Index>(truth.size()), all = std::lcm(n, m);
  require(all <= 2000, "transport between ", n, " and ", m, " elements is too large a problem");
  TensorD cost({all, all});
  for (Index i = 0; i < all; ++i)
    for (Index j = 0; j < all; ++j) cost(i, j) = element_distance(found[i % n], truth[j % m]);
  const std::vector<Index> partner = best_assignment(cost);
  double sum = 0;
  for (Index i = 0; i < all; ++i) sum += cost(i, partner[i]);
  return sum / all;
}

std::vector<TensorD> found_elements(const CloudGroup& group) {
  if (group.kind == CloudGroup::Kind::finite) return group.elements;
  const Index D = group.generator.rank() == 2 ? group.generator.extent(0) : 3;
  if (group.kind == CloudGroup::Kind::none) return {identity(D)};
  std::vector<TensorD> all;
  for (Index i = 0; i < turns_of_circle; ++i) {
    TensorD L = group.generator.clone();  // of unit norm: a turn by t has norm t sqrt 2
    for (double& entry : L) entry *= std::sqrt(2.0) * 2 * pi * i / turns_of_circle;
    all.push_back(matrix_exponential(L));
  }
  return all;
}

Index order_of_angle_function(const TensorD& points, const std::vector<double>& values) {
  const Index N = points.extent(0);
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / N;
  Index order = 0;
  double squares = 0;
  for (const double y : values) squares += (y - mean) * (y - mean);
  for (Index k = 1; k <= highest_frequency; ++k) {
    std::complex<double> sum = 0;
    for (Index i = 0; i < N; ++i)
      sum += (values[i] - mean) * std::polar(1.0, k * std::atan2(points(i, 1), points(i, 0)));
    // Where y does not move with the angle, |sum|^2 / squares is exponential with mean 1.
    if (std::exp(-std::norm(sum) / squares) * highest_frequency < chance_level) order = std::gcd(order, k);
  }
  return order;
}

}  // namespace lgn
