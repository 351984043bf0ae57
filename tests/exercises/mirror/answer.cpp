#include "tests/exercises/mirror/exercise.h"

namespace lgn::exercises {

Variable mirror_answer(Variable v) {
  const Index G = v.shape()[0], C = v.shape()[1], d = v.shape()[2];
  const auto squared_length = [d](const float* x) {
    double s = 0;
    for (Index i = 0; i < d; ++i) s += static_cast<double>(x[i]) * static_cast<double>(x[i]);
    return s;
  };
  Tensor elements({G, C, 2, d, d});
  for (Index k = 0; k < G * C; ++k) {
    const float* x = v.value().data() + k * d;
    float *identity = elements.data() + 2 * k * d * d, *mirror = identity + d * d;
    const double s = squared_length(x);
    for (Index i = 0; i < d; ++i) {
      identity[i * d + i] = 1;
      for (Index j = 0; j < d; ++j)
        mirror[i * d + j] =
            static_cast<float>((i == j ? 1.0 : 0.0) - 2 * static_cast<double>(x[i]) * static_cast<double>(x[j]) / s);
    }
  }
  // With g = dA:  dv = -2/s (g + g^T) v + 4/s^2 (v^T g v) v.
  return v.tape().record("mirror_elements", std::move(elements), {v}, [=](const Tensor& delements) {
    Tensor& dv = v.tape().accumulate(v);
    for (Index k = 0; k < G * C; ++k) {
      const float *x = v.value().data() + k * d, *g = delements.data() + (2 * k + 1) * d * d;
      const double s = squared_length(x);
      std::vector<double> symmetric(static_cast<std::size_t>(d));  // (g + g^T) v
      double form = 0;                                             // v^T g v
      for (Index i = 0; i < d; ++i) {
        double sum = 0;
        for (Index j = 0; j < d; ++j)
          sum += (static_cast<double>(g[i * d + j]) + static_cast<double>(g[j * d + i])) * static_cast<double>(x[j]);
        symmetric[static_cast<std::size_t>(i)] = sum;
        form += sum * static_cast<double>(x[i]) / 2;
      }
      for (Index i = 0; i < d; ++i)
        dv[k * d + i] += static_cast<float>(-2 / s * symmetric[static_cast<std::size_t>(i)] +
                                            4 / (s * s) * form * static_cast<double>(x[i]));
    }
  });
}

}  // namespace lgn::exercises
