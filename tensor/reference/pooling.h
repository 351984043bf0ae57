// Adaptive average pooling by its definition, for any number type.
#pragma once

#include "tensor/tensor.h"

namespace lgn::reference {

/// x [N,F,h,w] -> y [N,F,rows,columns]; window i of P over extent h covers floor(i h/P) .. ceil((i+1) h/P)
/// - 1.
template <class Number>
BasicTensor<Number> adaptive_average_pool2d(const BasicTensor<Number>& x, Index rows, Index columns) {
  const Index N = x.extent(0), F = x.extent(1), h = x.extent(2), w = x.extent(3);
  const auto first = [](Index i, Index extent, Index P) { return i * extent / P; };
  const auto end = [](Index i, Index extent, Index P) { return ((i + 1) * extent + P - 1) / P; };
  BasicTensor<Number> y({N, F, rows, columns});
  for (Index n = 0; n < N; ++n) {
    for (Index f = 0; f < F; ++f) {
      for (Index i = 0; i < rows; ++i) {
        for (Index j = 0; j < columns; ++j) {
          Number sum(0);
          double size = 0;
          for (Index a = first(i, h, rows); a < end(i, h, rows); ++a) {
            for (Index b = first(j, w, columns); b < end(j, w, columns); ++b) {
              sum += x(n, f, a, b);
              ++size;
            }
          }
          y(n, f, i, j) = sum / Number(size);
        }
      }
    }
  }
  return y;
}

}  // namespace lgn::reference
