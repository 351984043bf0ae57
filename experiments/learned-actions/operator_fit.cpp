#include "experiments/learned-actions/operator_fit.h"

#include <algorithm>
#include <cmath>

#include "experiments/common/analysis/linear_fit.h"
#include "experiments/common/analysis/statistics.h"
#include "lgn/probe/patch_operators.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

TensorD centered(const Tensor& rows) {
  TensorD result = cast<double>(rows);
  const Index count = rows.extent(0), d = rows.extent(1);
  for (Index j = 0; j < d; ++j) {
    double mean = 0;
    for (Index i = 0; i < count; ++i) mean += result(i, j) / count;
    for (Index i = 0; i < count; ++i) result(i, j) -= mean;
  }
  return result;
}

/// Of centred rows [N, d], divisor N.
TensorD covariance(const TensorD& y, const TensorD& x) {
  TensorD result = matmul(transpose(y), x);
  for (double& each : result) each /= x.extent(0);
  return result;
}

double trace(const TensorD& a) {
  double sum = 0;
  for (Index i = 0; i < a.extent(0); ++i) sum += a(i, i);
  return sum;
}

}  // namespace

OperatorFit::OperatorFit(const Tensor& train, const Tensor& held_out, Index draws, Random& random) {
  const Index d = held_out.extent(1), m = std::lround(std::sqrt(static_cast<double>(d)));
  const TensorD x = centered(held_out);
  inputs_ = covariance(x, x);
  for (const NamedOperator& each : known_operators(m)) {
    const TensorD cross = matmul(each.matrix, inputs_);
    targets_.push_back({each.name, cross, inner(cross, each.matrix), 1});
  }
  add_turned_medians(train, held_out);
  std::vector<double> largest;
  TensorD a({d, d});
  for (Index draw = 0; draw < draws; ++draw) {
    for (double& each : a) each = random.normal();
    largest.push_back(best(a).share());
  }
  by_chance_ = quantile(largest, 0.95);
}

/// With y = R median(x) all moments are those of the median, turned.
void OperatorFit::add_turned_medians(const Tensor& train, const Tensor& held_out) {
  const Index m = std::lround(std::sqrt(static_cast<double>(held_out.extent(1))));
  const TensorD x = centered(held_out);
  for (Index k = 2; k <= std::min<Index>(m, 6); ++k) {
    const PatchTarget filter{PatchFilter::median, k, 0};
    const TensorD y = centered(targets_of(held_out, filter));
    const TensorD linear = best_linear_fit(train, targets_of(train, filter));
    const TensorD cross = covariance(y, x), own = covariance(y, y);
    TensorD residuals = y.clone();  // of the linear fit
    const TensorD fitted = matmul(x, transpose(linear));
    for (Index i = 0; i < residuals.count(); ++i) residuals[i] -= fitted[i];
    const TensorD left = covariance(residuals, residuals);
    for (int degrees = 0; degrees < 360; degrees += 5) {
      const TensorD turn = rotation_operator(m, degrees);
      const auto turned = [&](const TensorD& c) { return trace(matmul(turn, matmul(c, transpose(turn)))); };
      const double energy = turned(own);
      const double ceiling = energy > 0 ? 1 - turned(left) / energy : 0;
      if (ceiling < 0.05) continue;
      targets_.push_back({concat("median ", k, ", rotation ", degrees), matmul(turn, cross), energy, ceiling});
    }
  }
}

OperatorMatch OperatorFit::best(const TensorD& a) const {
  const double energy = inner(matmul(a, inputs_), a);  // E|A x|^2
  std::vector<OperatorMatch> matches(targets_.size());
  parallel_ranges(static_cast<Index>(matches.size()), 64, [&](Index first, Index last) {
    for (Index i = first; i < last; ++i) {
      const Target& target = targets_[i];
      const double common = std::max(0.0, inner(a, target.cross)), all = energy * target.energy;
      matches[i] = {target.name, all > 0 ? common * common / all : 0, target.ceiling};
    }
  });
  return *std::max_element(matches.begin(), matches.end(),
                           [](const OperatorMatch& x, const OperatorMatch& y) { return x.share() < y.share(); });
}

}  // namespace lgn
