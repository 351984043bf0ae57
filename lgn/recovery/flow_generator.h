// The generator of a one-parameter group from pairs y = exp(t L) x whose amounts t nobody tells: they differ
// from pair to pair, also in sign. L is skew-symmetric, as it is in coordinates in which the data are white.
//
// 1. How far a pair moved, |y - x|^2, tells |t| well enough to sort the pairs into bins.
// 2. K = y x^T - x y^T has the expectation 2 sinh(t L) C for the covariance C of x: where signs differ, the
//    sum vanishes, but L still is the leading direction of the second moment of the K. Power iteration finds
//    it, and <K, L> < 0 tells which pairs to swap: x = exp(-t L) y.
// 3. In a bin, the rotation nearest to the least-squares map is nearly exp(t L) for the bin's mean t. L is
//    its logarithm, up to scale, as long as no phase wraps: the largest bin whose phases, and those of all
//    below, stay within pi/2 is used.
// 4. Gauss-Newton on the pairs of these bins: t is fitted to every pair, then L to all.
#pragma once

#include "lgn/recovery/rotation_flow.h"

namespace lgn {

/// Rows x and y of [N,d].
struct MovedPairs {
  TensorD before, after;
};

struct GeneratorEstimate {
  TensorD generator;  // L [d,d], skew-symmetric, largest frequency 1: t then is the largest phase
  double phase = 0;   // largest of the bin's flow; above pi/2 the logarithm may be another
};

/// Error with fewer than d pairs in each of 8 bins.
GeneratorEstimate recover_generator(const MovedPairs& pairs);

/// Is it a one-parameter group that moved the pairs, and are all amounts there?
struct FlowVerdict {
  double defect = 0;  // mean |y - exp(t L) x|^2, t fitted to every pair, over mean |y - x|^2, both divided
                      // by the sum of their squared norms: 0 where a one-parameter group moved the pairs
  double upper = 0;   // its 95 % bound, one-sided, over pairs
  double gap = 0;     // largest between neighbours among 0 and the |t|, over the largest (but for 5 %, which
                      // may be outliers): 1 / k where there are k amounts only
  bool claimed = false;
};

/// On pairs that were not fitted to. Claimed when phase < pi/2, upper < 0.25, and gap < 0.1: an equivalence
/// test, which claims in at most 5 % of data sets whose defect is 0.25 or more.
FlowVerdict judge_flow(const GeneratorEstimate& estimate, const MovedPairs& held_out);

}  // namespace lgn
