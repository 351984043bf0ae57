// The loops that operations share. They are cut by the problem, and partial sums are formed in double and
// added in order, so that the number of threads cannot change a result.
#pragma once

#include <algorithm>
#include <vector>

#include "tensor/tensor.h"
#include "tensor/threads.h"

namespace lgn {

/// body(i) for i in [0, count), in parallel.
template <class Body>
void for_each_index(Index count, Body&& body) {
  parallel_ranges(count, 1 << 15, [&](Index first, Index last) {
    for (Index i = first; i < last; ++i) body(i);
  });
}

/// Sum of term(i) over [first, last), in double.
template <class Term>
double sum_in_range(Index first, Index last, Term&& term) {
  double lanes[4] = {};  // four chains of additions run side by side
  Index i = first;
  for (; i + 4 <= last; i += 4)
    for (Index lane = 0; lane < 4; ++lane) lanes[lane] += term(i + lane);
  for (; i < last; ++i) lanes[0] += term(i);
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

/// The sums of the pieces 0 .. count - 1, formed in parallel, `grain` in a task, and added in their order: piece p to
/// the total p mod `totals`.
template <class Sum>
std::vector<double> ordered_totals(Index count, Index grain, Index totals, Sum&& sum_of_piece) {
  std::vector<double> partial(count), result(totals);
  parallel_ranges(count, grain, [&](Index first, Index last) {
    for (Index piece = first; piece < last; ++piece) partial[piece] = sum_of_piece(piece);
  });
  for (std::size_t piece = 0; piece < partial.size(); ++piece) result[piece % result.size()] += partial[piece];
  return result;
}

/// Sum of term(i) over [0, count), in double, in parallel.
template <class Term>
double sum_over(Index count, Term&& term) {
  constexpr Index size = 1 << 15;
  const auto sum_of_piece = [&](Index p) { return sum_in_range(p * size, std::min(count, (p + 1) * size), term); };
  return ordered_totals((count + size - 1) / size, 1, 1, sum_of_piece)[0];
}

/// A tensor seen as [outer, channels, inner]: planes of `inner` numbers that lie side by side.
struct Channels {
  Index outer, channels, inner;
  Index planes() const { return inner ? outer * channels : 0; }
  /// Planes in one task: some ten thousand numbers.
  Index grain() const { return std::max<Index>(1, (1 << 14) / std::max<Index>(1, inner)); }
};

/// body(first, last, channel) for every plane, which lies at [first, last).
template <class Body>
void for_each_plane(const Channels& view, Body&& body) {
  parallel_ranges(view.planes(), view.grain(), [&](Index first, Index last) {
    Index channel = first % view.channels;
    for (Index plane = first; plane < last; ++plane) {
      body(plane * view.inner, (plane + 1) * view.inner, channel);
      if (++channel == view.channels) channel = 0;
    }
  });
}

/// For every channel the sum of term(i, channel) over its numbers i.
template <class Term>
std::vector<double> channel_sums(const Channels& view, Term&& term) {
  return ordered_totals(view.planes(), view.grain(), view.channels, [&](Index plane) {
    const Index channel = plane % view.channels;
    return sum_in_range(plane * view.inner, (plane + 1) * view.inner, [&](Index i) { return term(i, channel); });
  });
}

}  // namespace lgn
