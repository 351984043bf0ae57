// The loops of matrix_kernels.h.
#pragma once

#include "tensor/simd/matrix_kernels.h"

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

/// Rows of the upper triangle taken together, so that y is loaded and stored once for all of them.
constexpr int band = Doubles::lanes == 8 ? 8 : 4;  // as the registers allow

/// above[r][c] = c > r, as factors: what counts of a block on the diagonal.
struct TriangleMask {
  double above[band][band], not_below[band][band];
};

constexpr TriangleMask triangle_mask() {
  TriangleMask mask{};
  for (int r = 0; r < band; ++r)
    for (int c = r; c < band; ++c) {
      mask.above[r][c] = c > r;
      mask.not_below[r][c] = 1;
    }
  return mask;
}

constexpr TriangleMask mask = triangle_mask();

/// Rows i .. i + band of the upper triangle.
void multiply_upper_band(Index n, Index i, const double* __restrict s, Index ld, const double* __restrict x,
                         double* __restrict y) {
  Doubles factor[band], sum[band];
  for (int r = 0; r < band; ++r) {
    factor[r] = Doubles::broadcast(x[i + r]);
    sum[r] = Doubles::zero();
  }
  const double* rows = s + i * ld;
  for (int c = 0; c < band; c += Doubles::lanes) {
    const Doubles other = Doubles::load_unaligned(x + i + c);
    Doubles result = Doubles::load_unaligned(y + i + c);
    for (int r = 0; r < band; ++r) {
      const Doubles entry = Doubles::load_unaligned(rows + r * ld + i + c);
      sum[r] = fma(entry * Doubles::load_unaligned(mask.above[r] + c), other, sum[r]);
      result = fma(entry * Doubles::load_unaligned(mask.not_below[r] + c), factor[r], result);
    }
    result.store_unaligned(y + i + c);
  }
  Index j = i + band;
  for (; j + Doubles::lanes <= n; j += Doubles::lanes) {
    const Doubles other = Doubles::load_unaligned(x + j);
    Doubles result = Doubles::load_unaligned(y + j);
#pragma GCC unroll 8
    for (int r = 0; r < band; ++r) {
      const Doubles entry = Doubles::load_unaligned(rows + r * ld + j);
      sum[r] = fma(entry, other, sum[r]);
      result = fma(entry, factor[r], result);
    }
    result.store_unaligned(y + j);
  }
  for (int r = 0; r < band; ++r) {
    double total = lgn::simd::sum(sum[r]);
    for (Index k = j; k < n; ++k) {
      const double entry = rows[r * ld + k];
      total += entry * x[k];
      y[k] += entry * x[i + r];
    }
    y[i + r] += total;
  }
}

void multiply_upper_rows(Index n, Index first, Index last, const double* s, Index ld, const double* x, double* y) {
  Index i = first;
  for (; i + band <= last; i += band) multiply_upper_band(n, i, s, ld, x, y);
  for (; i < last; ++i) {
    double total = s[i * ld + i] * x[i];
    for (Index j = i + 1; j < n; ++j) {
      total += s[i * ld + j] * x[j];
      y[j] += s[i * ld + j] * x[i];
    }
    y[i] += total;
  }
}

/// `ways` sums for each row, together enough to hide the latency of the additions.
template <int rows, int ways>
void dots_of(Index count, const double* __restrict from, Index ld, const double* __restrict x,
             double* __restrict result) {
  constexpr Index step = ways * Doubles::lanes;
  Doubles sum[rows][ways];
  for (int r = 0; r < rows; ++r)
    for (int w = 0; w < ways; ++w) sum[r][w] = Doubles::zero();
  Index i = 0;
  for (; i + step <= count; i += step) {
    for (int w = 0; w < ways; ++w) {
      const Index at = i + w * Doubles::lanes;
      const Doubles value = Doubles::load_unaligned(x + at);
#pragma GCC unroll 8
      for (int r = 0; r < rows; ++r) sum[r][w] = fma(Doubles::load_unaligned(from + r * ld + at), value, sum[r][w]);
    }
  }
  for (int r = 0; r < rows; ++r) {
    for (int w = 1; w < ways; ++w) sum[r][0] = sum[r][0] + sum[r][w];
    result[r] = lgn::simd::sum(sum[r][0]);
    for (Index k = i; k < count; ++k) result[r] += from[r * ld + k] * x[k];
  }
}

