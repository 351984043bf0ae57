#include "tensor/linalg/secular_equation.h"

#include <cmath>

#include "tensor/error.h"
#include "tensor/linalg/matrix.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/matrix_kernels.h"

namespace lgn {
namespace {

/// f and what is needed to model it: the poles up to the root's left neighbour, and those from the right one.
struct Evaluation {
  double left, left_derivative, right, right_derivative, value;
};

/// Iterates on x = root - origin, where the origin is the nearer neighbour, so that x keeps its digits.
class RootSearch {
 public:
  RootSearch(Index count, const double* d, const double* z, double rho, Index i, double* poles)
      : kernels_(simd::select<simd::MatrixKernels>()),
        count_(count),
        z_(z),
        constant_(1 / rho),
        i_(i),
        last_(i == count - 1),
        poles_(poles) {
    if (last_) {
      double length = 0;
      for (Index j = 0; j < count; ++j) length += z[j] * z[j];
      set_origin(d, i);
      low_ = 0;
      high_ = rho * length * (1 + 4 * epsilon);
      x_ = 0.5 * high_;
    } else {
      choose_half(d);
    }
  }

  /// The origin's number; x(), then, is what is to be added.
  Index origin() const { return origin_; }
  double x() const { return x_; }

  void run() {
    for (int step = 0; step < most_steps; ++step) {
      const Evaluation f = evaluate(x_);
      const double terms = constant_ + std::abs(f.left) + std::abs(f.right);
      const double slope = f.left_derivative + f.right_derivative;
      if (std::abs(f.value) <= epsilon * (8 * terms + std::abs(x_) * slope)) return;
      (f.value < 0 ? low_ : high_) = x_;
      if (high_ - low_ <= 2 * epsilon * std::max(std::abs(low_), std::abs(high_))) return;
      double next = last_ ? one_pole_root(f) : two_pole_root(f);
      const bool bisect = step >= steps_before_bisection && step % 2 == 0;
      if (bisect || !(next > low_ && next < high_)) next = 0.5 * (low_ + high_);
      x_ = next;
    }
    fail("symmetric eigenvalues: a root of the secular equation of order ", count_, " was not found in ", most_steps,
         " steps");
  }

 private:
  static constexpr int most_steps = 200;
  static constexpr int steps_before_bisection = 20;

  void set_origin(const double* d, Index origin) {
    origin_ = origin;
    for (Index j = 0; j < count_; ++j) poles_[j] = d[j] - d[origin];
  }

  Evaluation evaluate(double x) const {
    Evaluation f;
    const Index split = i_ + 1;
    kernels_.sum_poles(split, z_, poles_, x, &f.left, &f.left_derivative);
    kernels_.sum_poles(count_ - split, z_ + split, poles_ + split, x, &f.right, &f.right_derivative);
    f.value = constant_ + f.left + f.right;
    return f;
  }

  /// The sign of f half-way says which neighbour is nearer; the first guess keeps the two neighbours' terms
  /// and takes the rest as constant.
  void choose_half(const double* d) {
    set_origin(d, i_);
    const double middle = 0.5 * poles_[i_ + 1];
    const Evaluation f = evaluate(middle);
    const double left = z_[i_] * z_[i_], right = z_[i_ + 1] * z_[i_ + 1];
    const double rest = f.value + left / middle - right / (poles_[i_ + 1] - middle);
    if (f.value >= 0) {
      low_ = 0;
      high_ = middle;
    } else {
      set_origin(d, i_ + 1);
      low_ = 0.5 * poles_[i_];
      high_ = 0;
    }
    x_ = model_root(rest, left, right);
    if (!(x_ > low_ && x_ < high_)) x_ = 0.5 * (low_ + high_);
  }

  /// The root between the two neighbouring poles of  c + left / (pole_i - x) + right / (pole_(i+1) - x).
  double model_root(double c, double left, double right) const {
    const double p = poles_[i_], q = poles_[i_ + 1];
    const double a = c * (p + q) + left + right, b = c * p * q + left * q + right * p;
    const double root = std::sqrt(std::max(0.0, a * a - 4 * b * c));
    return a > 0 ? 2 * b / (a + root) : (a - root) / (2 * c);
  }

  /// Each side of f is modelled by its nearest pole so that its derivative agrees ("the middle way").
  double two_pole_root(const Evaluation& f) const {
    const double p = poles_[i_] - x_, q = poles_[i_ + 1] - x_;
    return model_root(f.value - p * f.left_derivative - q * f.right_derivative, p * p * f.left_derivative,
                      q * q * f.right_derivative);
  }

  double one_pole_root(const Evaluation& f) const {
    return x_ * x_ * f.left_derivative / (f.value + x_ * f.left_derivative);
  }

  const simd::MatrixKernels& kernels_;
  Index count_;
  const double* z_;
  double constant_;
  Index i_, origin_ = 0;
  bool last_;
  double* poles_;  // d - d[origin]
  double low_ = 0, high_ = 0, x_ = 0;
};

}  // namespace

double secular_root(Index count, const double* d, const double* z, double rho, Index i, double* differences) {
  RootSearch search(count, d, z, rho, i, differences);
  search.run();
  for (Index j = 0; j < count; ++j) differences[j] -= search.x();
  return d[search.origin()] + search.x();
}

}  // namespace lgn
