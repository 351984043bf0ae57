#include "lgn/probe/moment_products.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "tensor/linalg/matmul.h"

namespace lgn {
namespace {

constexpr Index rows_at_once = 256;
constexpr Index block = 6;  // larger indices b of pairs that are multiplied together

Index pairs(Index n) {
  return n * (n + 1) / 2;
}

/// Where the pair a <= b of n indices stands in the order of a.
Index place(Index a, Index b, Index n) {
  return pairs(n) - pairs(n - a) + b - a;
}

/// (1, y) of a vector z.
void write_homogeneous(const double* z, Index d, double* y) {
  double square = 0;
  for (Index i = 0; i < d; ++i) square += z[i] * z[i];
  const double scale = std::sqrt(2 * static_cast<double>(d) / (static_cast<double>(d) + square));
  y[0] = 1;
  for (Index i = 0; i < d; ++i) y[1 + i] = scale * z[i];
}

/// The products of pairs a <= b: in the order of b, and in the order of a.
void write_pairs(const double* y, Index n, double* by_larger, double* by_smaller) {
  for (Index b = 0; b < n; ++b)
    for (Index a = 0; a <= b; ++a) *by_larger++ = y[a] * y[b];
  for (Index a = 0; a < n; ++a)
    for (Index b = a; b < n; ++b) *by_smaller++ = y[a] * y[b];
}

/// Sums of y_i y_j y_k y_l, i <= j <= k <= l: for a block of j, the pairs (i,j) times the pairs (k,l) from the block's
/// first index on, which are the last ones in the order of k.
std::vector<TensorD> sums_of_quadruples(const TensorD& vectors, const std::vector<Index>& rows) {
  const Index d = vectors.extent(1), n = d + 1, width = pairs(n);
  std::vector<TensorD> sums;
  for (Index first = 0; first < n; first += block)
    sums.push_back(TensorD({pairs(std::min(n, first + block)) - pairs(first), pairs(n - first)}));
  TensorD y({n}), left = TensorD::uninitialized({rows_at_once, width}), right = left.clone();
  for (std::size_t start = 0; start < rows.size(); start += rows_at_once) {
    const Index count = std::min<Index>(rows_at_once, static_cast<Index>(rows.size() - start));
    for (Index i = 0; i < count; ++i) {
      write_homogeneous(vectors.data() + rows[start + static_cast<std::size_t>(i)] * d, d, y.data());
      write_pairs(y.data(), n, left.data() + i * width, right.data() + i * width);
    }
    for (std::size_t s = 0; s < sums.size(); ++s) {
      const Index first = static_cast<Index>(s) * block, tail = sums[s].extent(1);
      gemm(true, false, sums[s].extent(0), tail, count, left.data() + pairs(first), width, right.data() + width - tail,
           width, sums[s].data(), tail, true);
    }
  }
  return sums;
}

}  // namespace

TensorD products_of_features(const TensorD& vectors, const std::vector<Index>& rows) {
  const Index n = vectors.extent(1) + 1, width = pairs(n);
  const std::vector<TensorD> sums = sums_of_quadruples(vectors, rows);
  std::vector<double> scale(static_cast<std::size_t>(width), std::numbers::sqrt2);
  for (Index a = 0; a < n; ++a) scale[place(0, a, n)] = scale[place(a, a, n)] = 1;
  TensorD products({width, width});
  const auto put = [&](Index p, Index q, double sum) {
    products(std::min(p, q), std::max(p, q)) = scale[p] * scale[q] * sum;
  };
  for (Index j = 0; j < n; ++j) {
    const TensorD& of_block = sums[j / block];
    const Index first = j / block * block;
    for (Index i = 0; i <= j; ++i)
      for (Index k = j; k < n; ++k)
        for (Index l = k; l < n; ++l) {
          const double sum = of_block(pairs(j) + i - pairs(first), place(k, l, n) - place(first, first, n));
          put(place(i, j, n), place(k, l, n), sum);
          put(place(i, k, n), place(j, l, n), sum);
          put(place(i, l, n), place(j, k, n), sum);
        }
  }
  return products;
}

std::vector<TensorD> between_rows(const TensorD& stack, const TensorD& T) {
  const Index R = stack.extent(1), D = stack.extent(2), rows = stack.extent(0) * R, width_of_block = 96;
  TensorD half = TensorD::uninitialized(stack.shape());
  for (Index first = 0; first < D; first += width_of_block) {
    const Index width = std::min(width_of_block, D - first);
    const double* column = T.data() + first;
    double* to = half.data() + first;
    gemm(false, false, rows, width, width, stack.data() + first, D, column + first * D, D, to, D, false);
    for (Index r = 0; r < rows; ++r)
      for (Index i = 0; i < width; ++i) to[r * D + i] /= 2;
    if (first > 0) gemm(false, false, rows, width, first, stack.data(), D, column, D, to, D, true);
  }
  std::vector<TensorD> result;
  for (Index k = 0; k < stack.extent(0); ++k) {
    TensorD sum = times_transposed(half.slice(k, 1).reshape({R, D}), stack.slice(k, 1).reshape({R, D}));
    for (Index a = 0; a < R; ++a)
      for (Index b = 0; b <= a; ++b) sum(a, b) = sum(b, a) = sum(a, b) + sum(b, a);
    result.push_back(sum);
  }
  return result;
}

}  // namespace lgn
