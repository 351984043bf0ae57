#include "lgn/orthogonal_distance.h"

#include <cmath>
#include <vector>

#include "tensor/linalg/matmul.h"
#include "tensor/linalg/svd.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

struct Distance {
  double value;
  TensorD derivative;  // [d,d]
};

Distance distance_of(const TensorD& A) {
  double square = 0;
  for (double entry : A) square += entry * entry;
  const double rounding = 0x1p-24 * std::sqrt(square);
  Svd decomposition = svd(A);
  const Index d = A.extent(0);
  double value = 0;
  for (Index j = 0; j < d; ++j) {
    const double excess = decomposition.singular_values[j] - 1;
    value += std::abs(excess);
    const double sign = std::abs(excess) <= rounding ? 0 : std::copysign(1.0, excess);
    for (Index i = 0; i < d; ++i) decomposition.u(i, j) *= sign;
  }
  TensorD derivative({d, d});
  gemm(false, true, d, d, d, decomposition.u.data(), d, decomposition.v.data(), d, derivative.data(), d,
       false);
  return {value, derivative};
}

}  // namespace

Variable orthogonal_distance(Variable A) {
  const Shape& stack = A.shape();
  require(stack.size() >= 2 && stack.back() == stack[stack.size() - 2],
          "the singular values of generators of shape ", to_string(stack), "; expected square matrices");
  const Index d = stack.back();
  Shape shape(stack.begin(), stack.end() - 2);
  if (shape.empty()) shape.push_back(1);
  Tensor y = Tensor::uninitialized(std::move(shape));
  std::vector<TensorD> derivatives(static_cast<std::size_t>(y.count()));
  parallel_for(y.count(), [&](Index i) {
    TensorD matrix({d, d});
    std::copy_n(A.value().data() + i * d * d, d * d, matrix.begin());
    Distance distance = distance_of(matrix);
    y[i] = static_cast<float>(distance.value);
    derivatives[static_cast<std::size_t>(i)] = std::move(distance.derivative);
  });
  return A.tape().record(
      "orthogonal_distance", std::move(y), {A}, [=, derivatives = std::move(derivatives)](const Tensor& dy) {
        Tensor& dA = A.tape().accumulate(A);
        for (Index i = 0; i < dA.count(); ++i) {
          const Index matrix = i / (d * d);
          dA[i] +=
              static_cast<float>(dy[matrix] * derivatives[static_cast<std::size_t>(matrix)][i % (d * d)]);
        }
      });
}

}  // namespace lgn
