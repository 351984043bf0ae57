#include "lgn/probe/eigenbasis_search.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "lgn/generators/snap.h"
#include "lgn/probe/finite_group.h"
#include "lgn/probe/sign_search.h"
#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/random.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr double kept_at_least = 0.85;     // of the fourth moments
constexpr double one_and_the_same = 0.85;  // cosine of matrices
constexpr Index sign_starts = 24, exchange_starts = 12, exchanges_kept = 3, exchange_steps = 60, climb_steps = 40;

/// Rows (a <= b): the entries of u_a u_b^T, symmetric, for the rows u of U [r,d]. What U makes of symmetric
/// matrices: E(U B U^T) = on_entries(U) E(B).
TensorD on_entries(const TensorD& U) {
  const Index r = U.extent(0), d = U.extent(1);
  TensorD result = TensorD::uninitialized({r * (r + 1) / 2, d * (d + 1) / 2});
  TensorD B({d, d});
  for (Index a = 0, row = 0; a < r; ++a)
    for (Index b = a; b < r; ++b, ++row) {
      const double scale = a == b ? 0.5 : std::numbers::sqrt2 / 2;
      for (Index i = 0; i < d; ++i)
        for (Index j = 0; j < d; ++j) B(i, j) = scale * (U(a, i) * U(b, j) + U(b, i) * U(a, j));
      entries_of_matrix(B.data(), d, result.data() + row * result.extent(1));
    }
  return result;
}

/// x F y^T.
TensorD between(const TensorD& x, const TensorD& F, const TensorD& y) {
  return matmul(matmul(x, F), transpose(y));
}

/// Squares of fourth moments, of pairs of different folds only, so that noise favours no signs.
TensorD squares_between_folds(const SampleMoments& moments) {
  TensorD m = sum_of(moments.fourth);
  for (double& x : m) x *= x;
  for (const TensorD& fold : moments.fourth)
    for (Index i = 0; i < m.count(); ++i) m[i] -= fold[i] * fold[i];
  return m;
}

TensorD random_signs(Index d, Random& random) {
  TensorD s({d});
  for (double& x : s) x = random.below(2) ? 1 : -1;
  return s;
}

/// Adds the element of order n that A is near to; not what is near I or has a power near it, the trap of
/// every search.
void add_if_new(std::vector<Element>& elements, const Agreement& agreement, const TensorD& A, Index n) {
  const TensorD near = snap_orthogonal(A, n).matrix, unit = identity(A.extent(0));
  TensorD power = near;
  for (Index k = 1; k < n; ++k, power = matmul(near, power))
    if (std::abs(matrix_cosine(power, unit)) > 0.5) return;
  const Kept kept = agreement(near);
  const bool is_new = std::all_of(elements.begin(), elements.end(), [&](const Element& other) {
    return matrix_cosine(near, other.A) < one_and_the_same;
  });
  if (is_new && kept.fourth >= kept_at_least) elements.push_back({near, kept});
}

void best_first(std::vector<Element>& elements) {
  std::stable_sort(elements.begin(), elements.end(),
                   [](const Element& a, const Element& b) { return a.kept.both > b.kept.both; });
}

/// Near A or -A, whichever keeps the third moments better; fourth moments alone do not tell.
void add_involution(std::vector<Element>& found, const Agreement& agreement, TensorD A) {
  TensorD negative = A.clone();
  for (double& x : negative) x = -x;
  if (agreement(negative).both > agreement(A).both) A = negative;
  add_if_new(found, agreement, A, 2);
}

/// Involutions other than +-I and what is near them.
std::vector<Element> involutions(const SampleMoments& moments, const Agreement& agreement, Random& random) {
  const Index d = moments.d;
  const SignSearch search(d, squares_between_folds(moments));
  std::vector<Element> found;
  for (Index start = 0; start < sign_starts; ++start) {
    const TensorD s = search.climb(random_signs(d, random));
    if (std::abs(std::accumulate(s.begin(), s.end(), 0.0)) > static_cast<double>(d) / 3) continue;
    TensorD A({d, d});
    for (Index i = 0; i < d; ++i) A(i, i) = s[i];
    add_involution(found, agreement, climb(agreement, A, climb_steps, {}).A);
  }
  for (std::size_t k = found.size(); k-- > 1;)  // a pair that commutes makes a third
    add_involution(found, agreement, matmul(found[k].A, found[0].A));
  best_first(found);
  return found;
}

