// Penalties that draw the generators towards a group, and the code towards zeros.
//
// --regularizer, the sum over all distinct matrices A of all layers of
//   none      nothing
//   inverse   mu ||A A_inv - I||_F, A_inv a second learned matrix per generator: A invertible
//   svd       mu / (C d) sum_i |1 - sigma_i|, sigma the singular values of A: A orthogonal
//   cyclic    mu ||A^n - I||_F: the powers of A close. The identity satisfies it too: look at the matrices
// A penalty that a generator's form makes zero is not computed: its derivative would be that of rounding
// errors. (svd of an orthogonal A, cyclic of any that has A^n = I by construction.)
//
// --sparsity X adds X times the mean of all entries of u_K. u_K >= 0, so this is the l1 norm of the code,
// the term that the unfolded iteration itself was derived from; the thresholds, learned from the task's loss
// alone, need not keep it. A reconstructor cannot escape it by scaling, its decoder being kept at unit norm;
// a classifier can in part, by small codes and large weights.
#pragma once

#include <vector>

#include "autograd/tape.h"
#include "lgn/architecture.h"
#include "lgn/parameters.h"
#include "tensor/random.h"

namespace lgn {

/// A [..., d, d] -> y = sum_i |1 - sigma_i| over the singular values of each matrix, shape [...] ([1] for a
/// single one): the distance to the nearest orthogonal matrix in the nuclear norm (Fan and Hoffman, 1955).
/// Singular values and vectors are computed in double.
///
/// With A = U diag(sigma) V^T,   dA = dy U diag(s) V^T,   s_i = sign(sigma_i - 1).
///   Repeated singular values: their vectors may be turned within the space that they span, but share one s,
///     so that the product, and with it the derivative, is unique.
///   sigma = 0: y has a kink there, whatever the basis of the null spaces; U and V are completed to
///     orthonormal bases and s = -1, one of the directions in which y falls fastest. It depends on A alone.
///   sigma = 1, within what rounding A to float32 may have moved it (2^-24 ||A||_F): the kink of |1 - sigma|,
///     s = 0. An orthogonal matrix therefore stays where it is.
/// Error when the matrices are not square, or not finite.
Variable orthogonal_distance(Variable A);

/// Draws what the regulariser learns of layer `layer` beside the generators.
void add_regularizer_parameters(ParameterSet& parameters, const Architecture& architecture, Index layer,
                                Random& random);

/// Whether there is anything to be added to the loss on account of the generators.
bool has_generator_penalty(const Architecture& architecture);

/// The weighted penalty, shape [1]; `generators` are the distinct matrices [G', C', d, d], in the order of
/// their layers (one entry when the whole network shares them). Only where there is one.
Variable generator_penalty(const Leaves& leaves, const Architecture& architecture,
                           const std::vector<Variable>& generators);

}  // namespace lgn
