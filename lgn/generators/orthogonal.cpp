#include "lgn/generators/orthogonal.h"

#include <algorithm>
#include <cmath>

#include "lgn/generators/conjugation.h"
#include "lgn/generators/forms.h"
#include "lgn/generators/group_elements.h"
#include "tensor/linalg/cayley.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/svd.h"

namespace lgn {
namespace {

double skew_scale(Index d) {
  return 1 / std::sqrt(static_cast<double>(d));
}

/// The first dimension that rho leaves by itself, -1 where all are in planes.
Index first_line(const Representation& rho) {
  Index dimension = 0;
  for (std::size_t k = 0; k < rho.irreps.size(); ++k) {
    if (rho.irreps[k].size == 1 && rho.multiplicities[k] > 0) return dimension;
    dimension += rho.irreps[k].size * rho.multiplicities[k];
  }
  return -1;
}

/// Whether columns that an irrep acts on may be turned in pairs: lines against each other, a plane within itself.
bool may_be_turned(const Irrep& irrep) {
  return irrep.size == 1 || (irrep.size == 2 && std::all_of(irrep.matrices.begin(), irrep.matrices.end(),
                                                            [](const auto& m) { return m[0] * m[3] > m[1] * m[2]; }));
}

/// W with pairs of columns turned that rho treats alike, which it does not notice: all by the attempt's number in
/// radians; from the tenth attempt on each by another angle, and lines in pairs that begin at the first or second.
TensorD with_pairs_turned(const TensorD& W, const Representation& rho, int attempt) {
  TensorD turned = W.clone();
  Index first = 0;
  for (std::size_t k = 0; k < rho.irreps.size(); ++k) {
    const Index size = rho.irreps[k].size, end = first + size * rho.multiplicities[k];
    for (Index j = first + (attempt >= 10 && size == 1 ? attempt % 2 : 0); j + 1 < end; j += 2) {
      const double angle = attempt * (attempt >= 10 ? 1 + 0.37 * j : 1);
      for (Index i = 0; i < W.extent(0); ++i) {
        turned(i, j) = std::cos(angle) * W(i, j) - std::sin(angle) * W(i, j + 1);
        turned(i, j + 1) = std::sin(angle) * W(i, j) + std::cos(angle) * W(i, j + 1);
      }
    }
    first = end;
  }
  return turned;
}

}  // namespace

TensorD orthogonal_basis(const TensorD& below, Index d) {
  TensorD scaled = below.clone();
  for (double& x : scaled) x *= skew_scale(d);
  return cayley(scaled, d);
}

TensorD orthogonal_numbers(const TensorD& W) {
  TensorD below = inverse_cayley(W);
  for (double& x : below) x /= skew_scale(W.extent(0));
  return below;
}

TensorD rotation_basis(const TensorD& W, const Representation& rho) {
  require(std::all_of(rho.irreps.begin(), rho.irreps.end(), may_be_turned),
          "a rotation is sought for irreps that are lines or turned planes; one of these is neither");
  TensorD rotation = W.clone();
  const Index d = W.extent(0);
  if (determinant(W) < 0) {
    const Index line = first_line(rho);
    require(line >= 0, "a group of turned planes alone, in a basis that mirrors, is not one in a basis that turns");
    for (Index i = 0; i < d; ++i) rotation(i, line) = -rotation(i, line);
  }
  for (int attempt = 0; attempt < 20; ++attempt) {
    const TensorD candidate = attempt ? with_pairs_turned(rotation, rho, attempt) : rotation;
    TensorD sum = candidate.clone();
    for (Index i = 0; i < d; ++i) sum(i, i) += 1;
    if (singular_values(sum)[d - 1] > 1e-3) return candidate;
  }
  fail("a basis of a group could not be brought away from the eigenvalue -1");
}

TensorD orthogonal_basis_gradient(const TensorD& W, const TensorD& gradient) {
  TensorD below = cayley_gradient(W, gradient);
  for (double& x : below) x *= skew_scale(W.extent(0));
  return below;
}

TensorD orthogonal_conjugation_gradient(const Representation& rho, const TensorD& W, const TensorD& upstream) {
  ConjugationGradients gradients = conjugation_gradients(rho, W, transpose(W), upstream);
  const Index d = W.extent(0);
  for (Index r = 0; r < d; ++r)
    for (Index c = 0; c < d; ++c) gradients.S(r, c) += gradients.T(c, r);
  return orthogonal_basis_gradient(W, gradients.S);
}

Variable orthogonal_elements(Variable below, const Representation& rho) {
  const Index d = rho.dimension(), stored = skew_count(d);
  const Shape& shape = below.shape();
  require(shape.size() == 3 && shape[2] == stored, "the skew-symmetric matrices of orthogonal generators have shape ",
          shape, "; expected [G', C', ", stored, "]");
  return map_to_elements("orthogonal_elements", {below},
                         {[=](const GroupNumbers& x, TensorD& W) {
                            W = orthogonal_basis(x[0], d);
                            return conjugated_elements(rho, W, transpose(W));
                          },
                          [=](const GroupNumbers&, const TensorD& W, const TensorD& upstream) {
                            return GroupNumbers{orthogonal_conjugation_gradient(rho, W, upstream)};
                          }});
}

OrthogonalBasis cayley_basis(const TensorD& below, Index d) {
  TensorD scaled = below.clone();
  for (double& x : scaled) x *= skew_scale(d);
  const auto times = [factors = cayley_factors(scaled, d)](const TensorD& rows, bool transposed) {
    return cayley_times(factors, rows, transposed);
  };
  // As in cayley_gradient, where 2 M = W + I stands on either side of left^T right.
  const auto gradient = [=](const BasisGradient& whole) {
    TensorD left = whole.left.clone(), right = whole.right.clone();
    for (Index i = 0; i < left.count(); ++i) left[i] += whole.left_back[i], right[i] += whole.right_moved[i];
    TensorD result = skew_part(transposed_times(left, right));
    for (double& x : result) x *= skew_scale(d);
    return result;
  };
  return {times, gradient};
}

std::unique_ptr<Generator> make_orthogonal_generator(const GeneratorStack& stack, Representation rho) {
  return make_stored_generator(
      stack, {.symbols = {"W"},
              .draw = [=](Random& random) -> std::vector<Tensor> {
                return {normal_tensor(random, stack.shape({skew_count(stack.size)}))};
              },
              .elements = [=](const std::vector<Variable>& x) { return orthogonal_elements(x[0], rho); },
              .condition = [](const std::vector<Tensor>&) { return 1.0; },
              .action =
                  [=](const std::vector<Variable>& x) {
                    return action_of_basis(x[0], rho,
                                           [=](const TensorD& below) { return cayley_basis(below, rho.dimension()); });
                  }});
}

}  // namespace lgn
