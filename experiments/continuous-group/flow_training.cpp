#include "experiments/continuous-group/flow_training.h"

#include <limits>
#include <vector>

#include "autograd/elementwise_ops.h"
#include "autograd/optimizer.h"
#include "autograd/shape_ops.h"
#include "lgn/generators/group_elements.h"
#include "lgn/generators/lie.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/random.h"

namespace lgn {

Variable least_flow_error(const MovedPairs& pairs, Variable E) {
  const Index N = pairs.before.extent(0), d = pairs.before.extent(1), K = E.shape()[0];
  std::vector<double> least(static_cast<std::size_t>(N), std::numeric_limits<double>::infinity());
  std::vector<Index> best(least.size());
  std::vector<TensorD> errors;  // E_k before - after of every k
  for (Index k = 0; k < K; ++k) {
    errors.push_back(matmul(pairs.before, transpose(numbers_in_double(E.value(), k, {d, d}))));
    for (Index i = 0; i < N; ++i) {
      double squares = 0;
      for (Index j = 0; j < d; ++j) {
        double& error = errors.back()(i, j);
        error -= pairs.after(i, j);
        squares += error * error;
      }
      const auto at = static_cast<std::size_t>(i);
      if (squares < least[at]) least[at] = squares, best[at] = k;
    }
  }
  double sum = 0;
  for (const double x : least) sum += x;
  const double mean = sum / static_cast<double>(N);
  return E.tape().record("least_flow_error", Tensor::full({1}, static_cast<float>(mean)), {E}, [=](const Tensor& dy) {
    for (Index k = 0; k < K; ++k) {
      TensorD chosen = errors[static_cast<std::size_t>(k)].clone();
      for (Index i = 0; i < N * d; ++i)
        if (best[static_cast<std::size_t>(i / d)] != k) chosen[i] = 0;
      const TensorD dE = matmul(transpose(chosen), pairs.before);
      add_scaled(dE, 2 * dy[0] / static_cast<double>(N), E.tape().accumulate(E), k);
    }
  });
}

TensorD train_generator(const MovedPairs& pairs, const FlowTraining& training) {
  const Index d = pairs.before.extent(1), K = training.amounts, N = pairs.before.extent(0);
  Random random(static_cast<std::uint64_t>(training.seed), Stream::initialization);
  Tensor M = normal_tensor(random, {d, d}), t({K});
  for (float& entry : M) entry *= 1e-2f;
  for (Index k = 0; k < K; ++k) t[k] = static_cast<float>(k) / static_cast<float>(K);
  Adam adam;
  for (Index step = 0; step < training.steps; ++step) {
    const Index batch = std::min(N, training.batch), first = step * batch % (N - batch + 1);
    Tape tape;
    const Variable entries = tape.leaf(M), amounts = training.learned_amounts ? tape.leaf(t) : tape.constant(t);
    const Variable E = lie_flow(subtract(entries, transpose(entries)), amounts);
    tape.backward(least_flow_error({pairs.before.slice(first, batch), pairs.after.slice(first, batch)}, E));
    std::vector<Trained> trained = {{M, entries.gradient()}};
    if (training.learned_amounts) trained.push_back({t, amounts.gradient()});
    adam.step(trained, 0.5 / static_cast<double>(d) * (4 * step < 3 * training.steps ? 1 : 0.1));
  }
  TensorD L({d, d});
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j) L(i, j) = static_cast<double>(M[i * d + j]) - M[j * d + i];
  return L;
}

}  // namespace lgn
