// The multiplication table of a finite group from some of its entries.
//
//   T_abc = tr(A_a B_b C_c) / n,   A, B, C [n,n,n],   close to 1 for c = a b and to 0 for the other c
//   minimise  sum over known (a,b), all c of (T_abc - [c = ab])^2  +  eps / n  H,
//   H = sum ||A_a B_b||^2 + ||B_b C_c||^2 + ||C_c A_a||^2   over all pairs
//
// (HyperCube: Huh 2024, arXiv:2402.17002). Where T is the table of a group, the least H is 3 n^3, and A, B, C
// are its regular representation up to changes of basis, in which an irreducible block stands as often as it
// is large; other tables need more. There by gradient descent; here by alternating least squares (given B and
// C, every A_a solves a linear system) from a random start, while eps falls from .3 to .01: no step size.
#pragma once

#include <array>

#include "lgn/probe/finite_group.h"
#include "tensor/random.h"

namespace lgn {

inline constexpr Index unknown_product = -1;

/// A, B and C, n matrices [n,n] each.
using TableFactors = std::array<std::vector<TensorD>, 3>;

/// The objective above; `known` holds unknown_product where an entry is not given.
double table_objective(const TableFactors& factors, const MultiplicationTable& known, double eps);

/// Puts A (which = 0), B or C where the objective is least for the other two.
void solve_table_factor(TableFactors& factors, Index which, const MultiplicationTable& known, double eps);

struct CompletedTable {
  MultiplicationTable table;  // c of the largest T_abc
  double excess = 0;          // H over that of a group, minus 1
  bool group = false;         // the table is a group's and has all entries that are known
};

/// Error unless `known` is square with entries below n.
CompletedTable complete_table(const MultiplicationTable& known, Random& random);

}  // namespace lgn
