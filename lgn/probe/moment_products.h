// Sums over a sample of all products of up to four coordinates, and what matrices make of such sums.
//
// The sums are the fourth moments of (1, y), which do not depend on the order of their indices: C(d + 4, 4) numbers, a
// third of what the inner products of all pairs with all pairs would take.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// X^T X, of which the upper triangle is filled: X has a row (1, y, Q(y)) of 1 + d + D numbers for each listed row z of
/// `vectors` [N,d], D = d (d + 1) / 2. y = z sqrt(2 d / (d + |z|^2)); Q(y) are the entries (0,0), (0,1), .., (1,1), ..
/// of y y^T, those off the diagonal times sqrt 2.
TensorD products_of_features(const TensorD& vectors, const std::vector<Index>& rows);

/// E_k T E_k^T for every E_k [R,D] of a stack [n,R,D] and a symmetric T [D,D]: of its upper triangle, with half of the
/// blocks on the diagonal, and transposed; half of the products.
std::vector<TensorD> between_rows(const TensorD& stack, const TensorD& T);

}  // namespace lgn
