#include "lgn/probe/sample_moments.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>

#include "lgn/probe/moment_products.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// Rows of the sample for each fold, units kept together.
std::vector<std::vector<Index>> deal_to_folds(const ProbeSample& sample, Index folds) {
  std::map<Index, Index> place;
  std::vector<std::vector<Index>> rows(static_cast<std::size_t>(folds));
  for (std::size_t i = 0; i < sample.units.size(); ++i) {
    const Index unit = place.emplace(sample.units[i], static_cast<Index>(place.size())).first->second;
    rows[static_cast<std::size_t>(unit % folds)].push_back(static_cast<Index>(i));
  }
  require(static_cast<Index>(place.size()) >= 2 * folds, "moments of ", place.size(),
          " independent units cannot be told from noise; expected at least ", 2 * folds);
  return rows;
}

/// Standard error of an entry of the sum of parts, from how the parts differ.
double noise_of(const std::vector<TensorD>& parts) {
  const TensorD sum = sum_of(parts);
  const double share = 1 / static_cast<double>(parts.size());
  double square = 0;
  for (const TensorD& part : parts) {
    for (Index i = 0; i < sum.count(); ++i) square += (part[i] - share * sum[i]) * (part[i] - share * sum[i]);
  }
  return std::sqrt(square / (1 - share) / static_cast<double>(sum.count()));
}

}  // namespace

SampleMoments measure_moments(const ProbeSample& sample, Index folds) {
  require(sample.vectors.rank() == 2 && sample.vectors.extent(0) == static_cast<Index>(sample.units.size()),
          "vectors of shape ", sample.vectors.shape(), " with ", sample.units.size(),
          " numbers of units; expected [N,d] with N");
  const Index N = sample.vectors.extent(0), d = sample.vectors.extent(1), D = d * (d + 1) / 2;
  require(d >= 2 && N > d, "moments of ", N, " vectors in ", d, " dimensions; expected more vectors than dimensions");
  for (Index i = 0; i < N * d; ++i) {
    require(std::isfinite(sample.vectors[i]), "vector ", i / d, " of the sample has the entry ", sample.vectors[i],
            "; expected finite numbers");
  }
  const auto rows = deal_to_folds(sample, folds);
  std::vector<TensorD> grams(rows.size());
  parallel_for(folds, [&](Index f) {
    grams[static_cast<std::size_t>(f)] = products_of_features(sample.vectors, rows[static_cast<std::size_t>(f)]);
  });
  const double n = static_cast<double>(N), unit = 1 / std::sqrt(static_cast<double>(d));
  std::vector<double> trace(static_cast<std::size_t>(D));  // I / sqrt(d) as a vector of entries
  for (Index i = 0, entry = 0; i < d; entry += d - i, ++i) trace[static_cast<std::size_t>(entry)] = unit;

  SampleMoments moments;
  moments.d = d;
  double isotropic = 0;
  for (const TensorD& gram : grams) {
    // Every fold has means of its own. From common ones the folds would differ by errors that go against each other.
    const auto covariance = [&](Index i, Index j) { return (gram(i, j) - gram(0, i) * gram(0, j) / gram[0]) / n; };
    TensorD fourth = TensorD::uninitialized({D, D}), third = TensorD::uninitialized({d, D});
    double variance = 0, of_trace = 0;
    for (Index a = 0; a < D; ++a) {
      for (Index b = a; b < D; ++b) {
        const double value = covariance(1 + d + a, 1 + d + b);
        fourth(a, b) = fourth(b, a) = value;
        of_trace += (a == b ? 1 : 2) * trace[static_cast<std::size_t>(a)] * trace[static_cast<std::size_t>(b)] * value;
      }
      variance += fourth(a, a);
    }
    isotropic += (variance - of_trace) / static_cast<double>(D - 1);
    for (Index a = 0; a < D; ++a) {
      for (Index b = 0; b < D; ++b)
        fourth(a, b) -= of_trace * trace[static_cast<std::size_t>(a)] * trace[static_cast<std::size_t>(b)];
    }
    for (Index i = 0; i < d; ++i) {
      for (Index a = 0; a < D; ++a) third(i, a) = covariance(1 + i, 1 + d + a);
    }
    moments.fourth.push_back(fourth);
    moments.third.push_back(third);
    TensorD second = matrix_of_entries(gram.data() + 1 + d, d);
    for (double& x : second) x /= n;
    moments.second.push_back(second);
  }
  for (std::size_t f = 0; f < grams.size(); ++f) {
    const double t = isotropic * grams[f][0] / n;
    for (Index a = 0; a < D; ++a) {
      for (Index b = 0; b < D; ++b)
        moments.fourth[f](a, b) -=
            t * ((a == b) - trace[static_cast<std::size_t>(a)] * trace[static_cast<std::size_t>(b)]);
    }
  }
  moments.fourth_noise = noise_of(moments.fourth);
  moments.third_noise = noise_of(moments.third);
  return moments;
}

