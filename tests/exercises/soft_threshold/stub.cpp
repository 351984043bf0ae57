#include "tests/exercises/soft_threshold/exercise.h"

namespace lgn::exercises {

// Yours. Where u is zero, a small change of v changes nothing. Where it is not, u = v - eta lmbd_f: what does
// a small change of v do, what one of lmbd_f, and how many entries of u does one lmbd_f move?
void soft_threshold_stub(const TensorD& /*v*/, const TensorD& /*lmbd*/, double /*eta*/, const TensorD& /*du*/,
                         TensorD& /*dv*/, TensorD& /*dlmbd*/) {}

}  // namespace lgn::exercises
