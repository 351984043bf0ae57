// LU factorisation with partial pivoting, and what follows from it: solving, inverse, determinant.
// (Golub and Van Loan, Matrix Computations, section 3.4.)
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// P A = L U. `factors` holds U on and above the diagonal and L below it (its diagonal is 1);
/// row i of P A is row permutation[i] of A; `sign` is the permutation's.
struct Lu {
  TensorD factors;                 // [n,n]
  std::vector<Index> permutation;  // [n]
  double sign = 1;
};

/// a [n,n]. A singular matrix is factorised too: U then has zeros on its diagonal.
/// Error when `a` is not square or not finite.
Lu lu(const TensorD& a);

/// x with A x = b; b [n] or [n,k], x likewise. Error when A is singular (an exact zero on U's diagonal).
TensorD solve(const Lu& lu, const TensorD& b);
TensorD solve(const TensorD& a, const TensorD& b);

/// Rows x with x^T A = b^T for the rows b; b [k,n], x likewise. Error when A is singular.
TensorD solve_rows(const Lu& lu, const TensorD& b);

/// A^-1, [n,n]. Error when A is singular.
TensorD inverse(const TensorD& a);

/// det A = sign * exp(log_absolute); sign is 0 and log_absolute -infinity for a singular matrix.
struct LogDeterminant {
  double sign;
  double log_absolute;
};
LogDeterminant log_determinant(const TensorD& a);

/// det A; may overflow or underflow where log_determinant does not.
double determinant(const TensorD& a);

}  // namespace lgn
