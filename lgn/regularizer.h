// Penalties that draw the generators towards a group.
//
//   none      nothing
//   inverse   mu * sum ||A A_inv - I||_F over the matrices, A_inv a second learned matrix per generator
//
// Sums run over all distinct matrices of all layers.
#pragma once

#include <string>
#include <vector>

#include "lgn/architecture.h"
#include "lgn/parameters.h"
#include "tensor/random.h"

namespace lgn {

/// Throws Error with the list of what there is unless known.
void require_known_regularizer(const std::string& regularizer);

/// Draws what the regulariser learns of layer `layer` beside the generators.
void add_regularizer_parameters(ParameterSet& parameters, const Architecture& architecture, Index layer,
                                Random& random);

/// The weighted penalty, shape [1]; `generators` are the distinct matrices [G', C', d, d], in the order of
/// their layers (one entry when the whole network shares them). Not to be called for `none`.
Variable penalty(const Leaves& leaves, const Architecture& architecture,
                 const std::vector<Variable>& generators);

}  // namespace lgn
