#include "experiments/continuous-group/flow_training.h"

#include <cmath>
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
  std::vector<double> least(N, std::numeric_limits<double>::infinity());
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
      if (squares < least[i]) least[i] = squares, best[i] = k;
    }
  }
  double sum = 0;
  for (const double x : least) sum += x;
  const double mean = sum / N;
  return E.tape().record("least_flow_error", Tensor::full({1}, static_cast<float>(mean)), {E}, [=](const Tensor& dy) {
    for (Index k = 0; k < K; ++k) {
      TensorD chosen = errors[k].clone();
      for (Index i = 0; i < N * d; ++i)
        if (best[i / d] != k) chosen[i] = 0;
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
    adam.step(trained, 0.5 / d * (4 * step < 3 * training.steps ? 1 : 0.1));
  }
  TensorD L({d, d});
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j) L(i, j) = static_cast<double>(M[i * d + j]) - M[j * d + i];
  return L;
}

namespace {

constexpr double motion = 0.1, learning_rate = 0.01;

/// Adds factor a b^T, a and b [D].
void add_outer(const double* a, const double* b, double factor, TensorD& sum) {
  const Index D = sum.extent(0);
  for (Index i = 0; i < D; ++i)
    for (Index j = 0; j < D; ++j) sum(i, j) += factor * a[i] * b[j];
}

/// F and M of finite_failure, and the gradients of both.
struct Failure {
  double failed = 0, moved = 0;
  TensorD dfailed, dmoved;
};

Failure measure(const FlowMap& flow, const TensorD& states, const TensorD& E) {
  const Index D = states.extent(1);
  Failure sum{0, 0, TensorD({D, D}), TensorD({D, D})};
  const TensorD turned = matmul(states, transpose(E));
  TensorD g({D}), g_turned({D}), Dg({D, D}), r({D}), back({D}), moved({D});
  for (Index i = 0; i < states.extent(0); ++i) {
    const double *x = states.data() + i * D, *y = turned.data() + i * D;
    flow.displacement(x, g.data());
    flow.displacement(y, g_turned.data(), Dg.data());
    back.fill(0);
    for (Index a = 0; a < D; ++a) {
      r[a] = g_turned[a];
      for (Index b = 0; b < D; ++b) r[a] -= E(a, b) * g[b];
      moved[a] = y[a] - x[a];
      sum.failed += r[a] * r[a];
      sum.moved += moved[a] * moved[a];
      for (Index b = 0; b < D; ++b) back[b] += Dg(a, b) * r[a];
    }
    add_outer(back.data(), x, 2, sum.dfailed);
    add_outer(r.data(), g.data(), -2, sum.dfailed);
    add_outer(moved.data(), x, 2, sum.dmoved);
  }
  return sum;
}

/// L of what it does within the span, scaled to the fixed motion.
void settle(Tensor& L, const FlowMap& flow, const TensorD& states) {
  const TensorD within = matmul(matmul(cast<double>(L), flow.span()), transpose(flow.span()));
  const TensorD moved = matmul(states, transpose(within));
  double motions = 0, sizes = 0;
  for (Index i = 0; i < states.count(); ++i) {
    motions += moved[i] * moved[i];
    sizes += states[i] * states[i];
  }
  const double factor = std::sqrt(motion * sizes / motions);
  for (Index i = 0; i < L.count(); ++i) L[i] = static_cast<float>(factor * within[i]);
}

}  // namespace

double finite_failure(const FlowMap& flow, const TensorD& states, const TensorD& E) {
  const Failure f = measure(flow, states, E);
  return f.failed / f.moved;
}

Variable finite_failure(const FlowMap& flow, const TensorD& states, Variable E) {
  const Failure f = measure(flow, states, cast<double>(E.value()));
  const double y = f.failed / f.moved;
  return E.tape().record("finite_failure", Tensor::full({1}, static_cast<float>(y)), {E}, [=](const Tensor& dy) {
    Tensor& dE = E.tape().accumulate(E);
    for (Index i = 0; i < dE.count(); ++i)
      dE[i] += static_cast<float>(dy[0] * (f.dfailed[i] - y * f.dmoved[i]) / f.moved);
  });
}

TensorD train_symmetry(const FlowMap& flow, const TensorD& states, Index steps, Random& random) {
  const Index D = states.extent(1);
  Tensor L = normal_tensor(random, {D, D});
  settle(L, flow, states);
  Adam adam;
  for (Index step = 0; step < steps; ++step) {
    Tape tape;
    const Variable leaf = tape.leaf(L);
    const Variable E = reshape(group_element(lie_elements(reshape(leaf, {1, 1, D, D}), 2), 1), {D, D});
    tape.backward(finite_failure(flow, states, E));
    adam.step({{L, leaf.gradient()}}, learning_rate * (4 * step < 3 * steps ? 1 : 0.1));
    settle(L, flow, states);
  }
  return cast<double>(L);
}

}  // namespace lgn