/// An orthonormal basis, as rows, of the joint eigenspace g = a, h = b, in the order of the covariance's
/// spectrum.
TensorD joint_eigenspace(const TensorD& g, double a, const TensorD& h, double b) {
  const Index d = g.extent(0);
  const TensorD unit = identity(d);
  TensorD x = TensorD::uninitialized({d, d}), y = x.clone(), rank({d, d});
  for (Index i = 0; i < d * d; ++i) x[i] = (unit[i] + a * g[i]) / 2, y[i] = (unit[i] + b * h[i]) / 2;
  for (Index i = 0; i < d; ++i) rank(i, i) = static_cast<double>(i + 1);
  const TensorD project = matmul(x, y);
  TensorD ranked = between(project, rank, project);
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < i; ++j) ranked(i, j) = ranked(j, i);
  const SymmetricEigen parts = eigh(ranked);  // 0 outside, at least 1 inside
  const Index outside = std::count_if(parts.values.begin(), parts.values.end(), [](double v) { return v < 0.5; });
  return transpose(parts.vectors).slice(outside, d - outside);
}

/// K [q,q] that carries fourth moments `from` to `to`, [D,D] each: uphill in <to, K from> from a random start
/// near the diagonal, by K <- nearest orthogonal matrix to slope + shift K.
Element exchange(const TensorD& from, const TensorD& to, Index q, Random random) {
  TensorD K = TensorD::uninitialized({q, q});
  for (Index i = 0; i < q * q; ++i) {
    const double off = static_cast<double>(i / q - i % q);
    K[i] = random.normal() * std::exp(-off * off / 2);
  }
  K = nearest_orthogonal_matrix(K);
  const Index D = q * (q + 1) / 2;
  Kept kept;
  for (Index step = 0; step < exchange_steps; ++step) {
    const TensorD images = on_entries(K), pull = matmul(matmul(from, transpose(images)), to);  // [D of from, D of to]
    kept.both = 0;
    TensorD slope({q, q}), unit({D});
    for (Index e = 0; e < D; ++e) {
      for (Index f = 0; f < D; ++f) kept.both += images(f, e) * pull(e, f);
      unit.fill(0);
      unit[e] = 1;
      const TensorD part =
          matmul(matmul(matrix_of_entries(pull.data() + e * D, q), K), matrix_of_entries(unit.data(), q));
      for (Index i = 0; i < q * q; ++i) slope[i] += part[i];
    }
    const double shift = 0.3 * std::max(0.0, matrix_cosine(slope, K));
    for (Index i = 0; i < q * q; ++i) slope[i] += shift * K[i];
    const TensorD next = nearest_orthogonal_matrix(slope);
    const bool settled = 1 - matrix_cosine(K, next) < 1e-6;
    K = next;
    if (settled) break;
  }
  return {K, kept};
}

/// The symmetric orthogonal S, up to its sign, that comes nearest to S X = Y S for all columns X, Y (entries
/// of symmetric [q,q] matrices).
TensorD intertwiner(const TensorD& X, const TensorD& Y, Index q) {
  TensorD normal({q * q, q * q});
  const TensorD left = transpose(X), right = transpose(Y);
  for (Index c = 0; c < left.extent(0); ++c) {
    const TensorD x = matrix_of_entries(left.data() + c * left.extent(1), q);
    const TensorD y = matrix_of_entries(right.data() + c * right.extent(1), q);
    TensorD L({q * q, q * q});
    for (Index i = 0; i < q; ++i)
      for (Index j = 0; j < q; ++j)
        for (Index k = 0; k < q; ++k) L(i * q + j, i * q + k) += x(k, j), L(i * q + j, k * q + j) -= y(i, k);
    add_upper_gram(L.data(), q * q, normal);
  }
  for (Index i = 0; i < q * q; ++i)
    for (Index j = 0; j < i; ++j) normal(i, j) = normal(j, i);
  const SymmetricEigen parts = eigh(normal);
  TensorD S = TensorD::uninitialized({q, q});
  for (Index i = 0; i < q * q; ++i) S[i] = parts.vectors(i, 0) + parts.vectors(i % q * q + i / q, 0);
  return nearest_orthogonal_matrix(S);
}

