#include "lgn/generators/group_elements.h"

#include "tensor/linalg/matmul.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// Which base filters share which group: rows of B seen as [G C, d], `rows` of them for every group, `stride`
/// numbers apart.
struct SharedRows {
  Index groups, channels, shared_groups, shared_channels, d;

  Index matrices() const { return shared_groups * shared_channels; }
  Index rows() const { return groups * channels / matrices(); }
  Index stride() const { return shared_groups == 1 && shared_channels == channels ? channels * d : d; }
  Index first(Index matrix) const {
    const Index g = matrix / shared_channels, c = matrix % shared_channels;
    return (g * channels + c) * d;
  }
};

SharedRows checked_rows(const Tensor& base, const Tensor& elements) {
  require(base.rank() == 4, "base filters have shape ", to_string(base.shape()), "; expected [G, C, m, m]");
  const Index G = base.extent(0), C = base.extent(1), d = base.extent(2) * base.extent(3);
  require(elements.rank() == 5 && (elements.extent(0) == G || elements.extent(0) == 1) &&
              (elements.extent(1) == C || elements.extent(1) == 1) && elements.extent(3) == d &&
              elements.extent(4) == d,
          "the elements of a group have shape ", to_string(elements.shape()), "; expected [", G, " or 1, ", C,
          " or 1, n, ", d, ", ", d, "] for base filters of shape ", to_string(base.shape()));
  return {G, C, elements.extent(0), elements.extent(1), d};
}

}  // namespace

Variable group_element(Variable elements, Index j) {
  const Shape& shape = elements.shape();
  require(shape.size() == 5 && j >= 0 && j < shape[2], "there is no element ", j,
          " of a group in a tensor of shape ", to_string(shape));
  const Index matrices = shape[0] * shape[1], n = shape[2], size = shape[3] * shape[4];
  Tensor element = Tensor::uninitialized({shape[0], shape[1], shape[3], shape[4]});
  for (Index i = 0; i < matrices; ++i) {
    const float* from = elements.value().data() + (i * n + j) * size;
    std::copy(from, from + size, element.data() + i * size);
  }
  return elements.tape().record("group_element", std::move(element), {elements}, [=](const Tensor& dy) {
    float* to = elements.tape().accumulate(elements).data();
    for (Index i = 0; i < matrices * size; ++i) to[(i / size * n + j) * size + i % size] += dy[i];
  });
}

Variable acted_filter_bank(Variable base_filters, Variable elements) {
  const Tensor &B = base_filters.value(), &E = elements.value();
  const SharedRows shared = checked_rows(B, E);
  const Index n = E.extent(2), d = shared.d, bank = B.count();
  const Index rows = shared.rows(), stride = shared.stride();
  Tensor W = Tensor::uninitialized({n * shared.groups, shared.channels, B.extent(2), B.extent(3)});
  std::copy(B.begin(), B.end(), W.begin());
  parallel_for(shared.matrices(), [&](Index matrix) {
    const float* b = B.data() + shared.first(matrix);
    for (Index i = 1; i < n; ++i) {
      gemm(false, true, rows, d, d, b, stride, E.data() + (matrix * n + i) * d * d, d,
           W.data() + i * bank + shared.first(matrix), stride, false);
    }
  });
  return base_filters.tape().record(
      "acted_filter_bank", std::move(W), {base_filters, elements}, [=](const Tensor& dW) {
        Tape& tape = base_filters.tape();
        float* dB = base_filters.requires_gradient() ? tape.accumulate(base_filters).data() : nullptr;
        float* dE = elements.requires_gradient() ? tape.accumulate(elements).data() : nullptr;
        for (Index i = 0; dB && i < bank; ++i) dB[i] += dW[i];
        parallel_for(shared.matrices(), [&](Index matrix) {
          const Index first = shared.first(matrix);
          for (Index i = 1; i < n; ++i) {
            const float* upstream = dW.data() + i * bank + first;
            const Index element = (matrix * n + i) * d * d;
            if (dB)
              gemm(false, false, rows, d, d, upstream, stride, elements.value().data() + element, d,
                   dB + first, stride, true);
            if (dE)
              gemm(true, false, d, d, rows, upstream, stride, base_filters.value().data() + first, stride,
                   dE + element, d, true);
          }
        });
      });
}

LayerGroup group_of_elements(Variable elements) {
  const Index n = elements.shape()[2];
  return {group_element(elements, n > 1 ? 1 : 0), elements};
}

TensorD numbers_in_double(const Tensor& stack, Index which, const Shape& shape) {
  auto numbers = TensorD::uninitialized(shape);
  const float* from = stack.data() + which * numbers.count();
  std::copy(from, from + numbers.count(), numbers.begin());
  return numbers;
}

void store(const TensorD& numbers, Tensor& stack, Index which) {
  float* to = stack.data() + which * numbers.count();
  for (Index i = 0; i < numbers.count(); ++i) to[i] = static_cast<float>(numbers[i]);
}

void add_scaled(const TensorD& numbers, double factor, Tensor& stack, Index which) {
  float* to = stack.data() + which * numbers.count();
  for (Index i = 0; i < numbers.count(); ++i) to[i] += static_cast<float>(factor * numbers[i]);
}

}  // namespace lgn
