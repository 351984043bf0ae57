// The matrices of the paper's figures, read back from the colours of its heat maps, through the same tests.
#pragma once

#include <string>

#include "tensor/io/json.h"
#include "tensor/shape.h"

namespace lgn {

/// Where in Figure 1 a matrix stands, 0 .. 5: "upper left".
std::string published_panel(Index i);

/// A row a matrix of Figure 1: scores of every kind with the p-value against matrices without structure,
/// energy in three singular values, ||A^4||. Adds the numbers to the summary as published_*.
std::string published_table(Index resamples, Index seed, Json& summary);

}  // namespace lgn
