#include "tensor/linalg/divide_and_conquer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/secular_equation.h"
#include "tensor/linalg/tridiagonal.h"
#include "tensor/math.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/matrix_kernels.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr Index largest_leaf = 32;

/// Joins two solved halves [first, middle) and [middle, last) that an off-diagonal entry connects:
///   T = diag(T_1, T_2) + |e| u u^T,  u = (.., 0, 1, sign e, 0, ..)   (with |e| taken off the diagonal
///   before)
/// so that with the halves' eigenvectors Q  T = Q (D + rho z z^T) Q^T, z = Q^T u / sqrt 2, rho = 2 |e|.
/// Everything is indexed from `first`.
class Merge {
 public:
  Merge(Index first, Index middle, Index last, double connection, double* values, TensorD& vectors, double* packed,
        double* inner)
      : half_(middle - first),
        size_(last - first),
        rho_(2 * std::abs(connection)),
        values_(values + first),
        ld_(vectors.extent(1)),
        vectors_(vectors.data() + first * ld_ + first),
        packed_(packed + first * ld_),
        inner_(inner + first * ld_),
        d_(values_, values_ + size_) {
    const double factor = std::sqrt(0.5);
    for (Index i = 0; i < half_; ++i) z_.push_back(factor * row(i)[half_ - 1]);
    for (Index i = half_; i < size_; ++i) z_.push_back(std::copysign(factor, connection) * row(i)[half_]);
  }

  void run() {
    if (rho_ == 0) return;
    deflation_ = deflate(d_, z_, rho_);
    const auto& kernels = simd::select<simd::MatrixKernels>();
    for (const PlaneRotation& rotation : deflation_.rotations)
      kernels.rotate(size_, rotation.c, rotation.s, row(rotation.first), row(rotation.second));
    arrange();
    pack();
    solve();
    recompute_z();
    make_inner_vectors();
    multiply();
    std::copy(d_.begin(), d_.end(), values_);
  }

 private:
  double* row(Index i) { return vectors_ + i * ld_; }
  Index kept() const { return static_cast<Index>(deflation_.kept.size()); }
  double* inner_row(Index i) { return inner_ + i * kept(); }

  /// Rows of the first half only come first, then the mixed ones (by rotations), then those of the second:
  /// the zeros of the pure ones are left out of the products.
  void arrange() {
    std::vector<int> kind(size_);
    for (Index i = 0; i < size_; ++i) kind[i] = i < half_ ? 0 : 2;
    for (const PlaneRotation& rotation : deflation_.rotations) {
      int &a = kind[rotation.first], &b = kind[rotation.second];
      if (a != b) a = b = 1;
    }
    for (int wanted = 0; wanted < 3; ++wanted) {
      for (Index j = 0; j < kept(); ++j)
        if (kind[kept_row(j)] == wanted) arranged_.push_back(j);
      if (wanted == 0) mixed_ = static_cast<Index>(arranged_.size());
      if (wanted == 1) second_ = static_cast<Index>(arranged_.size());
    }
  }

  Index kept_row(Index j) const { return deflation_.kept[j]; }
  Index arranged_row(Index p) const { return kept_row(arranged_[p]); }

  /// Kept rows by halves, then the deflated ones: all that the result is made of.
  void pack() {
    double* to = packed_;
    for (Index p = 0; p < second_; ++p, to += half_) std::copy_n(row(arranged_row(p)), half_, to);
    for (Index p = mixed_; p < kept(); ++p, to += size_ - half_)
      std::copy_n(row(arranged_row(p)) + half_, size_ - half_, to);
    for (Index i : deflation_.deflated) {
      std::copy_n(row(i), size_, to);
      to += size_;
    }
  }

  /// Row i of the inner matrix: d_j - root_i for all kept j.
  void solve() {
    for (Index j = 0; j < kept(); ++j) {
      poles_.push_back(d_[kept_row(j)]);
      weights_.push_back(z_[kept_row(j)]);
    }
    roots_.resize(poles_.size());
    parallel_ranges(kept(), 16, [&](Index begin, Index end) {
      for (Index i = begin; i < end; ++i)
        roots_[i] = secular_root(kept(), poles_.data(), weights_.data(), rho_, i, inner_row(i));
    });
  }

  /// The z for which the roots found are exact:  z_j^2 = prod_i (root_i - d_j) / prod_(i != j) (d_i - d_j).
  /// Vectors made from it are orthogonal to rounding, however close the roots (Gu and Eisenstat).
  void recompute_z() {
    parallel_ranges(kept(), 128, [&](Index begin, Index end) {
      std::vector<double> square(end - begin, 1.0);
      const double* d = poles_.data();
      for (Index i = 0; i < kept(); ++i) {
        const double* differences = inner_row(i);
        const auto multiply = [&](Index from, Index to) {
          for (Index j = from; j < to; ++j) square[j - begin] *= differences[j] / (d[j] - d[i]);
        };
        multiply(begin, std::clamp(i, begin, end));
        if (i >= begin && i < end) square[i - begin] *= -differences[i];
        multiply(std::clamp(i + 1, begin, end), end);
      }
      for (Index j = begin; j < end; ++j) {
        double& weight = weights_[j];
        weight = std::copysign(std::sqrt(std::max(0.0, square[j - begin])), weight);
      }
    });
  }

