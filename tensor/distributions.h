// The beta distribution and Student's: what bounds and tests need.
#pragma once

namespace lgn {

/// P(X > x) for X ~ Beta(a, b), a, b > 0: the regularised incomplete beta function by its continued fraction
/// (Lentz).
double beta_upper_tail(double x, double a, double b);

/// The x with P(X <= x) = probability.
double beta_quantile(double probability, double a, double b);

/// The t >= 0 that a Student's variable of so many degrees of freedom (> 0, any number) exceeds with this probability,
/// at most 1/2.
double student_quantile(double probability, double freedom);

}  // namespace lgn
