#include "lgn/generators/basis_action.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "lgn/bank_shape.h"
#include "lgn/generators/conjugation.h"
#include "lgn/generators/group_elements.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// Rows of `from`, `stride` numbers apart, to rows of `to` from `row` on.
void gather(const float* from, Index stride, Index rows, TensorD& to, Index row) {
  const Index d = to.extent(1);
  for (Index r = 0; r < rows; ++r) std::copy_n(from + r * stride, d, to.data() + (row + r) * d);
}

/// What the way back needs of one matrix and the R base filters that share it.
struct Kept {
  TensorD b, z;  // [R,d]
  TensorD w, y;  // [(n-1) R, d]
};

TensorD joined(const TensorD& above, const TensorD& below) {
  auto all = TensorD::uninitialized({above.extent(0) + below.extent(0), above.extent(1)});
  std::copy(below.begin(), below.end(), std::copy(above.begin(), above.end(), all.begin()));
  return all;
}

class BasisAction {
 public:
  BasisAction(Variable numbers, const Representation& rho, const BasisMap& basis) : numbers_(numbers), rho_(rho) {
    const Shape& shape = numbers.shape();
    bases_.resize(shape[0] * shape[1]);
    parallel_for(shape[0] * shape[1], [&](Index i) {
      bases_[i] = basis(numbers_in_double(numbers.value(), i, Shape(shape.begin() + 2, shape.end())));
    });
  }

  BankShape shape(const Tensor& B) const {
    return {B.extent(0), B.extent(1), numbers_.shape()[0], numbers_.shape()[1], B.extent(2) * B.extent(3)};
  }

  Kept act(Index matrix, const Tensor& B, Tensor& W) const {
    const BankShape shared = shape(B);
    const Index n = rho_.order(), R = shared.rows(), d = shared.d, first = shared.first(matrix);
    const OrthogonalBasis& basis = bases_[matrix];
    Kept kept{TensorD::uninitialized({R, d}), {}, TensorD::uninitialized({(n - 1) * R, d}), {}};
    gather(B.data() + first, shared.stride(), R, kept.b, 0);
    kept.z = basis.times(kept.b, true);
    for (Index j = 1; j < n; ++j) multiply_right(rho_, j, true, R, kept.z.data(), kept.w.data() + (j - 1) * R * d);
    kept.y = basis.times(kept.w, false);
    for (Index row = 0; row < (n - 1) * R; ++row) {
      float* to = W.data() + (row / R + 1) * B.count() + first + row % R * shared.stride();
      std::transform(kept.y.data() + row * d, kept.y.data() + (row + 1) * d, to,
                     [](double x) { return static_cast<float>(x); });
    }
    return kept;
  }

  void go_back(Index matrix, const Kept& kept, const Tensor& dW, Variable base_filters) const {
    const BankShape shared = shape(base_filters.value());
    const Index n = rho_.order(), R = shared.rows(), d = shared.d, first = shared.first(matrix);
    const OrthogonalBasis& basis = bases_[matrix];
    auto dy = TensorD::uninitialized({(n - 1) * R, d}), turned = TensorD::uninitialized({R, d});
    for (Index j = 1; j < n; ++j)
      gather(dW.data() + j * base_filters.value().count() + first, shared.stride(), R, dy, (j - 1) * R);
    const TensorD dw = basis.times(dy, true);
    TensorD dz({R, d});
    for (Index j = 1; j < n; ++j) {
      multiply_right(rho_, j, false, R, dw.data() + (j - 1) * R * d, turned.data());
      for (Index i = 0; i < R * d; ++i) dz[i] += turned[i];
    }
    const TensorD db = basis.times(dz, false);
    if (base_filters.requires_gradient()) {
      float* to = base_filters.tape().accumulate(base_filters).data() + first;
      for (Index i = 0; i < R * d; ++i) to[i / d * shared.stride() + i % d] += static_cast<float>(db[i]);
    }
    if (!numbers_.requires_gradient()) return;
    const BasisGradient whole{joined(dy, kept.b), joined(dw, kept.z), joined(kept.w, dz), joined(kept.y, db)};
    add_scaled(basis.gradient(whole), 1, numbers_.tape().accumulate(numbers_), matrix);
  }

 private:
  Variable numbers_;
  Representation rho_;
  std::vector<OrthogonalBasis> bases_;
};

}  // namespace

FilterAction action_of_basis(Variable numbers, const Representation& rho, const BasisMap& basis) {
  return [=, action = std::make_shared<const BasisAction>(numbers, rho, basis)](Variable base_filters) {
    const Tensor& B = base_filters.value();
    const BankShape shared = action->shape(B);
    Tensor W = Tensor::uninitialized({rho.order() * shared.groups, shared.channels, B.extent(2), B.extent(3)});
    std::copy(B.begin(), B.end(), W.begin());
    auto kept = std::make_shared<std::vector<Kept>>(shared.matrices());
    parallel_for(shared.matrices(), [&](Index i) { (*kept)[i] = action->act(i, B, W); });
    return base_filters.tape().record("basis_action", W, {base_filters, numbers}, [=](const Tensor& dW) {
      if (base_filters.requires_gradient()) {
        Tensor& dB = base_filters.tape().accumulate(base_filters);
        for (Index i = 0; i < dB.count(); ++i) dB[i] += dW[i];
      }
      if (numbers.requires_gradient()) numbers.tape().accumulate(numbers);  // made before the threads ask for it
      parallel_for(shared.matrices(), [&](Index i) { action->go_back(i, (*kept)[i], dW, base_filters); });
    });
  };
}

Variable elements_of_basis(Variable numbers, const Representation& rho, const BasisMap& basis) {
  const Index d = rho.dimension();
  return map_to_elements(
      "basis_elements", {numbers},
      {[=](const GroupNumbers& x, TensorD& W) {
         W = basis(x[0]).times(identity(d), true);
         return conjugated_elements(rho, W, transpose(W));
       },
       [=](const GroupNumbers& x, const TensorD& W, const TensorD& upstream) {
         ConjugationGradients both = conjugation_gradients(rho, W, transpose(W), upstream);
         const TensorD T = transpose(both.T);
         for (Index i = 0; i < d * d; ++i) both.S[i] += T[i];
         return GroupNumbers{basis(x[0]).gradient({identity(d), W, both.S, times_transposed(both.S, W)})};
       }});
}

}  // namespace lgn
