// The Householder reflection  H = I - tau v v^T,  v[0] = 1:  the orthogonal map that turns a vector x into a
// multiple of the first unit vector (Golub and Van Loan, section 5.1).
#pragma once

#include "tensor/shape.h"

namespace lgn {

struct Reflector {
  double tau;   // 0 when x is a multiple of the unit vector already: then H = I
  double beta;  // H x = beta e_0
};

/// Makes the reflector of x[0], x[stride], ..; leaves v[1..] in x[1..] and does not touch x[0].
/// Safe against overflow and underflow of the squares.
Reflector make_reflector(double* x, Index count, Index stride);

}  // namespace lgn
