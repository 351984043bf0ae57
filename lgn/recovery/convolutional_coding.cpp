#include "lgn/recovery/convolutional_coding.h"

#include <cmath>
#include <limits>

#include "tensor/linalg/matmul.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr double changed = std::numeric_limits<double>::infinity();  // no product is that large
constexpr double negligible = 1e-3;                                  // change of a coefficient, in tolerances
constexpr Index near_sweeps = 2;                                     // over the coefficients around a new one
constexpr Index last_sweeps = 6;                                     // over all, at the end

/// All windows of an image [H,W] as rows, [(H-m+1)(W-m+1), m m].
TensorD windows(const double* image, Index H, Index W, Index m) {
  const Index h = H - m + 1, w = W - m + 1;
  TensorD rows = TensorD::uninitialized({h * w, m * m});
  double* to = rows.data();
  for (Index r = 0; r < h; ++r)
    for (Index c = 0; c < w; ++c)
      for (Index i = 0; i < m; ++i, to += m) std::copy_n(image + (r + i) * W + c, m, to);
  return rows;
}

/// The pursuit of one image after the other; holds what they share.
class ImagePursuit {
 public:
  ImagePursuit(const TensorD& filters, const TensorD& shifted, const ImagePursuitSettings& settings, Index H, Index W)
      : filters_(filters),
        shifted_(shifted),
        settings_(settings),
        F_(filters.extent(0)),
        m_(filter_side(filters)),
        H_(H),
        W_(W),
        h_(H - m_ + 1),
        w_(W - m_ + 1),
        products_(TensorD::uninitialized({h_ * w_, F_})),
        best_(static_cast<std::size_t>(h_ * w_)) {}

  SparseMaps run(const double* image) {
    code_.clear();
    const TensorD rows = windows(image, H_, W_, m_);
    gemm(false, true, h_ * w_, F_, m_ * m_, rows.data(), m_ * m_, filters_.data(), m_ * m_, products_.data(), F_,
         false);
    std::fill(best_.begin(), best_.end(), changed);
    for (Index step = 0; step < settings_.most && take_in(); ++step) {
    }
    for (Index sweep = 0; sweep < last_sweeps; ++sweep)
      for (Activation& a : code_) descend(a);
    std::erase_if(code_, [](const Activation& a) { return a.value == 0; });
    return std::move(code_);
  }

 private:
  double* products_at(Index row, Index column) { return products_.data() + (row * w_ + column) * F_; }

  /// The largest product at every place; those that changed are looked at anew.
  Index best_place() {
    for (std::size_t place = 0; place < best_.size(); ++place) {
      if (best_[place] != changed) continue;
      const double* products = products_.data() + static_cast<Index>(place) * F_;
      best_[place] = *std::max_element(products, products + F_);
    }
    return std::max_element(best_.begin(), best_.end()) - best_.begin();
  }

  /// False when nothing is left that is worth it.
  bool take_in() {
    const Index place = best_place(), row = place / w_, column = place % w_;
    const double* products = products_at(row, column);
    const Index filter = std::max_element(products, products + F_) - products;
    if (products[filter] <= settings_.tolerance) return false;
    descend(activation(filter, row, column));
    for (Index sweep = 0; sweep < near_sweeps; ++sweep)
      for (Activation& a : code_)
        if (std::abs(a.row - row) < m_ && std::abs(a.column - column) < m_) descend(a);
    return true;
  }

  /// The one that is there, else a new one.
  Activation& activation(Index filter, Index row, Index column) {
    for (Activation& a : code_)
      if (a.filter == filter && a.row == row && a.column == column) return a;
    return code_.emplace_back(Activation{filter, row, column, 0});
  }

  /// Gives the coefficient its best value, the others as they are, and keeps the products up to date.
  void descend(Activation& a) {
    const double value = std::max(0.0, a.value + products_at(a.row, a.column)[a.filter]);
    const double change = value - a.value;
    if (std::abs(change) <= negligible * settings_.tolerance) return;
    a.value = value;
    const Index side = 2 * m_ - 1;
    const Index first = std::max<Index>(0, a.column - m_ + 1), last = std::min(w_, a.column + m_);
    for (Index row = std::max<Index>(0, a.row - m_ + 1); row < std::min(h_, a.row + m_); ++row) {
      const Index shift = (row - a.row + m_ - 1) * side + first - a.column + m_ - 1;
      const double* with = shifted_.data() + (a.filter * side * side + shift) * F_;
      double* products = products_at(row, first);
      for (Index i = 0; i < (last - first) * F_; ++i) products[i] -= change * with[i];
      std::fill_n(best_.begin() + row * w_ + first, last - first, changed);
    }
  }

  const TensorD &filters_, &shifted_;
  const ImagePursuitSettings& settings_;
  Index F_, m_, H_, W_, h_, w_;
  TensorD products_;          // of the residual with every filter, [h w, F]
  std::vector<double> best_;  // the largest product at every place
  SparseMaps code_;
};

}  // namespace

std::vector<SparseMaps> pursue_images(const TensorD& images, const TensorD& filters,
                                      const ImagePursuitSettings& settings) {
  const Index m = filter_side(filters);
  require(images.rank() == 3 && images.extent(1) >= m && images.extent(2) >= m, "sparse coding of images: images are ",
          images.shape(), ", filters ", m, " x ", m, "; expected [N,H,W], no smaller than a filter");
  const Index N = images.extent(0), H = images.extent(1), W = images.extent(2);
  const TensorD shifted = shifted_products(filters);
  std::vector<SparseMaps> codes(N);
  parallel_ranges(N, 16, [&](Index first, Index last) {
    ImagePursuit pursuit(filters, shifted, settings, H, W);
    for (Index i = first; i < last; ++i) codes[i] = pursuit.run(images.data() + i * H * W);
  });
  return codes;
}

TensorD residual_images(const TensorD& images, const TensorD& filters, const std::vector<SparseMaps>& codes) {
  const Index m = filter_side(filters), H = images.extent(1), W = images.extent(2);
  TensorD residual = images.clone();
  for (std::size_t i = 0; i < codes.size(); ++i) {
    for (const Activation& a : codes[i]) {
      const double* filter = filters.data() + a.filter * m * m;
      double* window = residual.data() + (static_cast<Index>(i) * H + a.row) * W + a.column;
      for (Index k = 0; k < m * m; ++k) window[k / m * W + k % m] -= a.value * filter[k];
    }
  }
  return residual;
}

TensorD shifted_products(const TensorD& filters) {
  const Index F = filters.extent(0), m = filter_side(filters), side = 2 * m - 1, wide = 3 * m - 2;
  // every filter alone in an image with room for a shift in all directions
  TensorD shifted = TensorD::uninitialized({F, side, side, F}), image({wide, wide});
  for (Index f = 0; f < F; ++f) {
    for (Index k = 0; k < m * m; ++k) image(m - 1 + k / m, m - 1 + k % m) = filters[f * m * m + k];
    const TensorD rows = windows(image.data(), wide, wide, m);
    gemm(false, true, side * side, F, m * m, rows.data(), m * m, filters.data(), m * m,
         shifted.data() + f * side * side * F, F, false);
  }
  return shifted;
}

Index filter_side(const TensorD& filters) {
  const Index m = std::lround(std::sqrt(static_cast<double>(filters.extent(-1))));
  require(filters.rank() == 2 && m * m == filters.extent(1), "filters are ", filters.shape(), "; expected [F, m m]");
  return m;
}

}  // namespace lgn
