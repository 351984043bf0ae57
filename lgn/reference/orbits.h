// Pooling over orbits by its definition, for any number type.
#pragma once

#include <complex>

#include "lgn/orbits.h"

namespace lgn::reference {

/// pooled [N, n G, P, P] -> [N, G, P, P]. The largest is the one of the largest real part.
template <class Number>
BasicTensor<Number> pool_orbits(const BasicTensor<Number>& x, Index n, OrbitPooling pooling) {
  const Index G = x.extent(1) / n;
  BasicTensor<Number> y({x.extent(0), G, x.extent(2), x.extent(3)});
  for (Index image = 0; image < y.extent(0); ++image)
    for (Index g = 0; g < G; ++g)
      for (Index a = 0; a < y.extent(2); ++a)
        for (Index b = 0; b < y.extent(3); ++b) {
          Number sum(0), largest = x(image, g, a, b);
          for (Index i = 0; i < n; ++i) {
            const Number value = x(image, i * G + g, a, b);
            sum += value;
            if (std::real(value) > std::real(largest)) largest = value;
          }
          y(image, g, a, b) = pooling == OrbitPooling::mean ? sum / Number(static_cast<double>(n)) : largest;
        }
  return y;
}

}  // namespace lgn::reference
