#include "lgn/recovery/sparse_coding.h"

#include <cmath>
#include <vector>

#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr double ridge = 1e-9;  // keeps two atoms that coincide solvable

/// The pursuit of one patch after the other; holds what they share.
class PatchPursuit {
 public:
  PatchPursuit(const TensorD& gram, const PursuitSettings& settings)
      : gram_(gram), settings_(settings), atoms_(gram.extent(0)) {}

  /// products [F] of the patch with the atoms; code [F], zeros, is filled in.
  void run(const double* products, double* code) {
    support_.clear();
    residual_.assign(products, products + atoms_);
    for (Index step = 0; step < settings_.most; ++step) {
      const Index best = std::max_element(residual_.begin(), residual_.end()) - residual_.begin();
      if (residual_[best] <= settings_.tolerance) break;
      if (std::find(support_.begin(), support_.end(), best) != support_.end()) break;
      support_.push_back(best);
      solve_non_negative(products);
      update_residual(products);
    }
    for (std::size_t i = 0; i < support_.size(); ++i) code[support_[i]] = solution_[i];
  }

 private:
  void solve_non_negative(const double* products) {
    while (!support_.empty()) {
      solve(products);
      const std::size_t before = support_.size();
      for (std::size_t i = before; i-- > 0;)
        if (solution_[i] < 0) support_.erase(support_.begin() + static_cast<std::ptrdiff_t>(i));
      if (support_.size() == before) return;
    }
  }

  /// Least squares on the support, by Cholesky factors of its Gram matrix.
  void solve(const double* products) {
    const std::size_t n = support_.size();
    factor_.assign(n * n, 0);
    solution_.assign(n, 0);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        double sum = gram_(support_[i], support_[j]) + (i == j ? ridge : 0);
        for (std::size_t k = 0; k < j; ++k) sum -= factor_[i * n + k] * factor_[j * n + k];
        factor_[i * n + j] = i == j ? std::sqrt(std::max(sum, ridge)) : sum / factor_[j * n + j];
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      double sum = products[support_[i]];
      for (std::size_t k = 0; k < i; ++k) sum -= factor_[i * n + k] * solution_[k];
      solution_[i] = sum / factor_[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
      for (std::size_t k = i + 1; k < n; ++k) solution_[i] -= factor_[k * n + i] * solution_[k];
      solution_[i] /= factor_[i * n + i];
    }
  }

  void update_residual(const double* products) {
    std::copy(products, products + atoms_, residual_.begin());
    for (std::size_t i = 0; i < support_.size(); ++i) {
      const double* row = gram_.data() + support_[i] * atoms_;
      const double coefficient = solution_[i];
      for (Index f = 0; f < atoms_; ++f) residual_[f] -= coefficient * row[f];
    }
  }

  const TensorD& gram_;
  const PursuitSettings& settings_;
  Index atoms_;
  std::vector<Index> support_;
  std::vector<double> residual_, factor_, solution_;
};

}  // namespace

TensorD pursue(const TensorD& patches, const TensorD& atoms, const PursuitSettings& settings) {
  require(patches.rank() == 2 && atoms.rank() == 2 && patches.extent(1) == atoms.extent(1),
          "sparse coding: patches are ", patches.shape(), ", atoms ", atoms.shape(), "; expected [N,d] and [F,d]");
  const Index N = patches.extent(0), F = atoms.extent(0);
  const TensorD products = times_transposed(patches, atoms), gram = times_transposed(atoms, atoms);
  TensorD codes({N, F});
  parallel_ranges(N, 512, [&](Index first, Index last) {
    PatchPursuit pursuit(gram, settings);
    for (Index i = first; i < last; ++i) pursuit.run(products.data() + i * F, codes.data() + i * F);
  });
  return codes;
}

TensorD coding_residual(const TensorD& patches, const TensorD& atoms, const TensorD& codes) {
  TensorD residual = matmul(codes, atoms);
  for (Index i = 0; i < residual.count(); ++i) residual[i] = patches[i] - residual[i];
  return residual;
}

double coding_loss(const TensorD& patches, const TensorD& atoms, const TensorD& codes) {
  const TensorD residual = coding_residual(patches, atoms, codes);
  return inner(residual, residual) / patches.extent(0);
}

}  // namespace lgn
