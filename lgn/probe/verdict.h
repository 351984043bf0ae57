// Is a candidate a symmetry? Judged by how far it moves the law, on units that proposed nothing.
//
// T: the third, and the fourth moments of the bounded, whitened vectors (sample_moments.h), of which every
// symmetry of the law is a symmetry; second moments are equal for every orthogonal A and say nothing. The
// defect of A is
//
//   defect(A) = max over both of  ||T - A T||^2 / E_Q ||T - Q A Q^T T||^2,    Q random orthogonal:
//
// 0 for a symmetry, 1 on average for matrices of A's spectrum that have nothing to do with the law. Moments
// that do not stand out of their noise are left out. Numerator and denominator are sums over pairs of
// different folds of units, so that noise adds nothing in the mean. The upper bound is a jackknife's over the
// folds, by Student's law.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "lgn/probe/candidate.h"
#include "lgn/probe/sample_moments.h"

namespace lgn {

struct VerdictSettings {
  double delta = 0.1;    // largest defect that is called a symmetry
  double level = 0.05;   // of all certificates together
  Index folds = 16;      // of the units
  Index conjugates = 4;  // random Q for the denominator
  std::uint64_t seed = 1;
};

struct Defect {
  double value = 1, error = 0;     // of the moments with the larger upper bound, with its standard error
  double third = -1, fourth = -1;  // of each; -1 where they are not visible
};

/// Why nothing may be certified, whatever its defect.
enum class Emptiness { none, gaussian, product };

struct Verdict {
  GroupCandidate candidate;
  Defect defect;     // the largest of the generators'
  double upper = 1;  // upper bound at the level, divided by the number of candidates and generators
  bool certified = false;
};

class LawJudge {
 public:
  /// `training` only finds the basis in which the law comes nearest to a product. Error as measure_moments.
  LawJudge(const ProbeSample& training, const ProbeSample& held_out, const VerdictSettings& settings);

  Defect defect(const TensorD& A) const;
  /// One-sided upper bound of a defect that errs with this probability.
  double upper_bound(const Defect& defect, double probability) const;

  /// ||T||^2 of third and fourth moments over its standard error. Where neither reaches 4 nothing but a
  /// Gaussian is seen, of which every A is a symmetry.
  double third_visibility() const { return views_[0].visibility; }
  double fourth_visibility() const { return views_[1].visibility; }
  /// Whether third moments take part: they do from 4 / delta standard errors on, where a bound below delta is
  /// within reach. Where they do not, A and -A cannot be told apart.
  bool judges_third() const { return views_[0].visibility >= 4 / settings_.delta; }
  /// Share of ||fourth||^2 that a law of independent coordinates can have, whose permutations and signs are
  /// true but empty symmetries: 1 for such a law, in the coordinates that come nearest to it.
  double product_share() const { return product_share_; }
  Emptiness emptiness() const;

 private:
  /// One kind of moments: <T_a, T_b> of the folds, and whether they can be seen.
  struct View {
    TensorD at_identity;
    double visibility;
  };
  /// <T_a, A T_b>, [folds, folds], of third and fourth moments.
  std::array<TensorD, 2> pairings(const TensorD& A) const;

  VerdictSettings settings_;
  SampleMoments moments_;
  std::array<View, 2> views_;
  double product_share_ = 0;
};

/// A verdict on every candidate, Bonferroni over all generators of all of them.
std::vector<Verdict> judge(const std::vector<GroupCandidate>& candidates, const LawJudge& law,
                           const VerdictSettings& settings);

}  // namespace lgn