TensorD sum_of(const std::vector<TensorD>& folds) {
  TensorD sum(folds.front().shape());
  for (const TensorD& fold : folds) {
    for (Index i = 0; i < sum.count(); ++i) sum[i] += fold[i];
  }
  return sum;
}

TensorD matrix_of_entries(const double* entries, Index d) {
  TensorD matrix = TensorD::uninitialized({d, d});
  for (Index i = 0; i < d; ++i) {
    matrix(i, i) = *entries++;
    for (Index j = i + 1; j < d; ++j) matrix(i, j) = matrix(j, i) = *entries++ / std::numbers::sqrt2;
  }
  return matrix;
}

void entries_of_matrix(const double* matrix, Index d, double* entries) {
  for (Index i = 0; i < d; ++i) {
    *entries++ = matrix[i * d + i];
    for (Index j = i + 1; j < d; ++j) *entries++ = matrix[i * d + j] * std::numbers::sqrt2;
  }
}

double between_folds(const TensorD& pairs) {
  const Index folds = pairs.extent(0);
  double sum = 0;
  for (Index a = 0; a < folds; ++a)
    for (Index b = 0; b < folds; ++b) sum += a == b ? 0 : pairs(a, b);
  return sum / static_cast<double>(folds * (folds - 1));
}

StandardError standard_error(const TensorD& h, double samples) {
  const Index folds = h.extent(0);
  const double K = static_cast<double>(folds);
  double squares = 0, triples = 0;
  for (Index a = 0; a < folds; ++a) {
    double row = 0, own = 0;
    for (Index b = 0; b < folds; ++b)
      if (b != a) row += h(a, b), own += h(a, b) * h(a, b);
    squares += own, triples += row * row - own;
  }
  const double z2 = squares / (K * (K - 1)), z1 = std::max(0.0, triples / ((K - 1) * (K - 2) * (K - 4)));
  const double one = samples * 4 * (K - 2) * z1 / (K * (K - 1)), two = 2 * z2 / (K * (K - 1)), V = one + two;
  return {std::sqrt(V), V > 0 ? V * V / (one * one / (K - 1) + two * two / (K * (K - 1) / 2)) : K - 1};
}

TensorD gram_of(const std::vector<TensorD>& x) {
  const Index folds = static_cast<Index>(x.size());
  TensorD gram({folds, folds});
  for (Index a = 0; a < folds; ++a)
    for (Index b = 0; b < folds; ++b) {
      const TensorD &left = x[static_cast<std::size_t>(a)], &right = x[static_cast<std::size_t>(b)];
      gram(a, b) = std::inner_product(left.begin(), left.end(), right.begin(), 0.0);
    }
  return gram;
}

double visibility_of(const std::vector<TensorD>& x) {
  std::vector<TensorD> noise;
  const TensorD sum = sum_of(x);
  const double share = 1 / static_cast<double>(x.size());
  for (const TensorD& each : x) {
    noise.push_back(each.clone());
    for (Index i = 0; i < sum.count(); ++i) noise.back()[i] -= share * sum[i];
  }
  TensorD around = gram_of(noise);
  const double mean = between_folds(around);  // below 0: the noise of all folds adds up to nothing
  for (double& each : around) each -= mean;
  const double error = standard_error(around).value;
  return error > 0 ? between_folds(gram_of(x)) / error : 0;
}

}  // namespace lgn
