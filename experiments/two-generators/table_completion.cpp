#include "experiments/two-generators/table_completion.h"

#include <algorithm>
#include <cmath>

#include "lgn/probe/matrix_class.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

constexpr Index sweeps = 60;
constexpr double first_eps = 0.3, last_eps = 0.01;

/// A known product in the places of A, B, C, for one of all c.
struct TableEntry {
  std::array<std::size_t, 3> place;
  double value;
};

std::vector<TableEntry> entries_of(const MultiplicationTable& known) {
  std::vector<TableEntry> entries;
  const std::size_t n = known.size();
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = 0; b < n; ++b)
      for (std::size_t c = 0; c < n && known[a][b] != unknown_product; ++c)
        entries.push_back({{a, b, c}, known[a][b] == static_cast<Index>(c) ? 1.0 : 0.0});
  return entries;
}

/// T_abc for all c.
std::vector<double> responses(const TableFactors& factors, std::size_t a, std::size_t b) {
  const TensorD product = transpose(matmul(factors[0][a], factors[1][b]));
  std::vector<double> T;
  for (const TensorD& C : factors[2]) {
    double trace = 0;
    for (Index i = 0; i < C.count(); ++i) trace += product[i] * C[i];
    T.push_back(trace / static_cast<double>(C.extent(0)));
  }
  return T;
}

/// H.
double regularizer(const TableFactors& factors) {
  double sum = 0;
  for (std::size_t which = 0; which < 3; ++which)
    for (const TensorD& X : factors[which])
      for (const TensorD& Y : factors[(which + 1) % 3]) {
        const TensorD XY = matmul(X, Y);
        sum += inner(XY, XY);
      }
  return sum;
}

/// What H adds to the normal equations of every X: eps / n (I (x) sum Y Y^T + sum Z^T Z (x) I), [n n, n n].
TensorD regularizer_matrix(const std::vector<TensorD>& Y, const std::vector<TensorD>& Z, double eps) {
  const Index n = Y[0].extent(0);
  TensorD right({n, n}), left({n, n}), result({n * n, n * n});
  for (const TensorD& y : Y) gemm(false, true, n, n, n, y.data(), n, y.data(), n, right.data(), n, true);
  for (const TensorD& z : Z) gemm(true, false, n, n, n, z.data(), n, z.data(), n, left.data(), n, true);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j)
      for (Index k = 0; k < n; ++k) {
        result(k * n + i, k * n + j) += eps / static_cast<double>(n) * right(i, j);
        result(i * n + k, j * n + k) += eps / static_cast<double>(n) * left(i, j);
      }
  return result;
}

}  // namespace

double table_objective(const TableFactors& factors, const MultiplicationTable& known, double eps) {
  double sum = eps / static_cast<double>(known.size()) * regularizer(factors);
  for (const TableEntry& entry : entries_of(known)) {
    const double T = responses(factors, entry.place[0], entry.place[1])[entry.place[2]];
    sum += (T - entry.value) * (T - entry.value);
  }
  return sum;
}

void solve_table_factor(TableFactors& factors, Index which, const MultiplicationTable& known, double eps) {
  // The trace is cyclic: what is solved for is called X, what follows it Y and Z.
  const auto x = static_cast<std::size_t>(which), y = (x + 1) % 3, z = (x + 2) % 3;
  const auto n = static_cast<Index>(known.size());
  const TensorD shared = regularizer_matrix(factors[y], factors[z], eps);
  const std::vector<TableEntry> entries = entries_of(known);
  for (std::size_t place = 0; place < known.size(); ++place) {
    std::vector<double> rows, values;
    for (const TableEntry& entry : entries) {
      if (entry.place[x] != place) continue;
      const TensorD row = transpose(matmul(factors[y][entry.place[y]], factors[z][entry.place[z]]));
      for (const double each : row) rows.push_back(each / static_cast<double>(n));
      values.push_back(entry.value);
    }
    const auto count = static_cast<Index>(values.size());
    TensorD matrix = shared.clone(), right({n * n});
    gemm(true, false, n * n, n * n, count, rows.data(), n * n, rows.data(), n * n, matrix.data(), n * n, true);
    gemm(true, false, n * n, 1, count, rows.data(), n * n, values.data(), 1, right.data(), 1, false);
    factors[x][place] = solve(matrix, right).reshape({n, n});
  }
}

CompletedTable complete_table(const MultiplicationTable& known, Random& random) {
  const auto n = static_cast<Index>(known.size());
  for (const std::vector<Index>& row : known) {
    require(static_cast<Index>(row.size()) == n, "a multiplication table of ", n, " rows has one of ", row.size());
    for (const Index c : row)
      require(c >= unknown_product && c < n, "a multiplication table of ", n, " elements has the entry ", c);
  }
  TableFactors factors;
  for (std::vector<TensorD>& factor : factors)
    for (Index i = 0; i < n; ++i) {
      TensorD X({n, n});
      for (double& entry : X) entry = random.normal() / std::sqrt(static_cast<double>(n));
      factor.push_back(X);
    }
  for (Index sweep = 0; sweep < sweeps; ++sweep) {
    const double done = static_cast<double>(sweep) / static_cast<double>(sweeps - 1);
    for (Index which = 0; which < 3; ++which)
      solve_table_factor(factors, which, known, first_eps * std::pow(last_eps / first_eps, done));
  }
  CompletedTable result;
  bool kept = true;
  for (std::size_t a = 0; a < known.size(); ++a) {
    result.table.emplace_back();
    for (std::size_t b = 0; b < known.size(); ++b) {
      const std::vector<double> T = responses(factors, a, b);
      result.table[a].push_back(std::max_element(T.begin(), T.end()) - T.begin());
      kept = kept && (known[a][b] == unknown_product || known[a][b] == result.table[a][b]);
    }
  }
  result.excess = regularizer(factors) / (3 * std::pow(static_cast<double>(n), 3)) - 1;
  result.group = kept && is_group_table(result.table);
  return result;
}

}  // namespace lgn
