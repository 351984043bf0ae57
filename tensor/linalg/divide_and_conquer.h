// Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer (Cuppen 1981; made
// stable by Gu and Eisenstat 1995): nearly all work is in matrix products, and much of it deflates.
#pragma once

#include <vector>

#include "tensor/shape.h"
#include "tensor/tensor.h"

namespace lgn {

/// diagonal [n], off_diagonal [n-1]; vectors [n,n] is overwritten with the eigenvectors as rows, row j for
/// the value j that is returned, in no particular order.
std::vector<double> divide_and_conquer(std::vector<double> diagonal, std::vector<double> off_diagonal,
                                       TensorD& vectors);

// Deflation: what of D + rho z z^T needs no secular equation (Cuppen 1981; Dongarra and Sorensen 1987).
//
// Where z_j vanishes, d_j is an eigenvalue already; where two d_j agree, a rotation of the plane makes one of
// the two z_j vanish. Spectra with clusters or low rank deflate almost entirely.

/// A rotation of rows `first` and `second`:  (x, y) := (c x + s y, c y - s x).
struct PlaneRotation {
  Index first, second;
  double c, s;
};

struct Deflation {
  std::vector<Index> kept;      // ascending in d: the rows that the secular equation is about
  std::vector<Index> deflated;  // rows whose d is an eigenvalue
  std::vector<PlaneRotation> rotations;
};

/// d, z [count], rho > 0, ||z|| = 1. Changes d and z as the rotations do. What is neglected is of the size
/// 8 eps max(|d|, rho).
Deflation deflate(std::vector<double>& d, std::vector<double>& z, double rho);

}  // namespace lgn
