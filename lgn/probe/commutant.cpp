#include "lgn/probe/commutant.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

void remove_trace(TensorD& M) {
  const Index d = M.extent(0);
  double trace = 0;
  for (Index i = 0; i < d; ++i) trace += M(i, i);
  for (Index i = 0; i < d; ++i) M(i, i) -= trace / static_cast<double>(d);
}

TensorD scaled(TensorD a, double factor) {
  for (double& x : a) x *= factor;
  return a;
}

/// fourth . B = sum over k, l of E_k c_kl <E_l, B>, without its trace.
TensorD fourth_times(const LeadingMoments& moments, const TensorD& c, const TensorD& B) {
  const Index d = moments.d, R = moments.R();
  const TensorD E = moments.matrices.slice(0, R).reshape({R, d * d});
  TensorD M = matmul(matmul(matmul(E, B.reshape({d * d, 1})).reshape({1, R}), c), E).reshape({d, d});
  remove_trace(M);
  return M;
}

/// third . B = sum over k, l of u_k b_kl <F_l, B>, [1,d].
TensorD third_times_matrix(const LeadingMoments& moments, const TensorD& b, const TensorD& B) {
  const Index d = moments.d, r = moments.r();
  const TensorD F = moments.matrices.slice(moments.R(), r).reshape({r, d * d});
  return matmul(matmul(b, matmul(F, B.reshape({d * d, 1}))).reshape({1, r}), moments.vectors);
}

/// third . v = sum over k, l of <u_k, v> b_kl F_l, without its trace; v [1,d].
TensorD third_times_vector(const LeadingMoments& moments, const TensorD& b, const TensorD& v) {
  const Index d = moments.d, r = moments.r();
  const TensorD F = moments.matrices.slice(moments.R(), r).reshape({r, d * d});
  TensorD M = matmul(matmul(matmul(v, transpose(moments.vectors)), b), F).reshape({d, d});
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

void add_scaled_to(TensorD& sum, const TensorD& part, double factor) {
  for (Index i = 0; i < sum.count(); ++i) sum[i] += factor * part[i];
}

/// The moments, and the invariant matrices that follow from them.
struct Estimate {
  TensorD fourth, third;
  std::vector<TensorD> Bs;
};

/// Takes an invariant in if it stands out of its noise, divided by that noise, and with it new B.
template <class Invariant>
void take_in(std::vector<Estimate>& estimates, Invariants& result, double least, const Invariant& invariant) {
  std::vector<TensorD> Ms;
  for (const Estimate& estimate : estimates) Ms.push_back(invariant(estimate));
  double square = 0;
  std::vector<TensorD> noises;
  for (std::size_t s = 1; s < Ms.size(); ++s) {
    noises.push_back(Ms[s].clone());
    add_scaled_to(noises.back(), Ms[0], -1);
    square += inner(noises.back(), noises.back()) / static_cast<double>(Ms.size() - 1);
  }
  const double noise = std::sqrt(square);
  if (std::sqrt(inner(Ms[0], Ms[0])) < least * noise) return;
  result.matrices.push_back(scaled(Ms[0].clone(), 1 / noise));
  for (std::size_t s = 0; s < noises.size(); ++s) result.noise[s].push_back(scaled(noises[s], 1 / noise));
  for (const bool squared : {false, true}) {
    bool is_new = true;
    for (std::size_t s = 0; s < Ms.size() && is_new; ++s) {
      TensorD B = squared ? matmul(Ms[s], Ms[s]) : Ms[s].clone();
      is_new = make_orthonormal(B, estimates[s].Bs);
      if (is_new) estimates[s].Bs.push_back(B);
      if (!is_new && s > 0) estimates[s].Bs.push_back(TensorD({B.extent(0), B.extent(1)}));
      is_new = is_new || s > 0;
    }
  }
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

Invariants invariants_of(const LeadingMoments& moments, Index count, double least) {
  const Index d = moments.d;
  // Estimate 0 is the sample's; the others are perturbed by one draw of the noise each.
  std::vector<Estimate> estimates;
  for (Index draw = 0; draw < static_cast<Index>(moments.fourth.size()); ++draw) {
    Estimate estimate{sum_of(moments.fourth), sum_of(moments.third), {}};
    for (std::size_t f = 0; f < moments.fourth.size() && draw > 0; ++f) {
      add_scaled_to(estimate.fourth, moments.fourth[f], sign_of(f, draw));
      add_scaled_to(estimate.third, moments.third[f], sign_of(f, draw));
    }
    estimate.Bs.push_back(scaled(identity(d), 1 / std::sqrt(static_cast<double>(d))));
    estimates.push_back(estimate);
  }
  Invariants result;
  result.noise.resize(estimates.size() - 1);
  for (std::size_t j = 0; j < static_cast<std::size_t>(count) && j < estimates[0].Bs.size(); ++j) {
    take_in(estimates, result, least, [&](const Estimate& e) { return fourth_times(moments, e.fourth, e.Bs[j]); });
    if (moments.r() == 0) continue;
    take_in(estimates, result, least, [&](const Estimate& e) {
      const TensorD v = third_times_matrix(moments, e.third, e.Bs[j]);
      return scaled(matmul(transpose(v), v), 1 / std::sqrt(inner(v, v)));
    });
    take_in(estimates, result, least, [&](const Estimate& e) {
      return third_times_vector(moments, e.third, third_times_matrix(moments, e.third, e.Bs[j]));
    });
  }
  return result;
}

CommutantSpan commutant_span(const Invariants& invariants, Index d, Index most) {
  const SymmetricEigen parts = eigh(double_commutator(invariants.matrices, d));
  const double mean = std::accumulate(parts.values.begin(), parts.values.end(), 0.0) / static_cast<double>(d * d);
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
  const Index most = span.values.count();
  Index dimension = 1;  // the identity
  while (dimension < most && span.values[dimension] <= threshold * span.noise[dimension]) ++dimension;
  return dimension < most ? dimension : 0;
}

}  // namespace lgn
