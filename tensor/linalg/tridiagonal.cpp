#include "tensor/linalg/tridiagonal.h"

#include <cmath>

#include "tensor/linalg/householder.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/gemm_blocked.h"
#include "tensor/simd/matrix_kernels.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// Columns reduced before the rest of the matrix is updated, in one matrix product, by what they did to it.
constexpr Index panel_width = 32;
constexpr Index most_chunks = 16;

/// A panel's reflections act on the rest of the matrix as  A - V^T W - W^T V  with V, W [panel_width, n].
/// Row t of V is the reflector, in its final place; as long as the panel lasts, A is left as it was and
/// products with it are corrected.
class PanelReduction {
 public:
  explicit PanelReduction(Tridiagonalization& result)
      : kernels_(simd::select<simd::MatrixKernels>()),
        result_(result),
        a_(result.reflectors.data()),
        n_(result.reflectors.extent(0)),
        w_({panel_width, n_}),
        partial_({most_chunks, n_}) {}

  void run() {
    for (Index first = 0; first < n_; first += panel_width) {
      const Index last = std::min(n_, first + panel_width);
      for (Index j = first; j < last; ++j) reduce_column(first, j);
      update_rest(first, last);
    }
  }

 private:
  double* w_row(Index t) { return w_.data() + t * n_; }

  void reduce_column(Index first, Index j) {
    double* row = a_ + j * n_;
    const Index earlier = j - first;
    double v_at[panel_width], w_at[panel_width];
    for (Index t = 0; t < earlier; ++t) {
      v_at[t] = -a_[(first + t) * n_ + j];
      w_at[t] = -w_row(t)[j];
    }
    kernels_.add_combination(n_ - j, earlier, a_ + first * n_ + j, n_, w_at, row + j);
    kernels_.add_combination(n_ - j, earlier, w_.data() + j, n_, v_at, row + j);
    result_.diagonal.push_back(row[j]);
    if (j == n_ - 1) return;

    double* v = row + j + 1;
    const Reflector reflector = make_reflector(v, n_ - j - 1, 1);
    v[0] = 1;
    result_.off_diagonal.push_back(reflector.beta);
    result_.tau.push_back(reflector.tau);
    make_w(first, j, v, reflector.tau);
  }

  /// w = tau (p - tau/2 (p.v) v) with p = A' v, where A' is the matrix as the earlier columns left it.
  void make_w(Index first, Index j, const double* v, double tau) {
    const Index earlier = j - first, count = n_ - j - 1;
    double* w = w_row(earlier) + j + 1;
    multiply_by_rest(j + 1, v, w);
    const double *v_rows = a_ + first * n_ + j + 1, *w_rows = w_.data() + j + 1;
    double v_dots[panel_width], w_dots[panel_width];
    kernels_.dots(count, earlier, v_rows, n_, v, v_dots);
    kernels_.dots(count, earlier, w_rows, n_, v, w_dots);
    for (Index t = 0; t < earlier; ++t) {
      v_dots[t] = -v_dots[t];
      w_dots[t] = -w_dots[t];
    }
    kernels_.add_combination(count, earlier, v_rows, n_, w_dots, w);
    kernels_.add_combination(count, earlier, w_rows, n_, v_dots, w);
    double product;
    kernels_.dots(count, 1, w, n_, v, &product);
    const double half = 0.5 * tau * product;
    for (Index i = 0; i < count; ++i) w[i] = tau * (w[i] - half * v[i]);
  }

  /// y = A[first.., first..] v from the upper triangle: chunks of rows of equal area, each with a sum of its
  /// own, added in order.
  void multiply_by_rest(Index first, const double* v, double* y) {
    const Index count = n_ - first, chunks = std::clamp<Index>(count / 128, 1, most_chunks);
    const double* rest = a_ + first * n_ + first;
    const auto boundary = [&](Index chunk) {
      const double left = 1 - static_cast<double>(chunk) / static_cast<double>(chunks);
      return count - static_cast<Index>(static_cast<double>(count) * std::sqrt(left));
    };
    parallel_for(chunks, [&](Index chunk) {
      const Index begin = boundary(chunk), end = boundary(chunk + 1);
      double* sum = partial_.data() + chunk * n_;
      std::fill(sum + begin, sum + count, 0.0);
      kernels_.multiply_upper_rows(count, begin, end, rest, n_, v, sum);
    });
    std::copy_n(partial_.data(), count, y);
    const double one = 1;
    for (Index chunk = 1; chunk < chunks; ++chunk) {
      const Index begin = boundary(chunk);
      kernels_.add_combination(count - begin, 1, partial_.data() + chunk * n_ + begin, n_, &one, y + begin);
    }
  }

  void update_rest(Index first, Index last) {
    const Index count = n_ - last, width = last - first;
    if (count == 0) return;
    auto left = TensorD::uninitialized({2 * width, count}),
         right = TensorD::uninitialized({2 * width, count});
    for (Index t = 0; t < width; ++t) {
      const double *v = a_ + (first + t) * n_ + last, *w = w_row(t) + last;
      double *right_v = right.data() + t * count, *right_w = right_v + width * count;
      std::copy_n(v, count, left.data() + t * count);
      std::copy_n(w, count, left.data() + (width + t) * count);
      for (Index i = 0; i < count; ++i) right_v[i] = -w[i];
      for (Index i = 0; i < count; ++i) right_w[i] = -v[i];
    }
    simd::multiply_blocked(simd::GemmProblem<double>{.M = count,
                                                     .N = count,
                                                     .K = 2 * width,
                                                     .a = {left.data(), count, true},
                                                     .b = {right.data(), count, false},
                                                     .c = a_ + last * n_ + last,
                                                     .ldc = n_,
                                                     .accumulate = true,
                                                     .upper = true});
  }

  const simd::MatrixKernels& kernels_;
  Tridiagonalization& result_;
  double* a_;
  Index n_;
  TensorD w_, partial_;
};

}  // namespace

Tridiagonalization tridiagonalize(TensorD a) {
  Tridiagonalization result{{}, {}, {}, std::move(a)};
  PanelReduction(result).run();
  return result;
}

}  // namespace lgn
