#include <algorithm>

#include "tests/exercises/soft_threshold/exercise.h"

namespace lgn::exercises {

std::string check(SoftThresholdGradient* attempt) {
  const double eta = 0.5;
  TensorD v = normal_numbers(1, {2, 3, 4}), lmbd = normal_numbers(2, {3});
  const TensorD du = normal_numbers(3, {2, 3, 4});
  const auto loss = [&] {
    double sum = 0;
    for (Index i = 0; i < v.count(); ++i) sum += du[i] * std::max(v[i] - eta * lmbd[i / 4 % 3], 0.0);
    return sum;
  };
  TensorD dv(v.shape()), dlmbd(lmbd.shape());
  attempt(v, lmbd, eta, du, dv, dlmbd);
  if (const auto wrong = difference("dv", dv, derivative(v, loss), 1e-6); !wrong.empty())
    return wrong + ": where u > 0 a change of v is a change of u; elsewhere u stays 0";
  if (const auto wrong = difference("dlmbd", dlmbd, derivative(lmbd, loss), 1e-6); !wrong.empty())
    return wrong + ": one threshold moves every positive entry of its channel by -eta";

  TensorD more = dv.clone(), more_lmbd = dlmbd.clone();
  attempt(v, lmbd, eta, du, more, more_lmbd);
  for (double& x : dv) x *= 2;
  for (double& x : dlmbd) x *= 2;
  const std::string added = difference("dv", more, dv, 1e-12) + difference("dlmbd", more_lmbd, dlmbd, 1e-12);
  if (!added.empty()) return added + " on the second call: gradients are added to what is there";

  TensorD kink = TensorD::full({1, 1, 1}, 0.5), at_kink({1, 1, 1}), lmbd_at_kink({1});
  attempt(kink, TensorD::full({1}, 1), eta, TensorD::full({1, 1, 1}, 7), at_kink, lmbd_at_kink);
  if (at_kink[0] != 0 || lmbd_at_kink[0] != 0) return "at the kink, v = eta lmbd, the derivative is taken as 0";
  return "";
}

}  // namespace lgn::exercises
