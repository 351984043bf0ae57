// ZCA whitening of rows: the covariance and its inverse square root (preprocessing.h has the equations).
#pragma once

#include "tensor/tensor.h"
#include "tensor/threads.h"

namespace lgn {

/// Numbers that come in rows, too many to hold at once: called with (first, count, out), writes rows first ..
/// first + count - 1 to `out`.
using Rows = FunctionRef<void(Index, Index, float*)>;

/// Mean over N rows of D numbers: [D].
TensorD mean_of_rows(Index N, Index D, Rows rows);

/// Covariance of N rows of D numbers about `mean` [D], divisor N - 1: [D, D]; zero for a single row.
TensorD covariance_of_rows(Index N, const TensorD& mean, Rows rows);

struct Whitening {
  Tensor mean;           ///< [D]
  Tensor zca;            ///< [D, D], symmetric
  Index degenerate = 0;  ///< directions with less variance than eps
};

/// The covariance of longer rows would fill the memory, and its eigenvalues take hours.
inline constexpr Index longest_row = 16'384;

/// Fits to N rows of D numbers; sums, covariance and eigenvalues in double. Throws Error for an eps that is
/// negative or not finite, for eps = 0 where the covariance has not full rank, and for D > longest_row.
Whitening fit_whitening(Index N, Index D, Rows rows, double eps);

/// (row - mean) zca for each of `count` rows, in place. A row's bits do not depend on the others.
void whiten(const Tensor& mean, const Tensor& zca, float* rows, Index count);

/// Bytes that fitting takes at the most, to some per cent, for images of D numbers: five matrices of doubles
/// at a time, portions of images, and what the products need.
double whitening_memory(Index D);

}  // namespace lgn
