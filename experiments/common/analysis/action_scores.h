// What kind of matrix a learned action is: scores against classes of matrices, with p-values.
//
// Null hypotheses: iid Gaussian entries (the matrices at initialisation are exactly that); the same singular
// values in random bases, Q A Q'^T; and, where the class knows of pixels, the pixels relabelled, P A P^T. The
// p-value of a score is the largest of the three. What is chosen as the best of several templates is also
// chosen inside the null.
#pragma once

#include <string>
#include <vector>

#include "experiments/common/analysis/haar_basis.h"
#include "lgn/probe/matrix_class.h"
#include "lgn/probe/patch_operators.h"
#include "tensor/random.h"
#include "tensor/tensor.h"

namespace lgn {

struct Groupness {
  Index order;            // the n in 2 .. 12 with the least closure error
  double closure_error;   // ||A^n - I||_F / sqrt(d): 0 for A^n = I
  double distance_moved;  // root mean square distance of the eigenvalues from the nearest n-th root of 1
  double mean_cosine;     // mean of cos(n theta) over the eigenvalues' phases: 1 for roots of 1
  double from_identity;   // ||A - I||_F / sqrt(d): the trivial group also closes
};

/// A [d,d] is first scaled by the number that brings it to the norm of an orthogonal matrix, sqrt(d):
/// matrices kept at unit norm would all be far from any group for that reason alone. Error when A is zero.
Groupness groupness(const TensorD& a);

struct Evidence {
  std::string name;  // of the class; "multi-scale"; "operator"
  Index dimension;   // of the class
  double score;      // share of ||A||^2 in the class; of an operator the squared correlation
  double effect;     // (score - mean) / (1 - mean), the mean under the Gaussian law: 0 by chance, 1 at most
  double p_gaussian, p_spectrum, p_relabelled;  // the last is NaN for a class that ignores the pixels' order
  double p_value;
};

struct ActionScores {
  std::vector<Evidence> evidence;
  double sparsity;            // in the better Haar-type basis
  double p_sparsity;          // against random bases
  std::string best_operator;  // of known_operators
  double best_correlation;
  Groupness groupness;

  const Evidence& at(const std::string& name) const;
};

/// Scores [d, d] matrices on m x m patches; the random bases, permutations and Gaussian matrices of the nulls
/// are drawn once.
class ActionScorer {
 public:
  ActionScorer(Index m, Index resamples, Index seed);
  ActionScores score(const TensorD& a) const;

 private:
  struct Statistics {
    std::vector<double> scores;  // in the order of the evidence
    double sparsity;
  };
  std::vector<Statistics> statistics(const TensorD& matrices) const;

  Index d_;
  std::vector<MatrixClass> classes_;
  std::vector<HaarBasis> bases_;
  std::vector<NamedOperator> operators_;
  OperatorTemplates templates_;
  std::vector<TensorD> left_, right_;             // random orthogonal matrices
  std::vector<std::vector<Index>> permutations_;  // of the pixels
  std::vector<Statistics> gaussian_;              // of Gaussian matrices
};

/// P A P^T: entry (i, j) comes from (order[i], order[j]).
TensorD relabelled(const TensorD& a, const std::vector<Index>& order);

/// The kinds that an action is given a name of, most particular first.
const std::vector<std::string>& action_kinds();

/// The kind that explains a matrix: among those that `significant` (one flag for each of action_kinds)
/// admits, the most particular one whose effect reaches 0.9 of the largest. "none" when nothing is admitted.
std::string kind_of(const ActionScores& scores, const std::vector<bool>& significant);

}  // namespace lgn