  /// Row i: the unit vector along z_j / (d_j - root_i), its entries in the order of arrange().
  void make_inner_vectors() {
    parallel_ranges(kept(), 16, [&](Index begin, Index end) {
      std::vector<double> vector(poles_.size());
      for (Index i = begin; i < end; ++i) {
        double* entries = inner_row(i);
        double length = 0;
        for (std::size_t j = 0; j < vector.size(); ++j) {
          vector[j] = weights_[j] / entries[j];
          length += vector[j] * vector[j];
        }
        const double scale = 1 / std::sqrt(length);
        for (Index p = 0; p < kept(); ++p) entries[p] = scale * vector[arranged_[p]];
      }
    });
  }

  /// New rows: the inner vectors times the kept ones, then the deflated as they are.
  void multiply() {
    const Index k = kept(), rest = size_ - half_;
    const double *first = packed_, *second = first + second_ * half_, *deflated = second + (k - mixed_) * rest;
    gemm(false, false, k, half_, second_, inner_, k, first, half_, row(0), ld_, false);
    gemm(false, false, k, rest, k - mixed_, inner_ + mixed_, k, second, rest, row(0) + half_, ld_, false);
    std::vector<double> values = roots_;
    for (Index i : deflation_.deflated) {
      std::copy_n(deflated, size_, row(static_cast<Index>(values.size())));
      values.push_back(d_[i]);
      deflated += size_;
    }
    d_ = std::move(values);
  }

  Index half_, size_;
  double rho_;
  double* values_;
  Index ld_;
  double *vectors_, *packed_, *inner_;
  std::vector<double> d_, z_;
  Deflation deflation_;
  std::vector<Index> arranged_;   // positions in `kept`
  Index mixed_ = 0, second_ = 0;  // where in `arranged_` the mixed rows and those of the second half begin
  std::vector<double> poles_, weights_, roots_;
};

/// Boundaries of 2^depth nearly equal pieces none of which is larger than a leaf.
std::vector<Index> leaf_boundaries(Index n) {
  Index pieces = 1;
  while (n > pieces * largest_leaf) pieces *= 2;
  std::vector<Index> boundaries;
  for (Index i = 0; i <= pieces; ++i) boundaries.push_back(n * i / pieces);
  return boundaries;
}

}  // namespace

std::vector<double> divide_and_conquer(std::vector<double> diagonal, std::vector<double> off_diagonal,
                                       TensorD& vectors) {
  const Index n = static_cast<Index>(diagonal.size());
  const std::vector<Index> boundary = leaf_boundaries(n);
  const Index leaves = static_cast<Index>(boundary.size()) - 1;
  const auto begin = [&](Index piece) { return boundary[piece]; };
  const auto connection = [&](Index at) { return off_diagonal[at - 1]; };
  for (Index leaf = 1; leaf < leaves; ++leaf) {
    const double size = std::abs(connection(begin(leaf)));
    diagonal[begin(leaf) - 1] -= size;
    diagonal[begin(leaf)] -= size;
  }
  vectors.fill(0);
  parallel_for(leaves, [&](Index leaf) {
    const Index first = begin(leaf), size = begin(leaf + 1) - first;
    double* rows = vectors.data() + first * n + first;
    for (Index i = 0; i < size; ++i) rows[i * n + i] = 1;
    tridiagonal_qr(size, diagonal.data() + first, off_diagonal.data() + first, rows, size, n);
  });

  auto packed = TensorD::uninitialized({n, n}), inner = TensorD::uninitialized({n, n});
  for (Index width = 1; width < leaves; width *= 2) {
    const auto merge = [&](Index pair) {
      const Index middle = begin((2 * pair + 1) * width);
      Merge(begin(2 * pair * width), middle, begin((2 * pair + 2) * width), connection(middle), diagonal.data(),
            vectors, packed.data(), inner.data())
          .run();
    };
    const Index pairs = leaves / (2 * width);
    if (pairs >= 4) {
      parallel_for(pairs, merge);
    } else {
      for (Index pair = 0; pair < pairs; ++pair) merge(pair);  // threads work inside
    }
  }
  return diagonal;
}

Deflation deflate(std::vector<double>& d, std::vector<double>& z, double rho) {
  const auto at = [](std::vector<double>& values, Index i) -> double& { return values[i]; };
  std::vector<Index> order(d.size());
  std::iota(order.begin(), order.end(), Index{0});
  std::sort(order.begin(), order.end(), [&](Index i, Index j) { return at(d, i) < at(d, j); });
  double largest = rho;
  for (double value : d) largest = std::max(largest, std::abs(value));
  const double tolerance = 8 * epsilon * largest;

  Deflation result;
  Index previous = -1;  // the last row not deflated yet; kept unless the next one's d agrees
  for (Index j : order) {
    if (rho * std::abs(at(z, j)) <= tolerance) {
      result.deflated.push_back(j);
      continue;
    }
    if (previous >= 0) {
      const double length = portable::hypot(at(z, previous), at(z, j));
      const double c = at(z, j) / length, s = -at(z, previous) / length;
      const double gap = at(d, j) - at(d, previous);
      if (std::abs(gap * c * s) <= tolerance) {
        // The rotation leaves gap * c * s off the diagonal: small enough to be dropped.
        at(z, j) = length;
        at(z, previous) = 0;
        const double upper = at(d, previous), lower = at(d, j);
        at(d, previous) = upper * c * c + lower * s * s;
        at(d, j) = upper * s * s + lower * c * c;
        result.rotations.push_back({previous, j, c, s});
        result.deflated.push_back(previous);
      } else {
        result.kept.push_back(previous);
      }
    }
    previous = j;
  }
  if (previous >= 0) result.kept.push_back(previous);
  return result;
}

}  // namespace lgn
