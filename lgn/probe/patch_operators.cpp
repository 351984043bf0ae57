#include "lgn/probe/patch_operators.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lgn/probe/matrix_class.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {

TensorD rotation_operator(Index m, double degrees) {
  const double angle = degrees * std::numbers::pi / 180, center = static_cast<double>(m - 1) / 2;
  TensorD a({m * m, m * m});
  for (Index row = 0; row < m; ++row)
    for (Index column = 0; column < m; ++column) {
      const double x = static_cast<double>(column) - center, y = static_cast<double>(row) - center;
      const double from_x = std::cos(angle) * x - std::sin(angle) * y + center;
      const double from_y = std::sin(angle) * x + std::cos(angle) * y + center;
      const auto from_column = static_cast<Index>(std::nearbyint(from_x));
      const auto from_row = static_cast<Index>(std::nearbyint(from_y));
      if (from_row < 0 || from_row >= m || from_column < 0 || from_column >= m) continue;
      a(row * m + column, from_row * m + from_column) = 1;
    }
  return a;
}

TensorD shift_operator(Index m, Index down, Index right) {
  TensorD a({m * m, m * m});
  for (Index row = std::max<Index>(0, down); row < std::min(m, m + down); ++row)
    for (Index column = std::max<Index>(0, right); column < std::min(m, m + right); ++column)
      a(row * m + column, (row - down) * m + column - right) = 1;
  return a;
}

TensorD flip_operator(Index m, bool up_down) {
  TensorD a({m * m, m * m});
  for (Index row = 0; row < m; ++row)
    for (Index column = 0; column < m; ++column)
      a(row * m + column, up_down ? (m - 1 - row) * m + column : row * m + m - 1 - column) = 1;
  return a;
}

std::vector<Index> filter_window(Index m, Index k, Index position) {
  require(k >= 1 && k <= m, "a filter of size ", k, " on patches of ", m, " x ", m, " pixels; expected a size of 1 to ",
          m);
  std::vector<Index> window;
  for (Index offset = 0; offset < k; ++offset) {
    Index at = position - (k - 1) / 2 + offset;
    if (at < 0) at = -at;
    if (at > m - 1) at = 2 * (m - 1) - at;
    window.push_back(at);
  }
  return window;
}

TensorD mean_filter_operator(Index m, Index k) {
  TensorD a({m * m, m * m});
  for (Index row = 0; row < m; ++row)
    for (Index column = 0; column < m; ++column)
      for (const Index y : filter_window(m, k, row))
        for (const Index x : filter_window(m, k, column))
          a(row * m + column, y * m + x) += 1 / static_cast<double>(k * k);
  return a;
}

void median_filter(Index m, Index k, const double* patch, double* result) {
  std::vector<double> seen;
  for (Index row = 0; row < m; ++row)
    for (Index column = 0; column < m; ++column) {
      seen.clear();
      for (const Index y : filter_window(m, k, row))
        for (const Index x : filter_window(m, k, column)) seen.push_back(patch[y * m + x]);
      const auto middle = seen.begin() + (k * k - 1) / 2;
      std::nth_element(seen.begin(), middle, seen.end());
      result[row * m + column] = *middle;
    }
}

namespace {

std::string text(double degrees) {
  return std::to_string(static_cast<int>(degrees));
}

}  // namespace

std::vector<NamedOperator> known_operators(Index m) {
  std::vector<NamedOperator> operators;
  for (double degrees = 0; degrees < 360; degrees += 5) {
    const TensorD rotation = rotation_operator(m, degrees);
    operators.push_back({"rotation " + text(degrees), rotation});
    for (Index k = 2; k <= std::min<Index>(m, 6); ++k)
      operators.push_back(
          {concat("mean ", k, ", rotation ", text(degrees)), matmul(rotation, mean_filter_operator(m, k))});
  }
  for (Index down = -2; down <= 2; ++down)
    for (Index right = -2; right <= 2; ++right)
      if (down || right)
        operators.push_back({concat("shift ", down, " down ", right, " right"), shift_operator(m, down, right)});
  const TensorD flip = flip_operator(m, true), quarter = rotation_operator(m, 90);
  operators.push_back({"mirror up-down", flip});
  operators.push_back({"mirror left-right", flip_operator(m, false)});
  operators.push_back({"transpose", matmul(flip, quarter)});
  operators.push_back({"transpose, rotation 180", matmul(quarter, flip)});
  return operators;
}

OperatorTemplates::OperatorTemplates(const std::vector<NamedOperator>& operators)
    : entries_(operators.at(0).matrix.count()), templates_({static_cast<Index>(operators.size()), entries_}) {
  float* out = templates_.data();
  for (const NamedOperator& each : operators) {
    const TensorD centered = without_ones(each.matrix);
    const double norm = std::sqrt(inner(centered, centered));
    for (double x : centered) *out++ = static_cast<float>(norm > 1e-12 ? x / norm : 0);
  }
}

std::vector<OperatorTemplates::Match> OperatorTemplates::best(const TensorD& matrices) const {
  const Index count = matrices.count() / entries_, operators = templates_.extent(0);
  require(count * entries_ == matrices.count(), "matrices of shape ", matrices.shape(), " against operators of ",
          entries_, " entries");
  Tensor centered({count, entries_}), products({count, operators});
  std::vector<double> norms;
  for (Index i = 0; i < count; ++i) {
    const TensorD a = without_ones(matrices.reshape({count, entries_}).slice(i, 1));
    norms.push_back(std::sqrt(inner(a, a)));
    std::transform(a.begin(), a.end(), centered.data() + i * entries_, [](double x) { return static_cast<float>(x); });
  }
  gemm(false, true, count, operators, entries_, centered.data(), entries_, templates_.data(), entries_, products.data(),
       operators, false);
  std::vector<Match> matches;
  for (Index i = 0; i < count; ++i) {
    const float* row = products.data() + i * operators;
    const Index index = std::max_element(row, row + operators) - row;
    const double norm = norms[static_cast<std::size_t>(i)];
    matches.push_back({index, norm > 0 ? static_cast<double>(row[index]) / norm : 0});
  }
  return matches;
}

}  // namespace lgn
