// Other ways to a group, trained from a random start by gradient descent on the same patches: an unfolded
// sparse coder whose filter bank a generator makes, and which reconstructs with the same bank. All have the coder,
// the threshold and the steps with which free filters are found.
//
//   untied       n q filters of their own and no group: what the coder can find at all
//   published    A free at unit Frobenius norm, one for every base filter
//   shared       the same, one for all
//   soft         A free, one for all, with the penalty ||A^n - I||_F
//   skew         A = exp(L - L^T)
//   orthogonal   A = W R W^T, exact at every step: what the loss alone finds
#pragma once

#include <string>

#include "experiments/common/planted/problem.h"

namespace lgn {

struct BaselineSettings {
  std::string form = "published";
  Index steps = 3000;
};

struct BaselineResult {
  double cosine = 0;     // group cosine, mean over the matrices where there are several; 0 without a matrix
  double closure = 0;    // ||A^n - I||_F / sqrt(d), likewise
  double recovered = 0;  // share of the planted filters, as filters_recovered
};

/// n and q are the planted ones. Error naming what there is for an unknown form.
BaselineResult train_baseline(const Problem& problem, const BaselineSettings& settings, Index seed);

}  // namespace lgn
