// A tape drawn as a graph: a box for every node, with its value and its gradient.
#pragma once

#include <string>
#include <vector>

#include "autograd/tape.h"

namespace lgn {

/// The tape as an SVG element, from its leaves on top to its last node. backward() was run on it; a node that
/// wants no gradient shows none. `symbols` name the nodes in their order; missing or empty ones are
/// left out. Tensors of more than one number show their shape and root mean square.
std::string tape_graph(Tape& tape, const std::vector<std::string>& symbols);

}  // namespace lgn
