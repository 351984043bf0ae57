#include "lgn/probe/matrix_class.h"

#include <map>

#include "tensor/linalg/matrix.h"

namespace lgn {

TensorD without_ones(const TensorD& a) {
  double sum = 0;
  for (double x : a) sum += x;
  const double mean = sum / static_cast<double>(std::max<Index>(a.count(), 1));
  TensorD result = a.clone();
  for (double& x : result) x -= mean;
  return result;
}

MatrixClass::MatrixClass(std::string name, std::vector<Index> labels, std::vector<int> signs)
    : name_(std::move(name)), labels_(std::move(labels)), signs_(std::move(signs)) {
  bool inside = true;
  for (std::size_t e = 0; e < labels_.size(); ++e) {
    if (labels_[e] >= static_cast<Index>(sizes_.size())) sizes_.resize(static_cast<std::size_t>(labels_[e] + 1));
    if (labels_[e] >= 0) sizes_[static_cast<std::size_t>(labels_[e])] += 1;
    inside = inside && labels_[e] >= 0 && signs_[e] == 1;
  }
  const TensorD ones = TensorD::full({static_cast<Index>(labels_.size())}, 1);
  ones_ = inside ? Ones::inside : share(ones) == 0 ? Ones::orthogonal : Ones::oblique;
}

/// For every label the sum of its entries, signs taken into account.
std::vector<double> MatrixClass::sums(const TensorD& a) const {
  require(a.count() == static_cast<Index>(labels_.size()), "a matrix of ", a.count(), " entries in the class ", name_,
          " of matrices with ", labels_.size());
  std::vector<double> sums(sizes_.size());
  for (std::size_t e = 0; e < labels_.size(); ++e)
    if (labels_[e] >= 0) sums[static_cast<std::size_t>(labels_[e])] += signs_[e] * a[static_cast<Index>(e)];
  return sums;
}

TensorD MatrixClass::project(const TensorD& a) const {
  const std::vector<double> sum = sums(a);
  TensorD result(a.shape());
  for (std::size_t e = 0; e < labels_.size(); ++e) {
    if (labels_[e] < 0) continue;
    const auto label = static_cast<std::size_t>(labels_[e]);
    result[static_cast<Index>(e)] = signs_[e] * sum[label] / sizes_[label];
  }
  return result;
}

double MatrixClass::share(const TensorD& a) const {
  const std::vector<double> sum = sums(a);
  double energy = 0;
  for (std::size_t label = 0; label < sum.size(); ++label) energy += sum[label] * sum[label] / sizes_[label];
  const double all = inner(a, a);
  return all > 0 ? energy / all : 0;
}

BetaLaw MatrixClass::share_law() const {
  const double m = static_cast<double>(dimension()), all = static_cast<double>(labels_.size());
  return {m / 2, (all - m) / 2};
}

double MatrixClass::score(const TensorD& a) const {
  return share(ones_ == Ones::oblique ? a : without_ones(a));
}

BetaLaw MatrixClass::score_law() const {
  const auto [a, b] = share_law();
  if (ones_ == Ones::inside) return {a - 0.5, b};
  if (ones_ == Ones::orthogonal) return {a, b - 0.5};
  return {a, b};
}

bool MatrixClass::ignores_pixel_order() const {
  return name_ == "skew-symmetric" || name_ == "symmetric" || name_ == "diagonal";
}

namespace {

/// The class of matrices whose entries (i, j) of equal key are equal.
template <class Key>
MatrixClass equal_entries(const char* name, Index d, Key key) {
  std::map<Index, Index> known;
  std::vector<Index> labels;
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j)
      labels.push_back(known.try_emplace(key(i, j), static_cast<Index>(known.size())).first->second);
  return MatrixClass(name, std::move(labels), std::vector<int>(static_cast<std::size_t>(d * d), 1));
}

MatrixClass skew_symmetric(Index d) {
  std::vector<Index> labels(static_cast<std::size_t>(d * d), -1);
  std::vector<int> signs(labels.size(), 1);
  Index next = 0;
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < i; ++j) {
      const auto below = static_cast<std::size_t>(i * d + j), above = static_cast<std::size_t>(j * d + i);
      labels[below] = labels[above] = next++;
      signs[above] = -1;
    }
  return MatrixClass("skew-symmetric", std::move(labels), std::move(signs));
}

MatrixClass diagonal(Index d) {
  std::vector<Index> labels(static_cast<std::size_t>(d * d), -1);
  for (Index i = 0; i < d; ++i) labels[static_cast<std::size_t>(i * d + i)] = i;
  return MatrixClass("diagonal", std::move(labels), std::vector<int>(static_cast<std::size_t>(d * d), 1));
}

/// Matrices that commute with a permutation of the pixels: equal along the orbits of (i, j).
template <class Permutation>
MatrixClass commuting(const char* name, Index d, Index order, Permutation permuted) {
  return equal_entries(name, d, [=](Index i, Index j) {
    Index least = i * d + j;
    for (Index power = 1; power < order; ++power) {
      i = permuted(i);
      j = permuted(j);
      least = std::min(least, i * d + j);
    }
    return least;
  });
}

}  // namespace

std::vector<MatrixClass> matrix_classes(Index m) {
  require(m >= 2, "classes of matrices on patches of ", m, " x ", m, " pixels; expected at least 2 x 2");
  const Index d = m * m;
  const auto row = [m](Index pixel) { return pixel / m; };
  const auto column = [m](Index pixel) { return pixel % m; };
  return {
      skew_symmetric(d),
      equal_entries("symmetric", d, [d](Index i, Index j) { return std::min(i, j) * d + std::max(i, j); }),
      equal_entries("Toeplitz", d, [](Index i, Index j) { return j - i; }),
      equal_entries("block-Toeplitz", d,
                    [=](Index i, Index j) { return (row(j) - row(i)) * 2 * m + column(j) - column(i); }),
      equal_entries("circulant", d, [d](Index i, Index j) { return (j - i + d) % d; }),
      equal_entries("block-circulant", d,
                    [=](Index i, Index j) { return (row(j) - row(i) + m) % m * m + (column(j) - column(i) + m) % m; }),
      diagonal(d),
      commuting("centrosymmetric", d, 2, [d](Index pixel) { return d - 1 - pixel; }),
      commuting("quarter-turn", d, 4, [=](Index pixel) { return (m - 1 - column(pixel)) * m + row(pixel); }),
  };
}

}  // namespace lgn
