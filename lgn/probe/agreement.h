// How well a matrix keeps a law's moments, and the way uphill.
#pragma once

#include "lgn/probe/sample_moments.h"

namespace lgn {

/// The parts of the moments that stand out: fourth = sum over k, l of c_kl E_k x E_l with E_k [d,d] the
/// eigenmatrices of the largest eigenvalues, third = sum of b_kl u_k x F_l from its singular vectors. What
/// is left out is mostly noise.
struct LeadingMoments {
  Index d = 0;
  TensorD matrices;                            // E_1 .. E_R, F_1 .. F_r: [R + r, d, d]
  TensorD vectors;                             // u, [r, d]
  std::vector<TensorD> fourth;                 // c of each fold, [R,R]
  std::vector<TensorD> third;                  // b of each fold, [r,r]
  double fourth_noise = 0, third_noise = 0;    // standard error of an entry
  double fourth_weight = 0, third_weight = 0;  // of the two in an agreement
  Index R() const { return fourth.front().extent(0); }
  Index r() const { return vectors.extent(0); }
};

/// Spectra of the moments beside those of noise alone.
struct MomentSpectrum {
  TensorD values, matrices;      // of fourth, by descending modulus: [D], [D, D] in rows as entries
  TensorD singular, vectors, F;  // of third, descending: [d], [d,d] in rows, [d,D] in rows
  double fourth_edge = 0;        // the largest |eigenvalue| of what differs between folds
  double third_edge = 0;         // the largest singular value of what differs
};

MomentSpectrum moment_spectrum(const SampleMoments& moments);

/// The R eigenmatrices and r singular pairs in front. `third_share`: third moments weigh at least that much,
/// as far as they are the same in different folds, in both together.
LeadingMoments leading_moments(const SampleMoments& moments, const MomentSpectrum& spectrum, Index R, Index r,
                               double third_share = 0);

/// How much of a law's moments an orthogonal A keeps.
struct Kept {
  double fourth = 0, third = 0;  // each 1 at A = I
  double both = 0;               // weighted with their noise
};

/// Agreement of the moments with themselves after an orthogonal A acted,
///   f(A) = sum over folds a != b of <T_a, A T_b>  over the same at A = I,
/// third and fourth moments weighted with their noise. In the mean, noise adds nothing to it, because folds
/// are independent: about 1 for a symmetry, whatever the size of the sample, less for others.
class Agreement {
 public:
  explicit Agreement(const LeadingMoments& moments);
  Kept operator()(const TensorD& A) const;
  /// Also df/dA of `both`, [d,d].
  Kept gradient(const TensorD& A, TensorD& slope) const;
  /// What A with signs s along directions (rows of W [d,d], orthonormal), A W^T diag(s) W, keeps of the fourth moments,
  /// as the m of SignSearch; about 1 in all for a symmetry.
  TensorD sign_products(const TensorD& A, const TensorD& W) const;
  /// Without third moments A and -A are the same.
  bool even() const { return moments_.r() == 0; }

 private:
  Kept evaluate(const TensorD& A, TensorD* slope) const;
  LeadingMoments moments_;
  Tensor matrices_, vectors_;           // in single precision: a search evaluates thousands of A
  std::vector<Tensor> fourth_, third_;  // of each fold, and of all of them last
  double fourth_at_identity_ = 1, third_at_identity_ = 1;
};

}  // namespace lgn
