// Is a candidate a symmetry? Judged by how far it moves the law, on units that proposed nothing.
//
// T: the third and fourth moments of the bounded, whitened vectors (sample_moments.h), of which every
// symmetry of the law is a symmetry; second moments are equal for every orthogonal A and say nothing. The
// defect of A is the distance
//
//   defect(A) = ||T - A T|| / sqrt(E_Q ||T - Q A Q^T T||^2),    Q random orthogonal:
//
// 0 for a symmetry, 1 on average for matrices of A's spectrum that have nothing to do with the law. ||.||
// looks at the leading parts of the training half's moments, where the law is and most of the noise is not (a
// symmetry moves nothing there either), and weights third and fourth so that both together stand out of their
// noise most. Squared norms are sums over pairs of different folds of units, so that noise adds nothing in
// the mean. The upper bound is Student's, with the standard error of such a sum; third or fourth moments that
// refute A by themselves are not outvoted by the others.
//
// In directions where the law looks like a Gaussian every matrix moves little. So a candidate is certified only
// where its bound is also below a third of the defect of random matrices that move the same directions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "lgn/probe/candidate.h"
#include "lgn/probe/sample_moments.h"

namespace lgn {

struct VerdictSettings {
  double delta = 0.1;    // defect below which a matrix is called a symmetry
  double level = 0.05;   // of all certificates together
  Index folds = 16;      // of the units
  Index conjugates = 8;  // random Q for the denominator
  std::uint64_t seed = 1;
};

/// An estimate of a squared distance; it may be negative.
struct SquaredDefect {
  double value;
  StandardError error;
};

/// By third and by fourth moments, and by both. None where moments cannot tell A from I: they are not
/// visible, or, as fourth moments and -I, what A does to them is nothing in any basis.
struct Defect {
  std::array<std::optional<SquaredDefect>, 2> parts;  // third, fourth
  std::optional<SquaredDefect> both;
  bool seen() const { return both.has_value(); }
};

/// Why nothing may be certified, whatever its defect.
enum class Emptiness { none, gaussian, product };

struct Verdict {
  GroupCandidate candidate;
  double defect = 0, lower = 0, upper = 0;  // the largest of the group's elements; bounds at its share of the level
  bool seen = true;                         // else the moments say nothing about a generator
  bool idle = false;                        // it moves little only as everything does that moves the same directions
  bool whitened_only = false;  // certified but for the covariance of the vectors, which whitening hides (find-group's)
  bool certified = false;
};

class LawJudge {
 public:
  /// `training` finds the moments' leading parts, and the basis in which the law comes nearest to a product.
  /// Error as measure_moments.
  LawJudge(const ProbeSample& training, const ProbeSample& held_out, const VerdictSettings& settings);

  Defect defect(const TensorD& A) const;
  /// For a matrix M that need not be orthogonal, C = E[y y^T]:  ||C - M C M^T||^2 / (||C||^2 + ||M C M^T||^2).
  SquaredDefect covariance_defect(const TensorD& M) const;
  /// Whether matrices of this bound move little only as all do that move the same directions: the bound is not below a
  /// third of the root mean square defect of random orthogonal matrices that move these directions, and no other. That
  /// is 1 where it is one direction (all that moves it is -1), or where they are not seen.
  bool is_idle(const std::vector<TensorD>& generators, double upper) const;
  /// The distance, and its one-sided bounds that err with this probability; 1 for a defect that is not seen.
  static double distance(const Defect& defect);
  static double upper_bound(const Defect& defect, double probability);
  static double lower_bound(const Defect& defect, double probability);
  static double upper_bound(const SquaredDefect& defect, double probability);
  static double lower_bound(const SquaredDefect& defect, double probability);
  /// Whether the upper bound is below delta, and neither third nor fourth moments alone have a lower bound
  /// (at half the level) above it.
  bool certifies(const Defect& defect, double probability) const;

  /// ||T||^2 of third and fourth moments over the standard error that noise alone gives it. Where neither
  /// reaches 4 nothing but a Gaussian is seen, of which every A is a symmetry.
  double third_visibility() const { return views_[0].visibility; }
  double fourth_visibility() const { return views_[1].visibility; }
  /// Where third moments are not visible, A and -A cannot be told apart.
  bool sees_third() const;
  /// Share of ||fourth||^2 that a law of independent coordinates can have, whose permutations and signs are
  /// true but empty symmetries: 1 for such a law, in the coordinates that come nearest to it.
  double product_share() const { return product_share_; }
  Emptiness emptiness() const;

 private:
  Defect defect(const TensorD& A, Index conjugates) const;
  /// Moments of every fold in their leading parts: E_k T F_l.
  struct View {
    std::vector<TensorD> own;  // [R,R] of fourth, [d,d] of third
    double visibility = 0;
  };
  /// <D_a, D_b> of the folds for D = T - A T, [folds, folds], of third and fourth moments; for several A.
  std::vector<std::array<TensorD, 2>> differences(const std::vector<TensorD>& matrices) const;

  VerdictSettings settings_;
  SampleMoments moments_;
  TensorD matrices_;            // E [R,d,d], leading eigenmatrices of fourth
  TensorD vectors_, partners_;  // u [d,d], F [d,d,d]: singular pairs of third
  std::array<View, 2> views_;   // third, fourth
  double product_share_ = 0;
};

/// A verdict on every candidate. The first has one half of the level, the others share the other half
/// (Bonferroni); the elements of one candidate's group share nothing, because all of them have to pass: where a law
/// changes slowly along a cycle, the shift by one moves it little, and its powers far.
std::vector<Verdict> judge(const std::vector<GroupCandidate>& candidates, const LawJudge& law,
                           const VerdictSettings& settings);

}  // namespace lgn
