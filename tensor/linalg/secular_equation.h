// The eigenvalues of a diagonal matrix changed by a matrix of rank one,  D + rho z z^T:  the roots of
//
//   f(x) = 1/rho + sum_j z_j^2 / (d_j - x) = 0,
//
// of which one lies between each two neighbouring d_j and one above the last (Golub 1973; Li, LAPACK Working
// Note 89, 1994).
#pragma once

#include "tensor/shape.h"

namespace lgn {

/// Root number i, between d[i] and d[i + 1], or for i = count - 1 in (d[i], d[i] + rho ||z||^2].
/// d ascending and distinct, z without zeros, rho > 0. Fills differences[j] = d[j] - root with full relative
/// accuracy, which the root itself, returned, cannot give. Error on no convergence.
double secular_root(Index count, const double* d, const double* z, double rho, Index i, double* differences);

}  // namespace lgn
