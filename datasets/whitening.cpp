#include "datasets/whitening.h"

#include <algorithm>
#include <cmath>

#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/memory.h"

namespace lgn {
namespace {

constexpr Index rows_at_once = 1024;    // while fitting
constexpr Index rows_per_block = 1024;  // while whitening; every product has exactly this many

/// U diag(scale) U^T from the columns of `vectors`, as float32.
Tensor scaled_projections(const TensorD& vectors, const std::vector<double>& scale) {
  const Index D = vectors.extent(0);
  TensorD scaled = vectors.clone();
  for (Index i = 0; i < D; ++i)
    for (Index j = 0; j < D; ++j) scaled[i * D + j] *= scale[j];
  return cast<float>(times_transposed(scaled, vectors));
}

}  // namespace

TensorD mean_of_rows(Index N, Index D, Rows rows) {
  TensorD mean({D});
  Tensor piece = Tensor::uninitialized({std::min(N, rows_at_once), D});
  for (Index first = 0; first < N; first += rows_at_once) {
    const Index count = std::min(rows_at_once, N - first);
    rows(first, count, piece.data());
    constexpr Index grain = 128;
    parallel_ranges(D, grain, [&](Index from, Index to) {
      for (Index i = 0; i < count; ++i)
        for (Index j = from; j < to; ++j) mean[j] += piece[i * D + j];
    });
  }
  for (double& m : mean) m /= N;
  return mean;
}

TensorD covariance_of_rows(Index N, const TensorD& mean, Rows rows) {
  const Index D = mean.count();
  TensorD covariance({D, D});
  Tensor piece = Tensor::uninitialized({std::min(N, rows_at_once), D});
  TensorD centred = TensorD::uninitialized(piece.shape());
  for (Index first = 0; first < N; first += rows_at_once) {
    const Index count = std::min(rows_at_once, N - first);
    rows(first, count, piece.data());
    parallel_for(count, [&](Index i) {
      for (Index j = 0; j < D; ++j) centred[i * D + j] = piece[i * D + j] - mean[j];
    });
    add_upper_gram(centred.data(), count, covariance);
  }
  const auto divisor = static_cast<double>(std::max<Index>(1, N - 1));
  for (Index i = 0; i < D; ++i)
    for (Index j = i; j < D; ++j) covariance[j * D + i] = covariance[i * D + j] = covariance[i * D + j] / divisor;
  return covariance;
}

Whitening fit_whitening(Index N, Index D, Rows rows, double eps) {
  require(N >= 1 && D >= 1, "whitening needs images; found ", N, " of ", D, " numbers each");
  require(D <= longest_row, "images of ", D, " numbers are too large to whiten, which takes a matrix of ", D, " x ", D,
          "; expected at most ", longest_row, ", or use --normalization standard");
  require(std::isfinite(eps) && eps >= 0, "the whitening's eps is ", eps, "; expected a number of at least 0");
  const TensorD mean = mean_of_rows(N, D, rows);
  const SymmetricEigen eigen = eigh(covariance_of_rows(N, mean, rows));
  release_unused_memory();
  const double rounding = D * 0x1p-52 * eigen.values[D - 1];
  require(eps > 0 || eigen.values[0] > rounding, "the images do not vary in every direction (", D, " numbers each, ", N,
          " images), so they cannot be whitened with eps 0; give a positive --zca-eps");
  Whitening whitening;
  std::vector<double> scale;
  for (const double variance : eigen.values) {
    scale.push_back(1 / std::sqrt(std::max(variance, 0.0) + eps));
    if (variance < eps) ++whitening.degenerate;
  }
  whitening.mean = cast<float>(mean);
  whitening.zca = scaled_projections(eigen.vectors, scale);
  return whitening;
}

double whitening_memory(Index D) {
  const auto d = static_cast<double>(D);
  return 5.5 * sizeof(double) * d * d + 12.0 * rows_at_once * d + std::min(20e6, 25e3 * d);
}

void whiten(const Tensor& mean, const Tensor& zca, float* rows, Index count) {
  const Index D = mean.count();
  Tensor centred({rows_per_block, D}), product = Tensor::uninitialized({rows_per_block, D});
  for (Index first = 0; first < count; first += rows_per_block) {
    const Index here = std::min(rows_per_block, count - first);
    float* block = rows + first * D;
    parallel_for(here, [&](Index i) {
      for (Index j = 0; j < D; ++j) centred[i * D + j] = block[i * D + j] - mean[j];
    });
    // The last block is multiplied in full, with what the one before left below: kernels may sum a product
    // with fewer rows in another order.
    const bool full = here == rows_per_block;
    gemm(false, false, rows_per_block, D, D, centred.data(), D, zca.data(), D, full ? block : product.data(), D, false);
    if (!full) std::copy_n(product.data(), here * D, block);
  }
}

}  // namespace lgn
