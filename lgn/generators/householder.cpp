#include "lgn/generators/householder.h"

#include <cmath>

#include "lgn/generators/forms.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/matrix_kernels.h"

namespace lgn {
namespace {

using Coefficients = std::vector<double>;

/// One reflection, along v [d].
struct Reflection {
  const double* v;
  Index d;

  /// <v, x> for all rows x.
  Coefficients products(const TensorD& rows) const {
    Coefficients result(static_cast<std::size_t>(rows.extent(0)));
    simd::select<simd::MatrixKernels>().dots(d, rows.extent(0), rows.data(), d, v, result.data());
    return result;
  }
  double square() const {
    double sum = 0;
    for (Index i = 0; i < d; ++i) sum += v[i] * v[i];
    require(sum > 0, "a Householder reflection along a vector of zeros; expected another vector");
    return sum;
  }
  void apply(TensorD& rows) const {
    const Coefficients along = products(rows);
    const double scale = -2 / square();
    for (Index i = 0; i < rows.extent(0); ++i) add(scale * along[i], v, rows.data() + i * d);
  }
  void add(double factor, const double* x, double* to) const {
    simd::select<simd::MatrixKernels>().add_combination(d, 1, x, d, &factor, to);
  }
};

TensorD reflected(const TensorD& numbers, const TensorD& rows, bool transposed) {
  const Index r = numbers.extent(0), d = numbers.extent(1);
  TensorD result = rows.clone();
  for (Index i = 0; i < r; ++i) Reflection{numbers.data() + (transposed ? i : r - 1 - i) * d, d}.apply(result);
  return result;
}

/// From the first reflection to the last: where y = H x with upstream g, over all rows
///   dv = -2/s sum ((v x) g + (v g) x) + 4/s^2 sum (v x)(v g) v,   s = ||v||^2.
TensorD reflection_gradients(const TensorD& numbers, const BasisGradient& whole) {
  const Index r = numbers.extent(0), d = numbers.extent(1), rows = whole.left.extent(0);
  const auto& kernels = simd::select<simd::MatrixKernels>();
  TensorD gradient({r, d}), g = whole.left.clone(), x = whole.right_moved.clone();
  for (Index i = 0; i < r; ++i) {
    const Reflection reflection{numbers.data() + i * d, d};
    const double scale = -2 / reflection.square();
    Coefficients vg = reflection.products(g), vx = reflection.products(x);  // of H x: -<v, x>
    double both = 0;
    for (std::size_t k = 0; k < vg.size(); ++k) {
      both -= vg[k] * vx[k];
      vg[k] *= scale, vx[k] *= -scale;
    }
    reflection.apply(x);
    double* to = gradient.data() + i * d;
    kernels.add_combination(d, rows, g.data(), d, vx.data(), to);
    kernels.add_combination(d, rows, x.data(), d, vg.data(), to);
    reflection.add(scale * scale * both, reflection.v, to);
    reflection.apply(g);
  }
  return gradient;
}

}  // namespace

Index reflection_count(Index d) {
  return std::min(d, static_cast<Index>(std::ceil(2 * std::sqrt(static_cast<double>(d)))));
}

OrthogonalBasis householder_basis(const TensorD& numbers) {
  return {[=](const TensorD& rows, bool transposed) { return reflected(numbers, rows, transposed); },
          [=](const BasisGradient& whole) { return reflection_gradients(numbers, whole); }};
}

std::unique_ptr<Generator> make_householder_generator(const GeneratorStack& stack, Representation rho) {
  return make_basis_generator(stack, std::move(rho), "V", {reflection_count(stack.size), stack.size},
                              householder_basis);
}

}  // namespace lgn
