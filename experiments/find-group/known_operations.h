// Operations that have a name, as controls: always tested, always reported beside what was found.
#pragma once

#include "experiments/find-group/input.h"
#include "lgn/probe/patch_operators.h"

namespace lgn {

/// Permutations of a vector's numbers, and -1: on patches the quarter and half turn (square ones), mirrors,
/// transpositions, cyclic shifts by a row and a column, and of several channels their cyclic exchange; on
/// signals reversal and the cyclic shift; on vectors without an order only the negation.
std::vector<NamedOperator> known_operations(const Geometry& geometry);

}  // namespace lgn
