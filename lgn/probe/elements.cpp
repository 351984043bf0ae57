#include "lgn/probe/elements.h"

#include <algorithm>
#include <cmath>

#include "lgn/probe/finite_group.h"
#include "lgn/probe/sign_search.h"
#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/random.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr double different = 0.9;   // matrices of a smaller cosine are different
constexpr double hopeless = 0.05;   // what turning around may cost before climbing on
constexpr Index tries = 4;          // of turning one or two directions around, each time
constexpr double shift_part = 0.3;  // of <df/dA, A> / d

/// span^T span X.
TensorD projected(const TensorD& X, const TensorD& span) {
  const TensorD along = matmul(span, X.reshape({X.count(), 1}));
  return matmul(along.reshape({1, along.count()}), span).reshape(X.shape());
}

/// Where A may be wrong, weakest first: rows are the eigenvectors of the symmetric part of A^T df/dA, by
/// ascending eigenvalue. At a maximum that matrix is symmetric, and says how firmly each direction's image is
/// held.
TensorD weakest_directions(const Agreement& agreement, const TensorD& A) {
  TensorD slope;
  agreement.gradient(A, slope);
  return transpose(eigh(symmetric_part(transposed_times(A, slope))).vectors);
}

/// A with signs s along directions (rows): A W^T diag(s) W.
TensorD with_signs(const TensorD& A, const TensorD& directions, const TensorD& s) {
  TensorD images = times_transposed(A, directions);  // A w in columns
  for (Index i = 0; i < images.count(); ++i) images[i] *= s[i % s.count()];
  return matmul(images, directions);
}

void sort_and_thin(std::vector<Element>& elements, const Repulsion& repulsion, bool even, Index kept) {
  std::stable_sort(elements.begin(), elements.end(), [&](const Element& a, const Element& b) {
    return a.kept.both - repulsion.penalty(a.A) > b.kept.both - repulsion.penalty(b.A);
  });
  std::vector<Element> result;
  for (const Element& element : elements) {
    const bool is_new = std::all_of(result.begin(), result.end(), [&](const Element& other) {
      const double cosine = matrix_cosine(element.A, other.A);
      return (even ? std::abs(cosine) : cosine) < different;
    });
    if (is_new && static_cast<Index>(result.size()) < kept) result.push_back(element);
  }
  elements = result;
}

}  // namespace

double Repulsion::penalty(const TensorD& A) const {
  double sum = 0;
  for (const TensorD& g : from) sum += matrix_cosine(A, g) * matrix_cosine(A, g);
  return strength * sum;
}

Element climb(const Agreement& agreement, TensorD A, Index steps, const Repulsion& repulsion, const TensorD* span) {
  const double d = static_cast<double>(A.extent(0));
  TensorD slope;
  for (Index step = 0; step < steps; ++step) {
    agreement.gradient(A, slope);
    const double shift = shift_part * std::max(0.0, matrix_cosine(slope, A));
    for (Index i = 0; i < A.count(); ++i) slope[i] += shift * A[i];
    for (const TensorD& g : repulsion.from) {
      const double push = 2 * repulsion.strength * matrix_cosine(A, g) / d;
      for (Index i = 0; i < A.count(); ++i) slope[i] -= push * g[i];
    }
    const TensorD next = nearest_orthogonal_matrix(span ? projected(slope, *span) : slope);
    const double same = matrix_cosine(A, next);
    A = next;
    if (1 - same < 1e-5) break;
  }
  return {A, agreement(A)};
}

Element improve_by_flips(const Agreement& agreement, Element element, const Repulsion& repulsion, Index steps) {
  const Index d = element.A.extent(0);
  const auto height = [&](const Element& e) { return e.kept.both - repulsion.penalty(e.A); };
  for (Index round = 0; round < d; ++round) {
    const TensorD directions = weakest_directions(agreement, element.A);
    const SignSearch search(d, agreement.sign_products(element.A, directions));
    std::vector<TensorD> signs = search.best_flips(hopeless, tries);
    signs.insert(signs.begin(), search.climb(TensorD::full({d}, 1)));
    bool better = false;
    for (std::size_t i = 0; i < signs.size() && !better; ++i) {
      const Element other = climb(agreement, with_signs(element.A, directions, signs[i]), steps, repulsion);
      better = height(other) > height(element) + 1e-3;
      if (better) element = other;
    }
    if (!better) break;
  }
  return element;
}

std::vector<Element> search_elements(const Agreement& rough, const Agreement& agreement,
                                     const std::vector<TensorD>& spans, const std::vector<TensorD>& given,
                                     const Repulsion& repulsion, const ElementSearch& search) {
  const Index width = spans.front().extent(1), d = std::lround(std::sqrt(static_cast<double>(width)));
  const Index count = static_cast<Index>(spans.size()) * search.starts;
  std::vector<Element> elements(static_cast<std::size_t>(count));
  parallel_for(count, [&](Index i) {
    const TensorD& span = spans[static_cast<std::size_t>(i / search.starts)];
    Random random(search.seed * 1000003 + static_cast<std::uint64_t>(i), Stream::initialization);
    TensorD X({d, d});
    for (Index j = 0; j < d * d && span.count() == 0; ++j) X[j] = random.normal();
    for (Index k = 0; k < span.extent(0); ++k) {
      const double weight = random.normal();
      for (Index j = 0; j < d * d; ++j) X[j] += weight * span(k, j);
    }
    elements[static_cast<std::size_t>(i)] =
        climb(rough, nearest_orthogonal_matrix(X), search.span_steps, repulsion, span.count() ? &span : nullptr);
  });
  for (const TensorD& A : given) elements.push_back({A, agreement(A)});
  sort_and_thin(elements, repulsion, agreement.even(), std::max(search.kept, count / 6));
  parallel_for(static_cast<Index>(elements.size()), [&](Index i) {
    auto& element = elements[static_cast<std::size_t>(i)];
    element = climb(agreement, element.A, search.free_steps, repulsion);
  });
  sort_and_thin(elements, repulsion, agreement.even(), search.kept);
  parallel_for(static_cast<Index>(elements.size()), [&](Index i) {
    auto& element = elements[static_cast<std::size_t>(i)];
    element = improve_by_flips(agreement, element, repulsion, search.span_steps);
  });
  sort_and_thin(elements, repulsion, agreement.even(), search.kept);
  return elements;
}

}  // namespace lgn
