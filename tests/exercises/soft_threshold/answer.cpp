#include "tests/exercises/soft_threshold/exercise.h"

namespace lgn::exercises {

void soft_threshold_answer(const TensorD& v, const TensorD& lmbd, double eta, const TensorD& du, TensorD& dv,
                           TensorD& dlmbd) {
  const Index F = v.extent(1), pixels = v.extent(2);
  for (Index i = 0; i < v.count(); ++i) {
    const Index f = i / pixels % F;
    if (v[i] - eta * lmbd[f] <= 0) continue;
    dv[i] += du[i];
    dlmbd[f] -= eta * du[i];
  }
}

}  // namespace lgn::exercises
