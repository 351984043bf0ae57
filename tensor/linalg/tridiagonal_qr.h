// Eigenvalues of a symmetric tridiagonal matrix by implicit QR steps with Wilkinson's shift
// (Golub and Van Loan, section 8.3.5). Robust, O(n^2) without and O(n^3) with vectors: for small matrices.
#pragma once

#include "tensor/shape.h"

namespace lgn {

/// diagonal [n] is replaced by the eigenvalues, ascending; off_diagonal [n-1] is destroyed.
/// vectors: null, or n rows of `columns` numbers, `ld` apart; row j becomes the combination of rows that
/// eigenvector j names, so that the identity turns into the eigenvectors as rows. Error on no convergence.
void tridiagonal_qr(Index n, double* diagonal, double* off_diagonal, double* vectors, Index columns,
                    Index ld);

}  // namespace lgn
