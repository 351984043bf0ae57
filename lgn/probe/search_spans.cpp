#include "lgn/probe/search_spans.h"

#include <algorithm>
#include <cmath>

#include "lgn/probe/normalizer.h"

namespace lgn {
namespace {

constexpr Index covariance_copies = 4;  // of each span that the covariance gives: times as many starts
constexpr Index most_automorphisms = 6;

/// R eigenmatrices, r singular pairs, `count` invariants that stand out of their noise by `least`. Different
/// data are seen best in different ones.
struct SpanSource {
  Index R, r, count;
  double least;
};

}  // namespace

TensorD covariance_span(const TensorD& variances, double alike) {
  const Index d = variances.count();
  std::vector<Index> entries;
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j)
      if (std::abs(std::log(variances[i] / variances[j])) < std::log(alike)) entries.push_back(i * d + j);
  TensorD span({static_cast<Index>(entries.size()), d * d});
  for (std::size_t k = 0; k < entries.size(); ++k) span(static_cast<Index>(k), entries[k]) = 1;
  return span;
}

SearchSpans search_spans(const SampleMoments& moments, const MomentSpectrum& spectrum, const TensorD& variances,
                         const FiniteGroup& known) {
  const Index d = moments.d, third = std::count_if(spectrum.singular.begin(), spectrum.singular.end(),
                                                   [&](double x) { return x > 1.5 * spectrum.third_edge; });
  SearchSpans spans;
  spans.wide = {TensorD({0, d * d})};
  if (variances.count() == d)
    for (const double alike : {1.02, 1.05, 1.3})
      spans.wide.insert(spans.wide.end(), covariance_copies, covariance_span(variances, alike));
  for (const auto& [R, r, count, least] : {SpanSource{60, 3 * third > d ? std::min<Index>(third, 8) : 0, 6, 2},
                                           {60, 0, 5, 0},
                                           {80, 0, 8, 0},
                                           {30, 0, 16, 2},
                                           {100, 0, 16, 2}}) {
    spans.widest = commutant_span(invariants_of(leading_moments(moments, spectrum, R, r), count, least), d, 2 * d);
    for (const Index width : {d / 4, 2 * d / 3})
      spans.narrow.push_back(spans.widest.basis.slice(0, std::max<Index>(4, width)));
    spans.wide.push_back(spans.widest.basis.slice(0, std::max<Index>(4, 5 * d / 3)));
  }
  if (known.order() > 1)
    for (const Automorphism& phi : outer_automorphisms(known, most_automorphisms))
      for (const TensorD& span : spans.narrow) {
        const TensorD twisted = twisted_span(span, known, phi);
        if (twisted.count() > 0) spans.twisted.push_back(twisted);
      }
  return spans;
}

}  // namespace lgn
