// One-parameter groups exp(t L) that map the trajectories of a flow to trajectories:  f(exp(tL) x) =
// exp(tL) f(x)  for the map f of one time step, fitted to pairs of states.
//
// For small t, with f(x) = x + g(x):  Dg(x) L x = L g(x), linear in L. L is the one that fails least, over
// all data, per motion sum |L x|^2: an eigenvector. What L does to directions without data cannot be told
// and is 0.
#pragma once

#include <vector>

#include "experiments/continuous-group/two_body_orbits.h"

namespace lgn {

/// g, a polynomial of the coordinates in which the data vary, fitted by least squares.
class FlowMap {
 public:
  /// Pairs of rows of [N,D], and the degree of the polynomial.
  FlowMap(const MovedPairs& pairs, Index degree);

  /// g(x) [D], and its Jacobian [D,D] where that is asked for; x, displacement, jacobian: D and D^2 numbers.
  void displacement(const double* x, double* displacement, double* jacobian = nullptr) const;

  /// Orthonormal columns [D,k] that span the data.
  const TensorD& span() const { return span_; }

 private:
  TensorD span_;          // [D,k]
  TensorD coefficients_;  // [monomials,k]
  std::vector<std::vector<Index>> exponents_;
};

struct FlowSymmetry {
  TensorD generator;   // L [D,D], unit Frobenius norm
  double failure = 0;  // sum |Dg L x - L g|^2 over sum |L x|^2, for L
  double next = 0;     // the same for the best that moves the data in another way
};

/// Searches all L that are combinations of the rows of `forms` [p, D^2] (those of a mask; all for the
/// identity), over the states [N,D].
FlowSymmetry find_symmetry(const FlowMap& flow, const TensorD& states, const TensorD& forms);

/// Least-squares L of y - x = L x: linear time evolution, which for circular orbits is a turn as well.
TensorD linear_time_evolution(const MovedPairs& pairs);

}  // namespace lgn
