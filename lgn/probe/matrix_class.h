// Linear classes of d x d matrices that act on m x m patches (d = m m), and how much of a matrix lies in one:
//
//   s_V(A) = ||P_V A||^2 / ||A||^2,   P_V the orthogonal projector onto the class V.
//
// Every class here says which entries are equal, up to a sign: its projector averages them. For iid Gaussian
// A the share s_V is exactly Beta(dim V / 2, (d^2 - dim V) / 2).
//
// A flat matrix is symmetric, Toeplitz and circulant at once, so scores are taken after the component along
// the all-ones matrix is removed. (Not by centring rows and columns: a Toeplitz matrix with zero row sums is
// circulant.)
#pragma once

#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// The parameters of a beta distribution.
struct BetaLaw {
  double a, b;
  double mean() const { return a / (a + b); }
};

/// A minus its mean entry: what is orthogonal to the all-ones matrix.
TensorD without_ones(const TensorD& a);

class MatrixClass {
 public:
  /// Entry e (row-major) of a matrix in the class is signs[e] times the number that all entries labelled
  /// labels[e] share; label -1: zero. Labels 0 .. dim V - 1.
  MatrixClass(std::string name, std::vector<Index> labels, std::vector<int> signs);

  const std::string& name() const { return name_; }
  /// dim V.
  Index dimension() const { return static_cast<Index>(sizes_.size()); }

  /// P_V A. Error unless A has as many entries as the class has labels.
  TensorD project(const TensorD& a) const;
  /// s_V(A); 0 for the zero matrix.
  double share(const TensorD& a) const;
  /// Its law for iid Gaussian A.
  BetaLaw share_law() const;

  /// s_V of A without its all-ones component. A class that neither holds the all-ones matrix nor is
  /// orthogonal to it (diagonal) is scored with it.
  double score(const TensorD& a) const;
  /// Its law for iid Gaussian A: the class has a dimension less when it holds the all-ones matrix.
  BetaLaw score_law() const;

  /// Whether P A P^T lies in the class with A for every permutation P of the pixels.
  bool ignores_pixel_order() const;

 private:
  enum class Ones { inside, orthogonal, oblique };
  std::vector<double> sums(const TensorD& a) const;

  std::string name_;
  std::vector<Index> labels_;
  std::vector<int> signs_;
  std::vector<double> sizes_;  // entries per label
  Ones ones_;
};

/// skew-symmetric, symmetric, Toeplitz, block-Toeplitz (with Toeplitz blocks: a function of row and column
/// offsets, convolution with zeros outside), circulant, block-circulant (with circulant blocks), diagonal,
/// centrosymmetric (commutes with the turn by 180 degrees), quarter-turn (commutes with that by 90).
std::vector<MatrixClass> matrix_classes(Index m);

}  // namespace lgn
