#include "experiments/continuous-group/flow_symmetry.h"

#include <cmath>
#include <functional>

#include "tensor/linalg/eigh.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

constexpr double absent = 1e-9;  // variance, relative to the largest, of a direction without data
constexpr double ridge = 1e-12;

/// Eigenvectors [n,k] of symmetric `a` whose eigenvalues count, divided by the square roots of these where
/// asked.
TensorD counting_directions(const TensorD& a, bool whiten) {
  const SymmetricEigen e = eigh(a);
  const Index n = a.extent(0);
  Index first = 0;
  while (e.values[first] <= absent * e.values[n - 1]) ++first;
  TensorD result({n, n - first});
  for (Index j = first; j < n; ++j) {
    const double scale = whiten ? 1 / std::sqrt(e.values[j]) : 1;
    for (Index i = 0; i < n; ++i) result(i, j - first) = scale * e.vectors(i, j);
  }
  return result;
}

/// All exponents of `variables` variables that sum to at most `degree`.
std::vector<std::vector<Index>> monomials(Index variables, Index degree) {
  std::vector<std::vector<Index>> all;
  std::vector<Index> current;
  const std::function<void(Index)> extend = [&](Index left) {
    if (static_cast<Index>(current.size()) == variables) {
      all.push_back(current);
      return;
    }
    for (Index e = 0; e <= left; ++e) {
      current.push_back(e);
      extend(left - e);
      current.pop_back();
    }
  };
  extend(degree);
  return all;
}

double power(double x, Index exponent) {
  double result = 1;
  for (Index i = 0; i < exponent; ++i) result *= x;
  return result;
}

/// The monomial at z, or its derivative in one variable.
double monomial(const std::vector<Index>& exponents, const double* z, Index derivative = -1) {
  double result = 1;
  for (std::size_t j = 0; j < exponents.size(); ++j) {
    Index e = exponents[j];
    if (static_cast<Index>(j) == derivative) {
      if (e == 0) return 0;
      result *= e--;
    }
    result *= power(z[j], e);
  }
  return result;
}

/// a^T a x = a^T b with a little on the diagonal.
TensorD least_squares(const TensorD& a, const TensorD& b) {
  TensorD normal = matmul(transpose(a), a);
  double trace = 0;
  for (Index i = 0; i < normal.extent(0); ++i) trace += normal(i, i);
  for (Index i = 0; i < normal.extent(0); ++i) normal(i, i) += ridge * trace;
  return solve(normal, matmul(transpose(a), b));
}

TensorD difference(const TensorD& a, const TensorD& b) {
  TensorD result = a.clone();
  for (Index i = 0; i < a.count(); ++i) result[i] -= b[i];
  return result;
}

/// Adds R^T R to the sum for the R [rows, columns] of one state.
void add_square(const TensorD& R, TensorD& sum) {
  const Index rows = R.extent(0), columns = R.extent(1);
  gemm(true, false, columns, columns, rows, R.data(), columns, R.data(), columns, sum.data(), columns, true);
}

/// B^T A B.
TensorD within(const TensorD& A, const TensorD& B) {
  return matmul(matmul(transpose(B), A), B);
}

}  // namespace

FlowMap::FlowMap(const MovedPairs& pairs, Index degree) {
  const TensorD& x = pairs.before;
  span_ = counting_directions(matmul(transpose(x), x), false);
  const Index N = x.extent(0), k = span_.extent(1);
  exponents_ = monomials(k, degree);
  const TensorD z = matmul(x, span_);
  TensorD features({N, static_cast<Index>(exponents_.size())});
  for (Index i = 0; i < N; ++i)
    for (std::size_t m = 0; m < exponents_.size(); ++m)
      features(i, static_cast<Index>(m)) = monomial(exponents_[m], z.data() + i * k);
  coefficients_ = least_squares(features, matmul(difference(pairs.after, x), span_));
}

void FlowMap::displacement(const double* x, double* displacement, double* jacobian) const {
  const Index D = span_.extent(0), k = span_.extent(1);
  TensorD z({k}), g({k}), Dg({k, k});
  for (Index i = 0; i < D; ++i)
    for (Index j = 0; j < k; ++j) z[j] += x[i] * span_(i, j);
  for (std::size_t m = 0; m < exponents_.size(); ++m) {
    const double* coefficient = coefficients_.data() + static_cast<Index>(m) * k;
    const double value = monomial(exponents_[m], z.data());
    for (Index a = 0; a < k; ++a) g[a] += coefficient[a] * value;
    for (Index b = 0; jacobian && b < k; ++b) {
      const double slope = monomial(exponents_[m], z.data(), b);
      for (Index a = 0; a < k; ++a) Dg(a, b) += coefficient[a] * slope;
    }
  }
  for (Index i = 0; i < D; ++i) {
    displacement[i] = 0;
    for (Index a = 0; a < k; ++a) displacement[i] += span_(i, a) * g[a];
  }
  if (!jacobian) return;
  const TensorD full = matmul(matmul(span_, Dg), transpose(span_));
  std::copy(full.begin(), full.end(), jacobian);
}

FlowSymmetry find_symmetry(const FlowMap& flow, const TensorD& states, const TensorD& forms) {
  const Index D = states.extent(1), entries = D * D;
  require(forms.rank() == 2 && forms.extent(1) == entries, "forms of L have shape ", forms.shape(), "; expected [p, ",
          entries, "]");
  TensorD failures({entries, entries}), motions({entries, entries}), g({D}), Dg({D, D});
  for (Index i = 0; i < states.extent(0); ++i) {
    const double* x = states.data() + i * D;
    flow.displacement(x, g.data(), Dg.data());
    TensorD failure({D, entries}), motion({D, entries});  // of each L with a single entry 1, at (a, b)
    for (Index a = 0; a < D; ++a) {
      for (Index b = 0; b < D; ++b) {
        for (Index r = 0; r < D; ++r) failure(r, a * D + b) = Dg(r, a) * x[b] - (r == a ? g[b] : 0);
        motion(a, a * D + b) = x[b];
      }
    }
    add_square(failure, failures);
    add_square(motion, motions);
  }
  const TensorD all = transpose(forms);
  const TensorD moving = matmul(all, counting_directions(within(motions, all), true));
  const SymmetricEigen e = eigh(within(failures, moving));
  FlowSymmetry result{TensorD({D, D}), e.values[0], e.values[std::min<Index>(1, e.values.count() - 1)]};
  for (Index i = 0; i < entries; ++i)
    for (Index j = 0; j < moving.extent(1); ++j) result.generator[i] += moving(i, j) * e.vectors(j, 0);
  const double norm = std::sqrt(inner(result.generator, result.generator));
  for (double& entry : result.generator) entry /= norm;
  return result;
}

TensorD linear_time_evolution(const MovedPairs& pairs) {
  return transpose(least_squares(pairs.before, difference(pairs.after, pairs.before)));
}

}  // namespace lgn
