// Groups of generators by their definitions, for any number type.
#pragma once

#include "lgn/generators/representation.h"
#include "tensor/reference/matrix.h"

namespace lgn::reference {

/// A^-1 of a [d,d] by Gauss-Jordan elimination without pivoting: for matrices I + small or I + skew.
template <class Number>
BasicTensor<Number> inverse(BasicTensor<Number> a) {
  const Index d = a.extent(0);
  a = a.clone();
  for (Index k = 0; k < d; ++k) {
    const Number pivot = a(k, k);
    a(k, k) = 1;
    for (Index j = 0; j < d; ++j) a(k, j) /= pivot;
    for (Index i = 0; i < d; ++i) {
      if (i == k) continue;
      const Number factor = a(i, k);
      a(i, k) = 0;
      for (Index j = 0; j < d; ++j) a(i, j) -= factor * a(k, j);
    }
  }
  return a;
}

/// K of numbers below the diagonal, times `scale`; W = (I - K)^-1 (I + K).
template <class Number>
BasicTensor<Number> cayley(const Number* below, Index d, double scale) {
  BasicTensor<Number> minus({d, d}), plus({d, d});
  for (Index i = 0; i < d; ++i) {
    minus(i, i) = plus(i, i) = 1;
    for (Index j = 0; j < i; ++j, ++below) {
      minus(i, j) = plus(j, i) = -*below * scale;
      minus(j, i) = plus(i, j) = *below * scale;
    }
  }
  return matmul(inverse(minus), plus);
}

/// rho(element) as a matrix.
template <class Number>
BasicTensor<Number> representation_matrix(const Representation& rho, Index element) {
  const Index d = rho.dimension();
  BasicTensor<Number> matrix({d, d});
  Index at = 0;
  for (std::size_t k = 0; k < rho.irreps.size(); ++k) {
    const Irrep& irrep = rho.irreps[k];
    const auto& m = irrep.matrices[element];
    for (Index copy = 0; copy < rho.multiplicities[k]; ++copy, at += irrep.size)
      for (Index i = 0; i < irrep.size; ++i)
        for (Index j = 0; j < irrep.size; ++j) matrix(at + i, at + j) = m[i * irrep.size + j];
  }
  return matrix;
}

/// S rho(j) T for all j, [n,d,d].
template <class Number>
BasicTensor<Number> conjugated_elements(const Representation& rho, const BasicTensor<Number>& S,
                                        const BasicTensor<Number>& T) {
  const Index n = rho.order(), d = rho.dimension();
  auto elements = BasicTensor<Number>::uninitialized({n, d, d});
  for (Index j = 0; j < n; ++j) {
    const auto element = matmul(matmul(S, representation_matrix<Number>(rho, j)), T);
    std::copy(element.begin(), element.end(), elements.data() + j * d * d);
  }
  return elements;
}

/// below [G', C', d (d-1)/2] -> W rho(j) W^T, [G', C', n, d, d], W the Cayley transform of below / sqrt(d).
template <class Number>
BasicTensor<Number> orthogonal_elements(const BasicTensor<Number>& below, const Representation& rho) {
  const Index n = rho.order(), d = rho.dimension(), stored = below.extent(2);
  BasicTensor<Number> all({below.extent(0), below.extent(1), n, d, d});
  for (Index i = 0; i < below.extent(0) * below.extent(1); ++i) {
    const auto W = cayley(below.data() + i * stored, d, 1 / std::sqrt(static_cast<double>(d)));
    const auto elements = conjugated_elements(rho, W, reference::transpose(W));
    std::copy(elements.begin(), elements.end(), all.data() + i * elements.count());
  }
  return all;
}

/// v [G', C', r, d] -> W rho(j) W^T, W the product of the reflections I - 2 v v^T / <v, v>.
template <class Number>
BasicTensor<Number> householder_elements(const BasicTensor<Number>& v, const Representation& rho) {
  const Index r = v.extent(2), d = v.extent(3);
  BasicTensor<Number> all({v.extent(0), v.extent(1), rho.order(), d, d});
  for (Index i = 0; i < v.extent(0) * v.extent(1); ++i) {
    BasicTensor<Number> W;
    for (const Number* along = v.data() + i * r * d; along != v.data() + (i + 1) * r * d; along += d) {
      BasicTensor<Number> H({d, d});
      Number square = 0;
      for (Index p = 0; p < d; ++p) square += along[p] * along[p];
      for (Index p = 0; p < d * d; ++p)
        H[p] = Number(p % (d + 1) == 0 ? 1 : 0) - Number(2) * along[p / d] * along[p % d] / square;
      W = W.count() ? matmul(W, H) : H;
    }
    const auto elements = conjugated_elements(rho, W, reference::transpose(W));
    std::copy(elements.begin(), elements.end(), all.data() + i * elements.count());
  }
  return all;
}

/// numbers [G', C', count] -> W rho(j) W^T, W = (I - K)^-1 (I + K) of a block-circulant K [d,d] of blocks [m,m] with
///   K = Q^T blockdiag(K_0 / sqrt(s_0), ..) Q,  Q = F (x) I_m,  s the sizes m, 2m, .., 2m and for even b m,
/// as lgn/generators/circulant.h says.
template <class Number>
BasicTensor<Number> circulant_elements(const BasicTensor<Number>& numbers, const Representation& rho, Index m) {
  const Index d = rho.dimension(), b = d / m;
  const double turn = 2 * std::acos(-1.0) / static_cast<double>(b);
  BasicTensor<Number> all({numbers.extent(0), numbers.extent(1), rho.order(), d, d});
  for (Index i = 0; i < numbers.extent(0) * numbers.extent(1); ++i) {
    const Number* next = numbers.data() + i * numbers.extent(2);
    BasicTensor<Number> K({d, d}), Q({d, d});
    for (Index first = 0, k = 0, size; first < d; first += size, ++k) {
      const bool real = k == 0 || 2 * k == b;
      size = real ? m : 2 * m;
      const double scale = 1 / std::sqrt(static_cast<double>(size));
      const auto set = [&](Index row, Index column, Number x) {  // and its mirror image, of the other sign
        K(first + row, first + column) = x * scale, K(first + column, first + row) = -x * scale;
      };
      for (Index r = 0; r < m; ++r)
        for (Index c = 0; c < (real ? r : m); ++c, ++next) {
          if (c < r) set(r, c, *next);
          if (c < r && !real) set(m + r, m + c, *next);
          if (c >= r) set(m + r, c, *next), set(m + c, r, *next);
        }
      for (Index t = 0; t < b; ++t)
        for (Index r = 0; r < m; ++r) {
          const double angle = turn * static_cast<double>(k * t), length = (real ? 1.0 : 2.0) / static_cast<double>(b);
          Q(first + r, t * m + r) = std::sqrt(length) * std::cos(angle);
          if (!real) Q(first + m + r, t * m + r) = std::sqrt(length) * std::sin(angle);
        }
    }
    K = matmul(reference::transpose(Q), matmul(K, Q));
    std::vector<Number> below;
    for (Index r = 0; r < d; ++r)
      for (Index c = 0; c < r; ++c) below.push_back(K(r, c));
    const auto W = cayley(below.data(), d, 1);
    const auto elements = conjugated_elements(rho, W, reference::transpose(W));
    std::copy(elements.begin(), elements.end(), all.data() + i * elements.count());
  }
  return all;
}

/// U D V rho(j) V^T D^-1 U^T with D_i = 10^(tanh(stretch_i) / 2), U and V as W above.
template <class Number>
BasicTensor<Number> exact_elements(const BasicTensor<Number>& left, const BasicTensor<Number>& stretch,
                                   const BasicTensor<Number>& right, const Representation& rho) {
  const Index n = rho.order(), d = rho.dimension(), stored = left.extent(2);
  const double scale = 1 / std::sqrt(static_cast<double>(d));
  BasicTensor<Number> all({left.extent(0), left.extent(1), n, d, d});
  for (Index i = 0; i < left.extent(0) * left.extent(1); ++i) {
    const auto U = cayley(left.data() + i * stored, d, scale), V = cayley(right.data() + i * stored, d, scale);
    BasicTensor<Number> D({d, d}), D_inverse({d, d});
    for (Index j = 0; j < d; ++j) {
      D(j, j) = std::exp(std::tanh(stretch[i * d + j]) * (std::log(10.0) / 2));
      D_inverse(j, j) = Number(1) / D(j, j);
    }
    const auto elements = conjugated_elements(
        rho, matmul(matmul(U, D), V), matmul(reference::transpose(V), matmul(D_inverse, reference::transpose(U))));
    std::copy(elements.begin(), elements.end(), all.data() + i * elements.count());
  }
  return all;
}

/// A [G', C', d, d] -> A^j, j = 0 .. n-1.
template <class Number>
BasicTensor<Number> power_elements(const BasicTensor<Number>& A, Index n) {
  const Index d = A.extent(3);
  BasicTensor<Number> all({A.extent(0), A.extent(1), n, d, d});
  for (Index j = 0; j < n; ++j) {
    const auto power = matrix_power(A, j);
    for (Index i = 0; i < power.count(); ++i) all[(i / (d * d) * n + j) * d * d + i % (d * d)] = power[i];
  }
  return all;
}

/// exp(t L), t = 0 .. n-1, by the exponential series: for small matrices L.
template <class Number>
BasicTensor<Number> lie_elements(const BasicTensor<Number>& L, Index n) {
  BasicTensor<Number> exponential = matrix_power(L, 0), term = exponential;
  for (int k = 1; k < 60; ++k) {
    term = batched_matmul(term, L);
    for (Index i = 0; i < term.count(); ++i) {
      term[i] /= Number(k);
      exponential[i] += term[i];
    }
  }
  return power_elements(exponential, n);
}

/// exp(t_k L), [K,d,d].
template <class Number>
BasicTensor<Number> lie_flow(const BasicTensor<Number>& L, const BasicTensor<Number>& t) {
  const Index d = L.extent(0);
  BasicTensor<Number> all({t.count(), d, d});
  for (Index k = 0; k < t.count(); ++k) {
    BasicTensor<Number> scaled({1, 1, d, d});
    for (Index i = 0; i < d * d; ++i) scaled[i] = t[k] * L[i];
    const BasicTensor<Number> elements = lie_elements(scaled, 2);
    std::copy(elements.data() + d * d, elements.data() + 2 * d * d, all.data() + k * d * d);
  }
  return all;
}

/// E[(r, c), (s, t)] = rows[r, s] columns[c, t].
template <class Number>
BasicTensor<Number> kronecker_elements(const BasicTensor<Number>& rows, const BasicTensor<Number>& columns) {
  const Index m = rows.extent(3), small = m * m;
  BasicTensor<Number> all({rows.extent(0), rows.extent(1), rows.extent(2), small, small});
  for (Index i = 0; i < all.count(); ++i) {
    const Index which = i / (small * small), row = i / small % small, column = i % small;
    all[i] = rows[which * small + row / m * m + column / m] * columns[which * small + row % m * m + column % m];
  }
  return all;
}

/// W[i*G + g, c] = mat( E[g', c', i] vec(B[g, c]) ).
template <class Number>
BasicTensor<Number> acted_filter_bank(const BasicTensor<Number>& B, const BasicTensor<Number>& E) {
  const Index G = B.extent(0), C = B.extent(1), d = E.extent(3), n = E.extent(2);
  BasicTensor<Number> W({n * G, C, B.extent(2), B.extent(3)});
  for (Index i = 0; i < n; ++i) {
    for (Index g = 0; g < G; ++g) {
      for (Index c = 0; c < C; ++c) {
        const Index group = E.extent(0) == 1 ? 0 : g, channel = E.extent(1) == 1 ? 0 : c;
        for (Index row = 0; row < d; ++row)
          for (Index column = 0; column < d; ++column)
            W[((i * G + g) * C + c) * d + row] += E(group, channel, i, row, column) * B[(g * C + c) * d + column];
      }
    }
  }
  return W;
}

}  // namespace lgn::reference
