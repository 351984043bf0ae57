#include "lgn/probe/elements.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lgn/probe/finite_group.h"
#include "tensor/linalg/matmul.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr double different = 0.9;   // matrices of a smaller cosine are different
constexpr double shift_part = 0.3;  // of <df/dA, A> / d

double trace_of(const TensorD& A) {
  double trace = 0;
  for (Index i = 0; i < A.extent(0); ++i) trace += A(i, i);
  return trace;
}

double penalty(const TensorD& A, double repulsion) {
  const double t = trace_of(A) / static_cast<double>(A.extent(0));
  return repulsion * t * t;
}

/// span^T span X.
TensorD projected(const TensorD& X, const TensorD& span) {
  const TensorD along = matmul(span, X.reshape({X.count(), 1}));
  return matmul(along.reshape({1, along.count()}), span).reshape(X.shape());
}

/// A (I - 2 x x^T) for the row x.
TensorD flipped(const TensorD& A, const double* x) {
  const Index d = A.extent(0);
  TensorD B = A.clone();
  for (Index i = 0; i < d; ++i) {
    const double along = std::inner_product(x, x + d, A.data() + i * d, 0.0);
    for (Index j = 0; j < d; ++j) B(i, j) -= 2 * along * x[j];
  }
  return B;
}

/// Turns single directions around as long as that, and climbing on, leads higher.
Element improve_by_flips(const Agreement& agreement, Element element, const TensorD& directions,
                         const ElementSearch& search) {
  const Index d = directions.extent(0);
  const auto height = [&](const TensorD& A) { return agreement(A).both - penalty(A, search.repulsion); };
  double best = height(element.A);
  for (Index round = 0; round < d; ++round) {
    std::vector<std::pair<double, Index>> flips;
    for (Index k = 0; k < d; ++k)
      flips.emplace_back(-height(flipped(element.A, directions.data() + k * d)), k);
    std::sort(flips.begin(), flips.end());
    bool better = false;
    for (std::size_t i = 0; i < std::min<std::size_t>(4, flips.size()) && !better; ++i) {
      const TensorD start = flipped(element.A, directions.data() + flips[i].second * d);
      const Element other = climb(agreement, start, search.span_steps, search.repulsion);
      const double reached = height(other.A);
      better = reached > best + 1e-3;
      if (better) element = other, best = reached;
    }
    if (!better) break;
  }
  return element;
}

void sort_and_thin(std::vector<Element>& elements, double repulsion, Index kept) {
  std::stable_sort(elements.begin(), elements.end(), [&](const Element& a, const Element& b) {
    return a.kept.both - penalty(a.A, repulsion) > b.kept.both - penalty(b.A, repulsion);
  });
  std::vector<Element> result;
  for (const Element& element : elements) {
    const bool is_new = std::all_of(result.begin(), result.end(), [&](const Element& other) {
      return matrix_cosine(element.A, other.A) < different;
    });
    if (is_new && static_cast<Index>(result.size()) < kept) result.push_back(element);
  }
  elements = result;
}

}  // namespace

Element climb(const Agreement& agreement, TensorD A, Index steps, double repulsion, const TensorD* span) {
  const double d = static_cast<double>(A.extent(0));
  TensorD slope;
  for (Index step = 0; step < steps; ++step) {
    agreement.gradient(A, slope);
    const double shift = shift_part * std::max(0.0, matrix_cosine(slope, A));
    const double push = 2 * repulsion * trace_of(A) / d / d;
    for (Index i = 0; i < A.count(); ++i) slope[i] += shift * A[i];
    for (Index i = 0; i < A.extent(0); ++i) slope(i, i) -= push;
    const TensorD next = nearest_orthogonal_matrix(span ? projected(slope, *span) : slope);
    const double same = matrix_cosine(A, next);
    A = next;
    if (1 - same < 1e-5) break;
  }
  return {A, agreement(A)};
}

std::vector<Element> search_elements(const Agreement& agreement, const std::vector<TensorD>& spans,
                                     const TensorD& directions, const ElementSearch& search) {
  const Index d = directions.extent(0), count = static_cast<Index>(spans.size()) * search.starts;
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
    elements[static_cast<std::size_t>(i)] = climb(agreement, nearest_orthogonal_matrix(X), search.span_steps,
                                                  search.repulsion, span.count() ? &span : nullptr);
  });
  sort_and_thin(elements, search.repulsion, count / 3);
  parallel_for(static_cast<Index>(elements.size()), [&](Index i) {
    auto& element = elements[static_cast<std::size_t>(i)];
    element = climb(agreement, element.A, search.free_steps, search.repulsion);
  });
  sort_and_thin(elements, search.repulsion, search.kept);
  parallel_for(static_cast<Index>(elements.size()), [&](Index i) {
    auto& element = elements[static_cast<std::size_t>(i)];
    element = improve_by_flips(agreement, element, directions, search);
  });
  sort_and_thin(elements, search.repulsion, search.kept);
  return elements;
}

}  // namespace lgn
