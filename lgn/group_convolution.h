// Group convolutions between the pooled code and the classifier (Cohen and Welling, 2016): the group that acts on the
// filters acts on the code as well, by A on its places and by a shift along the orbits, which it permutes.
//
//   x_0   = pooled code, [N, n G, P, P], channel (i, g) being element i of base filter g's orbit
//   W_s[(i,g), (k,c)] = A_i B_s[g, (i^-1 k, c)]                 base filters B_s [G, n G, m, m], `--stages` of them
//   x_s+1 = pool( relu( batch norm( conv2d(x_s, W_s) ) ) )      one statistic, weight and bias for an orbit;
//                                                               to half the size, the last one to a single place
//
// Where A, orthogonal, moves pixels as a turn moves the image, an image that is turned permutes x along its orbits and
// turns its places, so that with --thresholds shared --norm shared --head invariant the answer stays. Whatever A is,
// filters of a stage are tied by the last layer's.
#pragma once

#include "lgn/architecture.h"
#include "lgn/generators/basis_action.h"
#include "lgn/generators/quotients.h"
#include "lgn/parameters.h"
#include "tensor/random.h"

namespace lgn {

void add_stage_parameters(ParameterSet& parameters, const Architecture& architecture, Random& random);

/// bank [n G, n C, m, m] -> y[(i,g), (k,c)] = x[(i,g), (i^-1 k, c)];   dx alike, backwards.
Variable shifted_along_orbits(Variable bank, const QuotientTable& quotients);

/// x_0 -> x_stages, [N, n G, 1, 1]. `action` makes banks of base filters; training moves the running statistics in
/// `parameters`. Vector-Jacobian products: those of the operations.
Variable group_convolutions(Variable pooled, const Leaves& leaves, const FilterAction& action,
                            const QuotientTable& quotients, const Architecture& architecture, ParameterSet& parameters,
                            bool training);

}  // namespace lgn
