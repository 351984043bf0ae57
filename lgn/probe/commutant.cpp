#include "lgn/probe/commutant.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

double inner(const TensorD& a, const TensorD& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void remove_trace(TensorD& M) {
  const Index d = M.extent(0);
  double trace = 0;
  for (Index i = 0; i < d; ++i) trace += M(i, i);
  for (Index i = 0; i < d; ++i) M(i, i) -= trace / static_cast<double>(d);
}

/// sum over k, l of E_k c_kl <E_l, B>, without its trace.
TensorD contraction(const LeadingMoments& moments, const TensorD& c, const TensorD& B) {
  const Index d = moments.d, R = moments.R();
  const TensorD E = moments.matrices.slice(0, R).reshape({R, d * d});
  TensorD M = matmul(matmul(matmul(E, B.reshape({d * d, 1})).reshape({1, R}), c), E).reshape({d, d});
  remove_trace(M);
  return M;
}

/// Subtracts what lies along the others; false when little is left.
bool make_orthonormal(TensorD& B, const std::vector<TensorD>& others) {
  const double before = std::sqrt(inner(B, B));
  for (int round = 0; round < 2; ++round) {
    for (const TensorD& other : others) {
      const double along = inner(B, other);
      for (Index i = 0; i < B.count(); ++i) B[i] -= along * other[i];
    }
  }
  const double norm = std::sqrt(inner(B, B));
  if (norm < 1e-6 * before || norm == 0) return false;
  for (double& x : B) x /= norm;
  return true;
}

/// Draw s of the signs: +1 and -1 in equal number over the folds (a row of a Hadamard matrix for 2^k folds).
double sign_of(std::size_t fold, Index draw) {
  Index bits = static_cast<Index>(fold) & draw, parity = 0;
  for (; bits > 0; bits >>= 1) parity ^= bits & 1;
  return parity ? -1 : 1;
}

/// The matrix of X -> sum_j [[X, M_j], M_j] on vec(X), row-major: M2 (x) I + I (x) M2 - 2 sum M_j (x) M_j.
TensorD double_commutator(const std::vector<TensorD>& Ms, Index d) {
  TensorD squares({d, d}), L({d * d, d * d});
  for (const TensorD& M : Ms) {
    const TensorD square = matmul(M, M);
    for (Index i = 0; i < d * d; ++i) squares[i] += square[i];
  }
  parallel_for(d * d, [&](Index row) {
    const Index a = row / d, b = row % d;
    double* out = L.data() + row * d * d;
    for (const TensorD& M : Ms) {
      for (Index c = 0; c < d; ++c) {
        for (Index e = 0; e < d; ++e) out[c * d + e] -= 2 * M(a, c) * M(b, e);
      }
    }
    for (Index c = 0; c < d; ++c) {
      out[c * d + b] += squares(a, c);
      out[a * d + c] += squares(b, c);
    }
  });
  return L;
}

double squared_commutator(const double* X, const TensorD& M, Index d) {
  const TensorD matrix = TensorD::from({d, d}, {X, X + d * d});
  const TensorD left = matmul(matrix, M), right = matmul(M, matrix);
  double sum = 0;
  for (Index i = 0; i < d * d; ++i) sum += (left[i] - right[i]) * (left[i] - right[i]);
  return sum;
}

}  // namespace

Invariants invariants_of(const LeadingMoments& moments, Index count) {
  const Index d = moments.d;
  const TensorD c = sum_of(moments.fourth);
  TensorD unit({d, d});
  for (Index i = 0; i < d; ++i) unit(i, i) = 1 / std::sqrt(static_cast<double>(d));
  std::vector<TensorD> Bs = {unit};
  Invariants result;
  for (std::size_t j = 0; j < Bs.size() && j < static_cast<std::size_t>(count); ++j) {
    result.matrices.push_back(contraction(moments, c, Bs[j]));
    const TensorD& M = result.matrices.back();
    for (TensorD B : {M.clone(), matmul(M, M)}) {
      if (make_orthonormal(B, Bs)) Bs.push_back(B);
    }
  }
  for (Index draw = 1; draw < static_cast<Index>(moments.fourth.size()); ++draw) {
    TensorD signed_sum(c.shape());
    for (std::size_t f = 0; f < moments.fourth.size(); ++f) {
      for (Index i = 0; i < c.count(); ++i) signed_sum[i] += sign_of(f, draw) * moments.fourth[f][i];
    }
    std::vector<TensorD> draws;
    for (std::size_t j = 0; j < result.matrices.size(); ++j)
      draws.push_back(contraction(moments, signed_sum, Bs[j]));
    result.noise.push_back(draws);
  }
  return result;
}

CommutantSpan commutant_span(const Invariants& invariants, Index d, Index most) {
  const SymmetricEigen parts = eigh(double_commutator(invariants.matrices, d));
  const double mean =
      std::accumulate(parts.values.begin(), parts.values.end(), 0.0) / static_cast<double>(d * d);
  most = std::min(most, d * d);
  CommutantSpan span{TensorD({most}), TensorD({most, d * d}), TensorD({most})};
  parallel_for(most, [&](Index k) {
    span.values[k] = parts.values[k] / mean;
    for (Index i = 0; i < d * d; ++i) span.basis(k, i) = parts.vectors(i, k);
    double sum = 0;
    for (const auto& draw : invariants.noise) {
      for (const TensorD& M : draw) sum += squared_commutator(span.basis.data() + k * d * d, M, d);
    }
    span.noise[k] = sum / static_cast<double>(std::max<std::size_t>(1, invariants.noise.size())) / mean;
  });
  return span;
}

Index commutant_dimension(const CommutantSpan& span, double threshold) {
  Index dimension = 1;  // the identity
  while (dimension < span.values.count() && span.values[dimension] <= threshold * span.noise[dimension])
    ++dimension;
  return dimension;
}

}  // namespace lgn