void dots(Index count, Index number, const double* rows, Index ld, const double* x, double* result) {
  Index r = 0;
  for (; r + 8 <= number; r += 8) dots_of<8, 1>(count, rows + r * ld, ld, x, result + r);
  for (; r + 2 <= number; r += 2) dots_of<2, 4>(count, rows + r * ld, ld, x, result + r);
  for (; r < number; ++r) dots_of<1, 4>(count, rows + r * ld, ld, x, result + r);
}

template <int rows>
void add_combination_of(Index count, const double* __restrict from, Index ld, const double* __restrict factors,
                        double* __restrict y) {
  Doubles factor[rows];
  for (int r = 0; r < rows; ++r) factor[r] = Doubles::broadcast(factors[r]);
  Index i = 0;
  for (; i + Doubles::lanes <= count; i += Doubles::lanes) {
    Doubles value = Doubles::load_unaligned(y + i);
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r) value = fma(Doubles::load_unaligned(from + r * ld + i), factor[r], value);
    value.store_unaligned(y + i);
  }
  for (; i < count; ++i)
    for (int r = 0; r < rows; ++r) y[i] += from[r * ld + i] * factors[r];
}

void add_combination(Index count, Index number, const double* rows, Index ld, const double* factors, double* y) {
  Index r = 0;
  for (; r + 8 <= number; r += 8) add_combination_of<8>(count, rows + r * ld, ld, factors + r, y);
  for (; r < number; ++r) add_combination_of<1>(count, rows + r * ld, ld, factors + r, y);
}

void rotate(Index count, double c, double s, double* __restrict x, double* __restrict y) {
  const Doubles cosine = Doubles::broadcast(c), sine = Doubles::broadcast(s);
  Index i = 0;
  for (; i + Doubles::lanes <= count; i += Doubles::lanes) {
    const Doubles upper = Doubles::load_unaligned(x + i), lower = Doubles::load_unaligned(y + i);
    fma(cosine, upper, sine * lower).store_unaligned(x + i);
    fnma(sine, upper, cosine * lower).store_unaligned(y + i);
  }
  for (; i < count; ++i) {
    const double upper = x[i], lower = y[i];
    x[i] = c * upper + s * lower;
    y[i] = c * lower - s * upper;
  }
}

void sum_poles(Index count, const double* z, const double* poles, double x, double* value, double* derivative) {
  const Doubles at = Doubles::broadcast(x);
  Doubles values = Doubles::zero(), derivatives = Doubles::zero();
  Index j = 0;
  for (; j + Doubles::lanes <= count; j += Doubles::lanes) {
    const Doubles weight = Doubles::load_unaligned(z + j);
    const Doubles t = weight / (Doubles::load_unaligned(poles + j) - at);
    values = fma(weight, t, values);
    derivatives = fma(t, t, derivatives);
  }
  *value = sum(values);
  *derivative = sum(derivatives);
  for (; j < count; ++j) {
    const double t = z[j] / (poles[j] - x);
    *value += z[j] * t;
    *derivative += t * t;
  }
}

template <int rows>
void capped_distances_of(Index count, double cap, const double* __restrict from, Index ld, const double* __restrict x,
                         double* __restrict result) {
  const Doubles most = Doubles::broadcast(cap);
  Doubles sum[rows];
  for (int r = 0; r < rows; ++r) sum[r] = Doubles::zero();
  Index i = 0;
  for (; i + Doubles::lanes <= count; i += Doubles::lanes) {
    const Doubles value = Doubles::load_unaligned(x + i);
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r) {
      const Doubles difference = Doubles::load_unaligned(from + r * ld + i) - value;
      const Doubles square = difference * difference;
      sum[r] = sum[r] + (square - max(square - most, Doubles::zero()));
    }
  }
  for (int r = 0; r < rows; ++r) {
    result[r] = lgn::simd::sum(sum[r]);
    for (Index k = i; k < count; ++k) {
      const double difference = from[r * ld + k] - x[k], square = difference * difference;
      result[r] += square < cap ? square : cap;
    }
  }
}

void capped_distances(Index count, Index number, double cap, const double* rows, Index ld, const double* x,
                      double* result) {
  Index r = 0;
  for (; r + 4 <= number; r += 4) capped_distances_of<4>(count, cap, rows + r * ld, ld, x, result + r);
  for (; r < number; ++r) capped_distances_of<1>(count, cap, rows + r * ld, ld, x, result + r);
}

constexpr MatrixKernels matrix_kernels() {
  return {multiply_upper_rows, dots, add_combination, rotate, sum_poles, capped_distances};
}

}  // namespace
}  // namespace lgn::simd
