// One matrix A for  y = A x  by least squares: learned with Adam, or in closed form.
#pragma once

#include "autograd/optimizer.h"
#include "tensor/random.h"
#include "tensor/tensor.h"

namespace lgn {

struct FitSettings {
  Index epochs, batch;
  StepSchedule schedule;
  bool unit_norm;  // project A to unit Frobenius norm after every step, as the published code does
};

/// x, y [N, d] -> A [d, d], the mean over a batch of ||A x - y||^2 made small by Adam; from a standard normal
/// matrix of unit Frobenius norm.
Tensor fit_with_adam(Random& random, const Tensor& x, const Tensor& y, const FitSettings& settings);

/// The best linear fit  C_yx C_xx^-1  [d, d], C the matrices of second moments. Directions in which x hardly
/// varies (below 1e-9 of the largest variance) are left out.
TensorD best_linear_fit(const Tensor& x, const Tensor& y);

/// Explained share of the variance, pooled over pixels:  1 - sum ||A x - y||^2 / sum ||y - mean y||^2.
double r_squared(const TensorD& a, const Tensor& x, const Tensor& y);

}  // namespace lgn
