// Initial values and projection (as in the published code): standard normal entries brought to unit
// Frobenius norm over the last two axes, and back to it after every step.
#pragma once

#include "lgn/parameters.h"
#include "tensor/random.h"

namespace lgn {

/// Divides every matrix over the last two axes by its Frobenius norm, in place; zero matrices stay.
void project_to_unit_norm(Tensor& matrices);

/// Standard normal entries, then unit Frobenius norm over the last two axes.
Tensor unit_norm_normal(Random& random, Shape shape);

/// Uniform in +-1/sqrt(fan_in).
Tensor uniform_fan_in(Random& random, Shape shape, Index fan_in);

/// Projects every parameter, unless frozen, that is kept at unit norm, or from being negative.
void project(ParameterSet& parameters);

}  // namespace lgn