/// sum += sign x^T a y.
void add_block(TensorD& sum, double sign, const TensorD& x, const TensorD& a, const TensorD& y) {
  const TensorD block = matmul(matmul(transpose(x), a), y);
  for (Index i = 0; i < sum.count(); ++i) sum[i] += sign * block[i];
}

/// Elements whose square is g, in the joint eigenspaces of g and h.
void add_square_roots(const TensorD& g, const TensorD& h, const TensorD& fourth, const Agreement& agreement,
                      Random& random, std::vector<Element>& found) {
  const Index d = g.extent(0);
  const TensorD P = joint_eigenspace(g, -1, h, -1), Q = joint_eigenspace(g, -1, h, 1);
  const TensorD fixed[2] = {joint_eigenspace(g, 1, h, 1), joint_eigenspace(g, 1, h, -1)};
  const Index q = P.extent(0);
  if (q != Q.extent(0)) return;
  const TensorD on_P = on_entries(P), on_Q = on_entries(Q);
  const TensorD from = between(on_P, fourth, on_P), to = between(on_Q, fourth, on_Q);
  std::vector<Element> exchanges(static_cast<std::size_t>(exchange_starts * q * q));
  const std::uint64_t first = random.bits();
  parallel_for(exchange_starts * q * q, [&](Index start) {
    exchanges[static_cast<std::size_t>(start)] =
        exchange(from, to, q, Random(first + static_cast<std::uint64_t>(start), Stream::initialization));
  });
  best_first(exchanges);
  std::vector<TensorD> tried;
  for (const Element& each : exchanges) {
    const TensorD& K = each.A;
    if (static_cast<Index>(tried.size()) == exchanges_kept) break;
    if (std::any_of(tried.begin(), tried.end(),
                    [&](const TensorD& other) { return std::abs(matrix_cosine(K, other)) > 0.95; }))
      continue;
    tried.push_back(K);
    const TensorD on_image = on_entries(matmul(transpose(K), Q));
    TensorD S[2];
    for (int side = 0; side < 2; ++side) {
      const TensorD on_fixed = on_entries(fixed[side]);
      S[side] =
          intertwiner(between(on_fixed, fourth, on_P), between(on_fixed, fourth, on_image), fixed[side].extent(0));
    }
    for (const int signs : {0, 1, 2, 3}) {
      TensorD A({d, d});
      add_block(A, 1, Q, K, P);
      add_block(A, -1, P, transpose(K), Q);
      for (int side = 0; side < 2; ++side) add_block(A, signs >> side & 1 ? -1 : 1, fixed[side], S[side], fixed[side]);
      add_if_new(found, agreement, climb(agreement, A, climb_steps, {}).A, 4);
    }
  }
}

}  // namespace

std::vector<Element> elements_of_order(const ProbeSample& training, Index n, std::uint64_t seed) {
  require(n == 2 || n == 4, "elements of order ", n,
          " are not looked for in the covariance's eigenbasis; expected 2 or 4");
  const SampleMoments moments = measure_moments(training);
  const Agreement agreement(leading_moments(moments, moment_spectrum(moments), 60, 8));
  Random random(seed, Stream::initialization);
  const std::vector<Element> twos = involutions(moments, agreement, random);
  if (n == 2) return twos;
  std::vector<Element> found;
  const TensorD fourth = sum_of(moments.fourth);
  for (const Element& g : twos)
    for (const Element& h : twos) {
      if (&g == &h || std::abs(matrix_cosine(matmul(g.A, h.A), matmul(h.A, g.A)) - 1) > 0.02) continue;
      add_square_roots(g.A, h.A, fourth, agreement, random, found);
      break;
    }
  best_first(found);
  return found;
}

}  // namespace lgn
