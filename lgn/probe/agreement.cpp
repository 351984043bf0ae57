#include "lgn/probe/agreement.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

/// Parts with alternating signs: noise like that of the sum, without what the folds share.
TensorD alternating_sum(const std::vector<TensorD>& folds) {
  TensorD sum(folds.front().shape());
  for (std::size_t f = 0; f < folds.size(); ++f) {
    for (Index i = 0; i < sum.count(); ++i) sum[i] += (f % 2 == 0 ? 1 : -1) * folds[f][i];
  }
  return sum;
}

/// C X C^T of the sum over folds, which is last, less the same of each fold: pairs of different folds only.
template <class Product>
Tensor between_folds(const std::vector<Tensor>& folds, const Product& product) {
  Tensor result = product(folds.back());
  for (std::size_t f = 0; f + 1 < folds.size(); ++f) {
    const Tensor own = product(folds[f]);
    for (Index i = 0; i < result.count(); ++i) result[i] -= own[i];
  }
  return result;
}

std::vector<Tensor> folds_and_sum(const std::vector<TensorD>& folds) {
  std::vector<Tensor> result;
  for (const TensorD& fold : folds) result.push_back(cast<float>(fold));
  result.push_back(cast<float>(sum_of(folds)));
  return result;
}

/// Squared norm of the sum of parts, and what of it is between different parts.
std::pair<double, double> squared_norms_of(const std::vector<TensorD>& folds) {
  const TensorD sum = sum_of(folds);
  const double whole = inner(sum, sum);
  double between = whole;
  for (const TensorD& fold : folds) between -= inner(fold, fold);
  return {whole, between};
}

/// Rows of blocks [B,d,d], each transposed.
Tensor transposed_blocks(const Tensor& blocks, Index d) {
  Tensor result = Tensor::uninitialized(blocks.shape());
  for (Index k = 0; k < blocks.count() / (d * d); ++k) {
    const float* from = blocks.data() + k * d * d;
    float* to = result.data() + k * d * d;
    for (Index i = 0; i < d; ++i) {
      for (Index j = 0; j < d; ++j) to[j * d + i] = from[i * d + j];
    }
  }
  return result;
}

double inner(const Tensor& a, const Tensor& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace

MomentSpectrum moment_spectrum(const SampleMoments& moments) {
  const Index d = moments.d, D = d * (d + 1) / 2;
  MomentSpectrum spectrum;
  const SymmetricEigen parts = eigh(sum_of(moments.fourth));
  std::vector<Index> order(static_cast<std::size_t>(D));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](Index a, Index b) { return std::abs(parts.values[a]) > std::abs(parts.values[b]); });
  spectrum.values = TensorD({D});
  spectrum.matrices = TensorD({D, D});
  for (Index k = 0; k < D; ++k) {
    const Index from = order[static_cast<std::size_t>(k)];
    spectrum.values[k] = parts.values[from];
    for (Index a = 0; a < D; ++a) spectrum.matrices(k, a) = parts.vectors(a, from);
  }
  const TensorD third = sum_of(moments.third);
  const SymmetricEigen left = eigh(times_transposed(third, third));
  spectrum.singular = TensorD({d});
  spectrum.vectors = TensorD({d, d});
  for (Index k = 0; k < d; ++k) {
    spectrum.singular[k] = std::sqrt(std::max(0.0, left.values[d - 1 - k]));
    for (Index i = 0; i < d; ++i) spectrum.vectors(k, i) = left.vectors(i, d - 1 - k);
  }
  spectrum.F = matmul(spectrum.vectors, third);
  for (Index i = 0; i < d * D; ++i) spectrum.F[i] /= std::max(spectrum.singular[i / D], 1e-300);
  const TensorD differs = eigh(alternating_sum(moments.fourth)).values;
  spectrum.fourth_edge = std::max(std::abs(differs[0]), std::abs(differs[D - 1]));
  const TensorD other = alternating_sum(moments.third);
  spectrum.third_edge = std::sqrt(eigh(times_transposed(other, other)).values[d - 1]);
  return spectrum;
}

LeadingMoments leading_moments(const SampleMoments& moments, const MomentSpectrum& spectrum, Index R, Index r,
                               double third_share) {
  const Index d = moments.d, D = d * (d + 1) / 2;
  R = std::min(R, D), r = std::min(r, d);
  LeadingMoments leading;
  leading.d = d;
  leading.matrices = TensorD::uninitialized({R + r, d, d});
  for (Index k = 0; k < R + r; ++k) {
    const double* row = k < R ? spectrum.matrices.data() + k * D : spectrum.F.data() + (k - R) * D;
    const TensorD matrix = matrix_of_entries(row, d);
    std::copy(matrix.begin(), matrix.end(), leading.matrices.data() + k * d * d);
  }
  leading.vectors = spectrum.vectors.slice(0, r);
  const TensorD E = spectrum.matrices.slice(0, R), F = spectrum.F.slice(0, r);
  for (const TensorD& fold : moments.fourth) leading.fourth.push_back(times_transposed(matmul(E, fold), E));
  for (const TensorD& fold : moments.third) leading.third.push_back(times_transposed(matmul(leading.vectors, fold), F));
  leading.fourth_noise = moments.fourth_noise;
  leading.third_noise = moments.third_noise;
  leading.fourth_weight = 1 / (moments.fourth_noise * moments.fourth_noise);
  leading.third_weight = 1 / (moments.third_noise * moments.third_noise);
  const auto [fourth, fourth_signal] = squared_norms_of(leading.fourth);
  const auto [third, third_signal] = squared_norms_of(leading.third);
  const double share = third_share * std::max(0.0, third_signal / third);
  if (third_signal > 0) {
    leading.third_weight = std::max(leading.third_weight, share / (1 - share) * leading.fourth_weight *
                                                              std::max(0.0, fourth_signal) / third_signal);
  }
  return leading;
}

