// Sparse coding of patches in a dictionary: non-negative orthogonal matching pursuit.
//
// Letters here and in the other files of this folder: N patches of d numbers as rows Y [N,d]; F atoms of unit
// norm as rows D [F,d]; codes U [N,F], non-negative and mostly zero, with Y close to U D.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

struct PursuitSettings {
  Index most = 5;           // non-zero entries of a code at most
  double tolerance = 0.25;  // a patch is left alone once no atom's product with its residual exceeds this
};

/// Codes U [N,F] by non-negative orthogonal matching pursuit (Pati, Rezaiifar and Krishnaprasad 1993; on the
/// Gram matrix as Rubinstein, Zibulevsky and Elad 2008): again and again the atom that the residual agrees
/// with most is taken in, the coefficients are solved for by least squares, and atoms whose coefficient turns
/// negative are let go. Error when patches and atoms differ in d.
TensorD pursue(const TensorD& patches, const TensorD& atoms, const PursuitSettings& settings);

/// Mean over the patches of ||y - u D||^2.
double coding_loss(const TensorD& patches, const TensorD& atoms, const TensorD& codes);

/// Y - U D, [N,d].
TensorD coding_residual(const TensorD& patches, const TensorD& atoms, const TensorD& codes);

}  // namespace lgn
