// Reduction of a symmetric matrix to tridiagonal form by Householder reflections
// (Golub and Van Loan, section 8.3.1).
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// A = Q T Q^T with Q = H_0 H_1 .. H_(n-2), H_k = I - tau[k] v_k v_k^T.
struct Tridiagonalization {
  std::vector<double> diagonal;      // of T, [n]
  std::vector<double> off_diagonal;  // of T, [n-1]
  std::vector<double> tau;           // [n-1]
  TensorD reflectors;                // [n,n]: row k holds v_k in columns k+1 .. n-1; the rest is undefined
};

/// a [n,n], symmetric; both triangles are read.
Tridiagonalization tridiagonalize(const TensorD& a);

/// rows [n,n] := rows Q^T: row j, an eigenvector of T, becomes the one of A.
void apply_reflectors(const Tridiagonalization& reduction, TensorD& rows);

}  // namespace lgn
