// Exercise 3: a new form of generator, the group {I, A} of a mirror.
#pragma once

#include "autograd/tape.h"
#include "tests/exercises/exercise.h"

namespace lgn::exercises {

/// To be written, an operation on the tape:  v [G', C', d] -> the group's elements [G', C', 2, d, d],
///   element 0 = I,   element 1 = A = I - 2 v v^T / (v^T v),
/// with its vector-Jacobian product. A mirrors at the plane orthogonal to v (Householder), A A = I.
using MirrorElements = Variable(Variable v);

MirrorElements mirror_stub, mirror_answer;

std::string check(MirrorElements* attempt);

}  // namespace lgn::exercises