Agreement::Agreement(const LeadingMoments& moments)
    : moments_(moments),
      matrices_(cast<float>(moments.matrices)),
      vectors_(cast<float>(moments.vectors)),
      fourth_(folds_and_sum(moments.fourth)),
      third_(folds_and_sum(moments.third)) {
  const Kept kept = evaluate(identity(moments_.d), nullptr);
  fourth_at_identity_ = std::max(kept.fourth, 1e-300);
  third_at_identity_ = std::max(kept.third, 1e-300);
}

Kept Agreement::operator()(const TensorD& A) const {
  return evaluate(A, nullptr);
}

Kept Agreement::gradient(const TensorD& A, TensorD& slope) const {
  return evaluate(A, &slope);
}

TensorD Agreement::sign_products(const TensorD& A, const TensorD& W) const {
  const Index d = moments_.d, R = moments_.R(), D = d * (d + 1) / 2;
  const TensorD images = times_transposed(W, A);  // of the directions: A w
  const TensorD fourth = sum_of(moments_.fourth);
  const auto moments_along = [&](const TensorD& directions) {
    TensorD entries = TensorD::uninitialized({R, D});
    for (Index k = 0; k < R; ++k) {
      const TensorD E = moments_.matrices.slice(k, 1).reshape({d, d});
      const TensorD seen = times_transposed(matmul(directions, E), directions);
      entries_of_matrix(seen.data(), d, entries.data() + k * D);
    }
    return transposed_times(entries, matmul(fourth, entries));
  };
  TensorD products = moments_along(W);
  const double whole = inner(products, products);
  const TensorD other = moments_along(images);
  for (Index i = 0; i < products.count(); ++i) products[i] *= other[i] / whole;
  return products;
}

Kept Agreement::evaluate(const TensorD& exact, TensorD* slope) const {
  const Index d = moments_.d, R = moments_.R(), r = moments_.r(), B = R + r;
  const Tensor A = cast<float>(exact), stack = matrices_.reshape({B * d, d});
  const Tensor left = transposed_blocks(times_transposed(stack, A), d);  // A E_k
  const Tensor acted = times_transposed(left, A).reshape({B, d * d});    // A E_k A^T
  const Tensor flat = matrices_.reshape({B, d * d});
  const Tensor O = times_transposed(flat.slice(0, R), acted.slice(0, R));
  const Tensor O_third = times_transposed(flat.slice(R, r), acted.slice(R, r));
  const Tensor O_vectors = times_transposed(matmul(vectors_, A), vectors_);

  const Tensor W = between_folds(fourth_, [&](const Tensor& c) { return matmul(matmul(c, O), c); });
  const Tensor W_third =
      between_folds(third_, [&](const Tensor& b) { return matmul(transpose(b), matmul(O_vectors, b)); });
  const double w4 = moments_.fourth_weight, w3 = moments_.third_weight;
  const double whole = w4 * fourth_at_identity_ + w3 * third_at_identity_;
  if (slope) {
    const Tensor W_vectors =
        between_folds(third_, [&](const Tensor& b) { return times_transposed(matmul(b, O_third), b); });
    // df = 4 w4 sum W_kl <E_k A E_l, dA> + w3 (2 sum W_kl <F_k A F_l, dA> + sum W_kl <u_k u_l^T, dA>)
    Tensor mixed = Tensor::uninitialized({B, d * d});
    gemm(true, false, R, d * d, R, W.data(), R, flat.data(), d * d, mixed.data(), d * d, false);
    gemm(true, false, r, d * d, r, W_third.data(), r, flat.data() + R * d * d, d * d, mixed.data() + R * d * d, d * d,
         false);
    const float of_fourth = static_cast<float>(4 * w4 / whole), of_third = static_cast<float>(2 * w3 / whole);
    for (Index i = 0; i < mixed.count(); ++i) mixed[i] *= i < R * d * d ? of_fourth : of_third;
    *slope = cast<double>(transposed_times(mixed.reshape({B * d, d}), left));
    const Tensor turned = transposed_times(vectors_, matmul(W_vectors, vectors_));
    for (Index i = 0; i < turned.count(); ++i) (*slope)[i] += w3 / whole * turned[i];
  }
  const double fourth = inner(W, O), third = inner(W_third, O_third);
  return {fourth / fourth_at_identity_, third / third_at_identity_, (w4 * fourth + w3 * third) / whole};
}

}  // namespace lgn
