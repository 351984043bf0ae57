// ZCA whitening of rows: the covariance and its inverse square root (preprocessing.h has the equations).
#pragma once

#include <optional>
#include <string>

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

// Whitenings on disk, so that one is computed once for the same images and settings.
//
// Files named whitening-KEY.safetensors in the folder $LGN_CACHE, else $XDG_CACHE_HOME/lgn, else
// ~/.cache/lgn; 38 MB for CIFAR-10, 2.5 MB for MNIST. They can be deleted at any time.

/// The folder; empty when neither variable nor HOME is set, and then nothing is kept.
std::string cache_folder();

/// What was kept under `key`; nothing when there is no such file or it is damaged (a sum over its numbers
/// tells), which is no error.
std::optional<Whitening> cached_whitening(const std::string& key);

/// Keeps a whitening. A folder that cannot be written is no error: the next run computes again.
void keep_whitening(const std::string& key, const Whitening& whitening);

/// Whether the cache has a whitening of images of D numbers at all: by the size of its files.
bool may_be_cached(Index D);

}  // namespace lgn
