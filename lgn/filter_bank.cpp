#include "lgn/filter_bank.h"

#include <algorithm>
#include <vector>

#include "lgn/bank_shape.h"
#include "tensor/linalg/matmul.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/matrix_kernels.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// `matrices` [G', C', d, d], or all elements [G', C', n, d, d].
BankShape checked_shape(const Tensor& base, const Tensor& matrices, bool all_elements) {
  require(base.rank() == 4, "base filters have shape ", base.shape(), "; expected [G, C, m, m]");
  const Index G = base.extent(0), C = base.extent(1), d = base.extent(2) * base.extent(3);
  require(matrices.rank() == (all_elements ? 5 : 4) && (matrices.extent(0) == G || matrices.extent(0) == 1) &&
              (matrices.extent(1) == C || matrices.extent(1) == 1) && matrices.extent(-2) == d &&
              matrices.extent(-1) == d,
          all_elements ? "the elements of a group" : "generators", " have shape ", matrices.shape(), "; expected [", G,
          " or 1, ", C, " or 1, ", all_elements ? "n, " : "", d, ", ", d, "] for base filters of shape ", base.shape());
  return {G, C, matrices.extent(0), matrices.extent(1), d};
}

using Numbers = std::vector<double>;

Numbers in_double(const float* from, Index count) {
  return Numbers(from, from + count);
}

/// The orbit of one base filter: element i is A times element i - 1, which lies `stride` numbers before it.
void fill_orbit(const Numbers& A, float* filter, Index n, Index d, Index stride) {
  Numbers y(static_cast<std::size_t>(d));
  for (Index i = 1; i < n; ++i, filter += stride) {
    simd::select<simd::MatrixKernels>().dots(d, d, A.data(), d, in_double(filter, d).data(), y.data());
    std::transform(y.begin(), y.end(), filter + stride, [](double v) { return static_cast<float>(v); });
  }
}

/// Pieces of work that are worth a thread: some fifty thousand multiplications.
Index grain(Index multiplications) {
  return std::max<Index>(1, (3 << 14) / multiplications);
}

/// Backward through the orbits that one matrix generates.
class OrbitGradients {
 public:
  OrbitGradients(const float* A, Index group_size, Index dimension, Index stride)
      : n_(group_size), d_(dimension), stride_(stride), A_(in_double(A, d_ * d_)), dA_(A_.size()) {}

  /// The gradient of a base filter from that of its orbit's elements, last to first: where y = A x,
  /// dx += A^T dy and dA += dy x^T.
  Numbers go_back(const float* filter, const float* gradient) {
    const Index turned = n_ - 1;  // elements that are A times another
    Numbers dy(static_cast<std::size_t>(n_ * d_)), x(static_cast<std::size_t>(turned * d_));
    for (Index i = 0; i < n_; ++i) std::copy_n(gradient + i * stride_, d_, dy.data() + i * d_);
    for (Index i = 0; i < turned; ++i) std::copy_n(filter + i * stride_, d_, x.data() + i * d_);
    const auto& kernels = simd::select<simd::MatrixKernels>();
    for (Index i = turned; i > 0; --i) {
      double* to = dy.data() + (i - 1) * d_;
      kernels.add_combination(d_, d_, A_.data(), d_, to + d_, to);
    }
    Numbers factors(static_cast<std::size_t>(turned));
    for (Index row = 0; row < d_; ++row) {
      for (Index i = 0; i < turned; ++i) factors[i] = dy[(i + 1) * d_ + row];
      kernels.add_combination(d_, turned, x.data(), d_, factors.data(), dA_.data() + row * d_);
    }
    dy.resize(d_);
    return dy;
  }

  const Numbers& dA() const { return dA_; }

 private:
  Index n_, d_, stride_;
  Numbers A_, dA_;
};

void add_rounded(const Numbers& gradient, float* to) {
  for (double g : gradient) *to++ += static_cast<float>(g);
}

}  // namespace

Variable generated_filter_bank(Variable base_filters, Variable generators, Index group_size) {
  const Tensor& B = base_filters.value();
  const Tensor& A = generators.value();
  const BankShape sharing = checked_shape(B, A, false);
  require(group_size >= 1, "the group size is ", group_size, "; expected at least 1");
  const Index d = sharing.d, bases = sharing.groups * sharing.channels, row = bases * d;

  Tensor W = Tensor::uninitialized({group_size * sharing.groups, sharing.channels, B.extent(2), B.extent(3)});
  std::copy(B.begin(), B.end(), W.begin());
  parallel_ranges(bases, grain(group_size * d * d), [&](Index first, Index last) {
    Numbers in_use;
    for (Index b = first; b < last; ++b) {
      const Index matrix = sharing.matrix_of(b);
      if (b == first || matrix != sharing.matrix_of(b - 1)) in_use = in_double(A.data() + matrix * d * d, d * d);
      fill_orbit(in_use, W.data() + b * d, group_size, d, row);
    }
  });

  return base_filters.tape().record("generated_filter_bank", W, {base_filters, generators}, [=](const Tensor& dW) {
    Tape& tape = base_filters.tape();
    const float* A = generators.value().data();
    float* dA = generators.requires_gradient() ? tape.accumulate(generators).data() : nullptr;
    float* dB = base_filters.requires_gradient() ? tape.accumulate(base_filters).data() : nullptr;
    const Index matrices = sharing.matrices();
    const Index multiplications = bases / matrices * group_size * d * d;
    // By matrix: the base filters that share one add to its gradient in their order.
    parallel_ranges(matrices, grain(multiplications), [&](Index first, Index last) {
      for (Index matrix = first; matrix < last; ++matrix) {
        OrbitGradients orbits(A + matrix * d * d, group_size, d, row);
        for (Index b = 0; b < bases; ++b) {
          if (sharing.matrix_of(b) != matrix) continue;
          const Numbers gradient = orbits.go_back(W.data() + b * d, dW.data() + b * d);
          if (dB) add_rounded(gradient, dB + b * d);
        }
        if (dA) add_rounded(orbits.dA(), dA + matrix * d * d);
      }
    });
  });
}

Variable acted_filter_bank(Variable base_filters, Variable elements) {
  const Tensor &B = base_filters.value(), &E = elements.value();
  const BankShape shared = checked_shape(B, E, true);
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
  return base_filters.tape().record("acted_filter_bank", std::move(W), {base_filters, elements}, [=](const Tensor& dW) {
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
          gemm(false, false, rows, d, d, upstream, stride, elements.value().data() + element, d, dB + first, stride,
               true);
        if (dE)
          gemm(true, false, d, d, rows, upstream, stride, base_filters.value().data() + first, stride, dE + element, d,
               true);
      }
    });
  });
}

Variable filter_bank(Variable base_filters, const LayerGroup& group, Index group_size) {
  if (group.elements) return acted_filter_bank(base_filters, *group.elements);
  return generated_filter_bank(base_filters, group.generators, group_size);
}

}  // namespace lgn
