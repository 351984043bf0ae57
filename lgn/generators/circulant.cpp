#include "lgn/generators/circulant.h"

#include <cmath>
#include <numbers>

#include "lgn/generators/forms.h"
#include "lgn/generators/orthogonal.h"
#include "tensor/linalg/cayley.h"
#include "tensor/linalg/matmul.h"

namespace lgn {
namespace {

/// F [b,b]: a row for frequency 0, a cosine and a sine for each in between, a row for b/2.
TensorD fourier_rows(Index b) {
  auto F = TensorD::uninitialized({b, b});
  for (Index k = 0; k < b; ++k) {
    const double scale = std::sqrt((k == 0 || 2 * ((k + 1) / 2) == b ? 1.0 : 2.0) / static_cast<double>(b));
    for (Index t = 0; t < b; ++t) {
      const double angle = 2 * std::numbers::pi * static_cast<double>((k + 1) / 2 * t % b) / static_cast<double>(b);
      F(k, t) = scale * (k == 0 || k % 2 == 1 ? std::cos(angle) : std::sin(angle));
    }
  }
  return F;
}

/// One frequency: `size` coordinates from `first` on, and where the numbers below the diagonal of its skew-symmetric
/// matrix are stored, row after row.
struct Frequency {
  Index first, size;
  std::vector<Index> places;
};

std::vector<Frequency> frequencies(Index d) {
  const Index m = circulant_block(d);
  std::vector<Frequency> all;
  for (Index first = 0, stored = 0; first < d; first += all.back().size) {
    const bool real = first == 0 || first + m == d;
    Frequency frequency{first, real ? m : 2 * m, {}};
    for (Index r = 0; r < frequency.size; ++r)
      for (Index c = 0; c < r; ++c) {
        const Index i = r % m, j = c % m;
        const bool symmetric = r >= m && c < m;
        frequency.places.push_back(stored + (real        ? r * (r - 1) / 2 + c
                                             : symmetric ? std::min(i, j) * m + std::max(i, j)
                                                         : i * m + j));
      }
    stored += real ? skew_count(m) : m * m;
    all.push_back(std::move(frequency));
  }
  return all;
}

class BlockCirculant {
 public:
  BlockCirculant(const TensorD& numbers, Index d)
      : m_(circulant_block(d)), F_(fourier_rows(d / m_)), frequencies_(frequencies(d)) {
    for (const Frequency& frequency : frequencies_) {
      TensorD below({skew_count(frequency.size)});
      for (Index k = 0; k < below.count(); ++k) below[k] = numbers[frequency.places[k]];
      blocks_.push_back(orthogonal_basis(below, frequency.size));
    }
  }

  TensorD times(const TensorD& rows, bool transposed) const {
    const Index R = rows.extent(0), d = rows.extent(1);
    const TensorD x = transformed(rows, false);
    auto y = TensorD::uninitialized({R, d});
    for (std::size_t f = 0; f < blocks_.size(); ++f) {
      const auto& [first, size, places] = frequencies_[f];
      gemm(false, !transposed, R, size, size, x.data() + first, d, blocks_[f].data(), size, y.data() + first, d, false);
    }
    return transformed(y, true);
  }

  TensorD gradient(const BasisGradient& whole) const {
    const Index R = whole.left.extent(0), d = whole.left.extent(1);
    const TensorD left = transformed(whole.left, false), right = transformed(whole.right, false);
    TensorD result({circulant_count(d)});
    for (std::size_t f = 0; f < blocks_.size(); ++f) {
      const auto& [first, size, places] = frequencies_[f];
      auto dW = TensorD::uninitialized({size, size});
      gemm(true, false, size, size, R, left.data() + first, d, right.data() + first, d, dW.data(), size, false);
      const TensorD below = orthogonal_basis_gradient(blocks_[f], dW);
      for (Index k = 0; k < below.count(); ++k) result[places[k]] += below[k];
    }
    return result;
  }

 private:
  /// Rows x -> (F (x) I_m) x, or back.
  TensorD transformed(const TensorD& rows, bool back) const {
    const Index b = F_.extent(0), d = b * m_;
    auto y = TensorD::uninitialized(rows.shape());
    for (Index i = 0; i < y.count(); i += d)
      gemm(back, false, b, m_, b, F_.data(), b, rows.data() + i, m_, y.data() + i, m_, false);
    return y;
  }

  Index m_;
  TensorD F_;
  std::vector<Frequency> frequencies_;
  std::vector<TensorD> blocks_;
};

}  // namespace

Index circulant_block(Index d) {
  Index m = 1;
  while (m * m < d || d % m != 0) ++m;
  return m;
}

Index circulant_count(Index d) {
  const Index m = circulant_block(d), b = d / m, unitary = (b - 1) / 2;
  return (b - 2 * unitary) * skew_count(m) + unitary * m * m;
}

OrthogonalBasis circulant_basis(const TensorD& numbers, Index d) {
  const BlockCirculant W(numbers, d);
  return {[=](const TensorD& rows, bool transposed) { return W.times(rows, transposed); },
          [=](const BasisGradient& whole) { return W.gradient(whole); }};
}

std::unique_ptr<Generator> make_circulant_generator(const GeneratorStack& stack, Representation rho) {
  return make_basis_generator(stack, std::move(rho), "W", {circulant_count(stack.size)},
                              [d = stack.size](const TensorD& numbers) { return circulant_basis(numbers, d); });
}

}  // namespace lgn
