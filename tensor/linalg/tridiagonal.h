// Reduction of a symmetric matrix to tridiagonal form by Householder reflections, and the way back for the
// eigenvectors (Golub and Van Loan, section 8.3.1; in blocks: Dongarra, Sorensen and Hammarling, 1989).
#pragma once

#include <vector>

#include "tensor/shape.h"
#include "tensor/tensor.h"

namespace lgn {

/// A = Q T Q^T with Q = H_0 H_1 .. H_(n-2), H_k = I - tau[k] v_k v_k^T.
struct Tridiagonalization {
  std::vector<double> diagonal;      // of T, [n]
  std::vector<double> off_diagonal;  // of T, [n-1]
  std::vector<double> tau;           // [n-1]
  TensorD reflectors;                // [n,n]: row k holds v_k in columns k+1 .. n-1; the rest is undefined
};

/// a [n,n], symmetric; only its upper triangle is read. Works in the tensor given.
Tridiagonalization tridiagonalize(TensorD a);

/// rows [m,n] := rows Q^T: a row that holds an eigenvector of T becomes the one of A.
void apply_reflectors(const Tridiagonalization& reduction, TensorD& rows);

// Eigenvalues of a symmetric tridiagonal matrix by implicit QR steps with Wilkinson's shift
// (Golub and Van Loan, section 8.3.5). Robust, O(n^2) without and O(n^3) with vectors: for small matrices.

/// diagonal [n] is replaced by the eigenvalues, ascending; off_diagonal [n-1] is destroyed.
/// vectors: null, or n rows of `columns` numbers, `ld` apart; row j becomes the combination of rows that
/// eigenvector j names, so that the identity turns into the eigenvectors as rows. Error on no convergence.
void tridiagonal_qr(Index n, double* diagonal, double* off_diagonal, double* vectors, Index columns, Index ld);

}  // namespace lgn
