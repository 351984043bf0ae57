#include "lgn/filter_bank.h"

#include "tensor/threads.h"

namespace lgn {
namespace {

/// Where the matrix of base filter b = g*C + c stands among generators [G', C', d, d].
struct Sharing {
  Index groups, channels, shared_groups, shared_channels;

  Index matrix_of(Index b) const {
    const Index g = shared_groups == 1 ? 0 : b / channels, c = shared_channels == 1 ? 0 : b % channels;
    return g * shared_channels + c;
  }
};

Sharing checked_sharing(const Tensor& base, const Tensor& generators) {
  require(base.rank() == 4 && base.extent(2) == base.extent(3), "base filters have shape ",
          to_string(base.shape()), "; expected [G, C, m, m]");
  const Index G = base.extent(0), C = base.extent(1), d = base.extent(2) * base.extent(2);
  require(generators.rank() == 4 && (generators.extent(0) == G || generators.extent(0) == 1) &&
              (generators.extent(1) == C || generators.extent(1) == 1) && generators.extent(2) == d &&
              generators.extent(3) == d,
          "generators have shape ", to_string(generators.shape()), "; expected [", G, " or 1, ", C, " or 1, ",
          d, ", ", d, "] for base filters of shape ", to_string(base.shape()));
  return {G, C, generators.extent(0), generators.extent(1)};
}

/// y = A x for one d x d matrix; sums in the order of the columns.
void apply(const float* A, const float* x, float* y, Index d) {
  for (Index i = 0; i < d; ++i) {
    double sum = 0;
    for (Index j = 0; j < d; ++j) sum += static_cast<double>(A[i * d + j]) * x[j];
    y[i] = static_cast<float>(sum);
  }
}

/// dx += A^T dy and dA += dy x^T.
void apply_backward(const float* A, const float* x, const float* dy, float* dx, float* dA, Index d) {
  for (Index i = 0; i < d; ++i) {
    for (Index j = 0; j < d; ++j) {
      dx[j] += A[i * d + j] * dy[i];
      dA[i * d + j] += dy[i] * x[j];
    }
  }
}

}  // namespace

Variable generated_filter_bank(Variable base_filters, Variable generators, Index group_size) {
  const Tensor& B = base_filters.value();
  const Tensor& A = generators.value();
  const Sharing sharing = checked_sharing(B, A);
  require(group_size >= 1, "the group size is ", group_size, "; expected at least 1");
  const Index m = B.extent(2), d = m * m, bases = sharing.groups * sharing.channels, row = bases * d;

  Tensor W = Tensor::uninitialized({group_size * sharing.groups, sharing.channels, m, m});
  std::copy(B.begin(), B.end(), W.begin());
  parallel_for(bases, [&](Index b) {
    const float* matrix = A.data() + sharing.matrix_of(b) * d * d;
    for (Index i = 1; i < group_size; ++i) {
      apply(matrix, W.data() + (i - 1) * row + b * d, W.data() + i * row + b * d, d);
    }
  });

  return base_filters.tape().record(
      "generated_filter_bank", W, {base_filters, generators}, [=](const Tensor& dW) {
        Tape& tape = base_filters.tape();
        const Tensor& A = generators.value();
        Tensor dA_discarded;  // where a gradient is not wanted
        Tensor dB_discarded;
        if (!generators.requires_gradient()) dA_discarded = Tensor(A.shape());
        if (!base_filters.requires_gradient()) dB_discarded = Tensor(base_filters.shape());
        Tensor& dA = generators.requires_gradient() ? tape.accumulate(generators) : dA_discarded;
        Tensor& dB = base_filters.requires_gradient() ? tape.accumulate(base_filters) : dB_discarded;
        const Index matrices = A.extent(0) * A.extent(1);
        parallel_for(matrices, [&](Index matrix) {  // by matrix: base filters that share one add in order
          std::vector<float> dy(static_cast<std::size_t>(d)), dx(dy.size());
          for (Index b = 0; b < bases; ++b) {
            if (sharing.matrix_of(b) != matrix) continue;
            const float* last = dW.data() + (group_size - 1) * row + b * d;
            dy.assign(last, last + d);
            for (Index i = group_size - 1; i >= 1; --i) {
              const float* previous = dW.data() + (i - 1) * row + b * d;
              dx.assign(previous, previous + d);
              apply_backward(A.data() + matrix * d * d, W.data() + (i - 1) * row + b * d, dy.data(),
                             dx.data(), dA.data() + matrix * d * d, d);
              dy.swap(dx);
            }
            for (Index j = 0; j < d; ++j) dB[b * d + j] += dy[static_cast<std::size_t>(j)];
          }
        });
      });
}

}  // namespace lgn
