#include <cmath>

#include "tests/exercises/whitening/exercise.h"

namespace lgn::exercises {
namespace {

TensorD covariance_of(const TensorD& rows) {
  const Index N = rows.extent(0), D = rows.extent(1);
  TensorD mean({D}), covariance({D, D});
  for (Index i = 0; i < N * D; ++i) mean[i % D] += rows[i] / static_cast<double>(N);
  for (Index n = 0; n < N; ++n)
    for (Index i = 0; i < D; ++i)
      for (Index j = 0; j < D; ++j)
        covariance(i, j) += (rows(n, i) - mean[i]) * (rows(n, j) - mean[j]) / static_cast<double>(N - 1);
  return covariance;
}

TensorD product(const TensorD& a, const TensorD& b) {
  TensorD c({a.extent(0), b.extent(1)});
  for (Index i = 0; i < a.extent(0); ++i)
    for (Index j = 0; j < b.extent(1); ++j)
      for (Index k = 0; k < b.extent(0); ++k) c(i, j) += a(i, k) * b(k, j);
  return c;
}

}  // namespace

std::string check(Whitening* attempt) {
  const Index N = 50, D = 4;
  TensorD rows = product(normal_numbers(1, {N, D}), normal_numbers(2, {D, D}));
  for (Index n = 0; n < N; ++n) rows(n, 1) += 10;  // a mean, which whitening takes away
  const TensorD Z = attempt(rows, 0);
  TensorD one({D, D}), transposed({D, D});
  for (Index i = 0; i < D; ++i) one(i, i) = 1;
  if (const auto wrong = difference("the covariance of the whitened rows", covariance_of(product(rows, Z)), one, 1e-8);
      !wrong.empty())
    return wrong + ": it is the identity when eps = 0 (was the mean taken away, and the divisor N - 1?)";
  for (Index i = 0; i < D; ++i)
    for (Index j = 0; j < D; ++j) transposed(i, j) = Z(j, i);
  if (const auto wrong = difference("Z", Z, transposed, 1e-8); !wrong.empty())
    return wrong + ", its mirror image: ZCA is the symmetric one of all whitenings, the nearest to doing nothing";

  for (Index n = 0; n < N; ++n) rows(n, 2) = 7;  // a pixel that never changes
  const TensorD flat = attempt(rows, 1e-4);
  if (std::fabs(flat(2, 2) - 100) > 1e-6)
    return concat("of a constant pixel Z is ", flat(2, 2),
                  "; expected 1/sqrt(eps) = 100: nothing varies, eps alone is left");
  return "";
}

}  // namespace lgn::exercises
