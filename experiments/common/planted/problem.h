// Data with a planted group:  y = sum over i, j of u_ij (A*^j b_i) + noise,  u sparse: Bernoulli times
// exponential; b_i random unit filters.
#pragma once

#include "experiments/common/planted/actions.h"

namespace lgn {

struct ProblemSettings {
  std::string action = "quarter_turn";
  Index side = 6;         // d = side^2
  Index filters = 60;     // n q is the least multiple of n that is not smaller
  Index patches = 20000;  // half to fit on, half held out
  double active = 3;      // expected number of non-zero u
  double noise = 0.05;    // standard deviation per pixel; a filter has norm 1
  Index seed = 1;
  Index judged = 5;  // times as many further patches, which the certificate is judged on
};

struct Problem {
  PlantedAction action;
  Index groups = 0;          // q; without a group the number of filters
  TensorD bank;              // [n q, d]: row j q + i is A*^j b_i at unit norm
  TensorD fitted, held_out;  // patches [N/2, d]
  TensorD judged;            // further ones: certifying takes more patches than finding
};

/// Filters [n q, d] of the action (without a group q random ones): A*^j b_i for random unit b_i, n q the
/// least multiple of n that is not below `count`.
TensorD planted_filters(const PlantedAction& action, Index side, Index count, Random& random);

/// Patches [count,d] of the filters [F,d], of the settings' `active` and `noise`.
TensorD sparse_patches(const TensorD& filters, const ProblemSettings& settings, Index count, Random& random);

Problem make_problem(const ProblemSettings& settings);

}  // namespace lgn
