#include "lgn/probe/sign_search.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tensor/error.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {
constexpr Index most_directions = 64;
}

SignSearch::SignSearch(Index d, TensorD m) : d_(d), m_(std::move(m)) {
  require(d <= most_directions, "signs of ", d, " directions; expected at most ", most_directions);
}

TensorD SignSearch::climb(TensorD s) const {
  for (Index round = 0; round < 4 * d_; ++round) {
    const TensorD sigma = signs_of_entries(s), pull = matmul(m_, sigma);
    double best = 1e-9 * std::abs(inner(sigma, pull));
    Index first = d_, second = d_;
    for (Index i = 0; i < d_; ++i)
      for (Index j = i; j < d_; ++j) {
        const double gain = gain_of(i, j, sigma, pull);
        if (gain > best) best = gain, first = i, second = j;
      }
    if (first == d_) break;
    s[first] = -s[first];
    if (second != first) s[second] = -s[second];
  }
  return s;
}

std::vector<TensorD> SignSearch::best_flips(double loss, Index most) const {
  struct Flip {
    double gain;
    Index i, j;
  };
  const TensorD ones = TensorD::full({d_}, 1), sigma = signs_of_entries(ones), pull = matmul(m_, sigma);
  std::vector<Flip> flips;
  for (Index i = 0; i < d_; ++i)
    for (Index j = i; j < d_; ++j) {
      const double gain = gain_of(i, j, sigma, pull);
      if (gain > -loss) flips.push_back({gain, i, j});
    }
  std::stable_sort(flips.begin(), flips.end(), [](const Flip& a, const Flip& b) { return a.gain > b.gain; });
  std::vector<TensorD> result;
  for (const Flip& flip : flips) {
    if (static_cast<Index>(result.size()) == most) break;
    result.push_back(ones.clone());
    result.back()[flip.i] = result.back()[flip.j] = -1;
  }
  return result;
}

TensorD SignSearch::signs_of_entries(const TensorD& s) const {
  TensorD sigma = TensorD::uninitialized({m_.extent(0), 1});
  for (Index i = 0, e = 0; i < d_; ++i)
    for (Index j = i; j < d_; ++j, ++e) sigma[e] = s[i] * s[j];
  return sigma;
}

/// Of turning s_i and s_j (i = j: one of them): entries with exactly one of the two change their sign.
double SignSearch::gain_of(Index i, Index j, const TensorD& sigma, const TensorD& pull) const {
  Index turned[2 * most_directions], count = 0;
  for (Index k = 0; k < d_; ++k) {
    if (k == i || k == j) continue;
    turned[count++] = entry(i, k);
    if (j != i) turned[count++] = entry(j, k);
  }
  double gain = 0;
  for (Index a = 0; a < count; ++a) {
    const double* row = m_.data() + turned[a] * m_.extent(0);
    double inside = 0;
    for (Index b = 0; b < count; ++b) inside += row[turned[b]] * sigma[turned[b]];
    gain += 4 * sigma[turned[a]] * (inside - pull[turned[a]]);
  }
  return gain;
}

Index SignSearch::entry(Index i, Index j) const {
  if (i > j) std::swap(i, j);
  return i * d_ - i * (i - 1) / 2 + j - i;
}

}  // namespace lgn
