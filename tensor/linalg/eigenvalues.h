// Eigenvalues and eigenvectors of a real matrix without symmetry: balanced, then brought to Schur form.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

/// a [n,n] -> [n] complex, in the order of the Schur form's diagonal; complex ones come as exact conjugate
/// pairs, the positive imaginary part first. Error when `a` is not square or not finite, or on no
/// convergence.
TensorC eigenvalues(const TensorD& a);

/// A V = V diag(values).
struct Eigen {
  TensorC values;   // [n]
  TensorC vectors;  // [n,n], column j belongs to values[j] and has unit length
};

/// For a matrix that is not diagonalisable the vectors are (nearly) dependent. Errors as eigenvalues().
Eigen eigen(const TensorD& a);

}  // namespace lgn
