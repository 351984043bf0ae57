#include "lgn/probe/normalizer.h"

#include <algorithm>
#include <cmath>

#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr double kept_of_square = 0.5;

double trace_of(const TensorD& A) {
  double trace = 0;
  for (Index i = 0; i < A.extent(0); ++i) trace += A(i, i);
  return trace;
}

Index product_of(const FiniteGroup& group, Index a, Index b) {
  return group.table[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
}

/// The automorphism with these images of the generators; none when products contradict or elements fall
/// together.
std::optional<Automorphism> extended(const FiniteGroup& group, const std::vector<Index>& generators,
                                     const std::vector<Index>& images) {
  constexpr Index unknown = -1;
  Automorphism phi(group.elements.size(), unknown);
  std::vector<Index> reached = {0};
  std::vector<bool> taken(phi.size());
  phi[0] = 0;
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const Index image = phi[static_cast<std::size_t>(reached[i])];
    if (taken[static_cast<std::size_t>(image)]) return std::nullopt;
    taken[static_cast<std::size_t>(image)] = true;
    for (std::size_t k = 0; k < generators.size(); ++k) {
      Index& next = phi[static_cast<std::size_t>(product_of(group, reached[i], generators[k]))];
      const Index expected = product_of(group, image, images[k]);
      if (next == unknown) reached.push_back(product_of(group, reached[i], generators[k]));
      if (next != unknown && next != expected) return std::nullopt;
      next = expected;
    }
  }
  return phi;
}

bool differ_by_conjugation(const FiniteGroup& group, const Automorphism& a, const Automorphism& b) {
  for (Index h = 0; h < group.order(); ++h) {
    bool same = true;
    for (std::size_t g = 0; g < a.size() && same; ++g) same = product_of(group, h, a[g]) == product_of(group, b[g], h);
    if (same) return true;
  }
  return false;
}

}  // namespace

std::vector<Automorphism> outer_automorphisms(const FiniteGroup& group, Index most) {
  const std::vector<Index> orders = element_orders(group), generators = minimal_generators(group);
  std::vector<std::vector<Index>> choices;
  for (const Index g : generators) {
    choices.emplace_back();
    for (Index image = 0; image < group.order(); ++image) {
      const auto at = [](Index i) { return static_cast<std::size_t>(i); };
      const double difference = trace_of(group.elements[at(image)]) - trace_of(group.elements[at(g)]);
      if (orders[at(image)] == orders[at(g)] && std::abs(difference) < 1) choices.back().push_back(image);
    }
  }
  std::vector<Automorphism> found;
  std::vector<std::size_t> pick(generators.size(), 0);
  for (bool more = true; more && static_cast<Index>(found.size()) < most;) {
    std::vector<Index> images;
    for (std::size_t k = 0; k < pick.size(); ++k) images.push_back(choices[k][pick[k]]);
    const auto phi = extended(group, generators, images);
    if (phi && std::none_of(found.begin(), found.end(),
                            [&](const Automorphism& other) { return differ_by_conjugation(group, *phi, other); }))
      found.push_back(*phi);
    more = false;
    for (std::size_t k = 0; k < pick.size() && !more; ++k) {
      more = ++pick[k] < choices[k].size();
      if (!more) pick[k] = 0;
    }
  }
  return found;
}

TensorD twisted_span(const TensorD& span, const FiniteGroup& group, const Automorphism& phi) {
  const Index r = span.extent(0), d = group.elements[0].extent(0);
  TensorD projected({r, d * d});
  parallel_for(r, [&](Index k) {
    const TensorD X = span.slice(k, 1).reshape({d, d});
    for (std::size_t g = 0; g < phi.size(); ++g) {
      const TensorD& image = group.elements[static_cast<std::size_t>(phi[g])];
      const TensorD part = times_transposed(matmul(image, X), group.elements[g]);
      for (Index j = 0; j < d * d; ++j) projected(k, j) += part[j] / static_cast<double>(group.order());
    }
  });
  const SymmetricEigen parts = eigh(times_transposed(projected, projected));
  const Index kept =
      std::count_if(parts.values.begin(), parts.values.end(), [](double value) { return value > kept_of_square; });
  TensorD combined = matmul(transpose(parts.vectors), projected).slice(r - kept, kept).clone();
  for (Index i = 0; i < combined.count(); ++i) combined[i] /= std::sqrt(parts.values[r - kept + i / (d * d)]);
  return combined;
}

}  // namespace lgn
