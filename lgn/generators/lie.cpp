#include "lgn/generators/lie.h"

#include <cmath>

#include "lgn/generators/forms.h"
#include "lgn/generators/group_elements.h"
#include "lgn/generators/matrix_powers.h"
#include "tensor/linalg/matrix_exponential.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// A skew-symmetric start: a group of rotations, so that no filter grows or shrinks at first. The frequencies
/// then spread over [-2, 2].
Tensor first_algebra(Random& random, const Shape& shape) {
  const Tensor Z = normal_tensor(random, shape);
  Tensor L = Tensor::uninitialized(shape);
  const Index d = shape.back(), size = d * d;
  const double factor = 1 / std::sqrt(2.0 * static_cast<double>(d));
  for (Index i = 0; i < L.count(); ++i) {
    const Index mirrored = i / size * size + i % d * d + i % size / d;
    L[i] = static_cast<float>(factor * (Z[i] - Z[mirrored]));
  }
  return L;
}

class LieGenerator : public Generator {
 public:
  explicit LieGenerator(const GeneratorStack& stack) : stack_(stack) {}

  void add_parameters(ParameterSet& parameters, Index layer, Random& random) const override {
    const std::string name = stack_.name("L", layer);
    if (parameters.contains(name)) return;
    parameters.add({name, first_algebra(random, stack_.shape({stack_.size, stack_.size}))});
  }

  LayerGroup group(const Leaves& leaves, Index layer) const override {
    return group_of_elements(lie_elements(leaves[stack_.name("L", layer)], stack_.group_size));
  }

 private:
  GeneratorStack stack_;
};

}  // namespace

Variable lie_elements(Variable L, Index n) {
  const Shape& shape = L.shape();
  require(shape.size() == 4 && shape[2] == shape[3] && n >= 1, "exponentials of matrices of shape ",
          to_string(shape), "; expected [G', C', d, d]");
  const Index matrices = shape[0] * shape[1], d = shape[2];
  Tensor elements = Tensor::uninitialized({shape[0], shape[1], n, d, d});
  std::vector<TensorD> all(static_cast<std::size_t>(matrices));
  parallel_for(matrices, [&](Index i) {
    all[static_cast<std::size_t>(i)] = powers(matrix_exponential(numbers_in_double(L.value(), i, {d, d})), n);
    store(all[static_cast<std::size_t>(i)], elements, i);
  });
  return L.tape().record("lie_elements", std::move(elements), {L}, [=](const Tensor& delements) {
    Tensor& dL = L.tape().accumulate(L);
    parallel_for(matrices, [&](Index i) {
      const TensorD upstream = numbers_in_double(delements, i, {n, d, d});
      const TensorD in_exponential = powers_gradient(all[static_cast<std::size_t>(i)], upstream);
      add_scaled(matrix_exponential_gradient(numbers_in_double(L.value(), i, {d, d}), in_exponential), 1, dL,
                 i);
    });
  });
}

std::unique_ptr<Generator> make_lie_generator(const GeneratorStack& stack) {
  return std::make_unique<LieGenerator>(stack);
}

}  // namespace lgn
