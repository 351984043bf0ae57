// How much of what a known operator makes of patches a learned matrix makes, too: R^2 on held-out patches.
//
// For patches x and y = T(x) the share  R^2 = max over s >= 0, c of 1 - E|y - s A x - c|^2 / E|y - E y|^2,
// pooled over pixels, as A has unit norm. T: the known_operators, and turns by steps of 5 degrees after
// median filters 2 .. 6, which no matrix equals: the ceiling is what the best linear fit C_yx C_xx^-1 to
// other patches reaches.
#pragma once

#include <string>
#include <vector>

#include "experiments/common/analysis/patch_targets.h"

namespace lgn {

struct OperatorMatch {
  std::string name;  // "mean 3, rotation 60"
  double r2, ceiling;
  double share() const { return r2 / ceiling; }
};

class OperatorFit {
 public:
  /// Patches [N, d] of one channel: `train` for the linear fits to medians, `held_out` for all that is
  /// reported. `draws` random matrices tell what is reached by chance.
  OperatorFit(const Tensor& train, const Tensor& held_out, Index draws, Random& random);

  /// The operator with the largest share of its ceiling for a matrix [d, d]. Those that no matrix comes near
  /// (ceiling below 0.05) are left out.
  OperatorMatch best(const TensorD& a) const;

  /// What the largest share of 95 % of random matrices stays below.
  double by_chance() const { return by_chance_; }

 private:
  struct Target {
    std::string name;
    TensorD cross;           // C_yx [d, d]
    double energy, ceiling;  // tr C_yy
  };
  void add_turned_medians(const Tensor& train, const Tensor& held_out);

  TensorD inputs_;  // C_xx
  std::vector<Target> targets_;
  double by_chance_ = 0;
};

}  // namespace lgn
