#include "tensor/linalg/tridiagonal.h"

#include "tensor/linalg/householder.h"
#include "tensor/linalg/matrix.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

double dot(const double* a, const double* b, Index count) {
  double sum = 0;
  for (Index i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

Tridiagonalization tridiagonalize(const TensorD& a) {
  const Index n = a.extent(0);
  Tridiagonalization result{{}, {}, {}, a.clone()};
  std::vector<double> w(static_cast<std::size_t>(n));
  for (Index k = 0; k < n; ++k) {
    double* row = result.reflectors.data() + k * n;
    result.diagonal.push_back(row[k]);
    if (k == n - 1) break;
    const Index first = k + 1, count = n - first;
    double* v = row + first;
    const Reflector reflector = make_reflector(v, count, 1);
    v[0] = 1;
    result.off_diagonal.push_back(reflector.beta);
    result.tau.push_back(reflector.tau);
    if (reflector.tau == 0) continue;
    double* trailing = result.reflectors.data() + first * n + first;
    parallel_ranges(count, 64, [&](Index begin, Index end) {
      for (Index i = begin; i < end; ++i)
        w[static_cast<std::size_t>(i)] = reflector.tau * dot(trailing + i * n, v, count);
    });
    const double half = 0.5 * reflector.tau * dot(w.data(), v, count);
    for (Index i = 0; i < count; ++i) w[static_cast<std::size_t>(i)] -= half * v[i];
    parallel_ranges(count, 64, [&](Index begin, Index end) {
      for (Index i = begin; i < end; ++i) {
        const double vi = v[i], wi = w[static_cast<std::size_t>(i)];
        for (Index j = 0; j < count; ++j)
          trailing[i * n + j] -= vi * w[static_cast<std::size_t>(j)] + wi * v[j];
      }
    });
  }
  return result;
}

void apply_reflectors(const Tridiagonalization& reduction, TensorD& rows) {
  const Index n = rows.extent(1);
  parallel_ranges(rows.extent(0), 16, [&](Index begin, Index end) {
    for (Index k = n - 2; k >= 0; --k) {
      const double* v = reduction.reflectors.data() + k * n + k + 1;
      const double tau = reduction.tau[static_cast<std::size_t>(k)];
      for (Index r = begin; r < end; ++r) {
        double* x = rows.data() + r * n + k + 1;
        const double factor = tau * dot(v, x, n - k - 1);
        for (Index i = 0; i < n - k - 1; ++i) x[i] -= factor * v[i];
      }
    }
  });
}

}  // namespace lgn
