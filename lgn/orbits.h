// What is one for a whole orbit, all filters A^i B of a base filter, and not one for each filter: only then
// does the group act on what the network computes, and not on its filters alone.
//
//   --thresholds shared   lmbd_k, one for an orbit
//   --norm shared         statistics, weight and bias of batch norm, one for an orbit
//   --head invariant      the classifier sees the largest of an orbit's pooled codes, or their mean
//
// A filter's index is i G + g: the G numbers of the orbits, repeated n times, are those of the filters. The
// parameters are named "orbit.lmbd.k", "orbit.bn.k.weight"; model files hold the repeated ones beside them,
// under the names that every network has.
#pragma once

#include <string>

#include "autograd/tape.h"
#include "lgn/architecture.h"

namespace lgn {

/// The names under which layer k stores its thresholds, and a field of its batch norm.
std::string threshold_parameter(const Architecture& architecture, Index layer);
std::string norm_parameter(const Architecture& architecture, Index layer, const char* field);

/// Extents of the thresholds and of a batch norm's numbers as stored: G or F of them.
Index threshold_count(const Architecture& architecture);
Index norm_count(const Architecture& architecture);

/// The numbers repeated along `axis` until there are F; numbers of F filters are returned as they are.
Variable for_all_filters(Variable numbers, Index axis, Index filters);
Tensor for_all_filters(const Tensor& numbers, Index axis, Index filters);

/// What an orbit's pooled codes become.
enum class OrbitPooling { largest, mean };

/// pooled [N, n G, P, P] -> [N, G, P, P], over the elements i of  x[N, i G + g].
///   mean: dx = dy / n.   largest: dx = dy for the first i that has the largest value, 0 for the others.
/// Error when the filters are not n for each orbit.
Variable pool_orbits(Variable pooled, Index group_size, OrbitPooling pooling);

}  // namespace lgn
