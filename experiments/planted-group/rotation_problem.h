// The rotation generator from noise (Dehmamy et al. 2021, "Automatic Symmetry Discovery with Lie Algebra
// Convolutional Network"): pairs of an image of uniform noise and the same image turned; what is L in
// y = exp(theta L) x?
//
// Pairs at one angle determine A by least squares, in closed form. Bilinear interpolation blurs: A = P O, P
// symmetric, O a rotation, and L = log(O) / theta as long as no phase of exp(theta L) goes beyond pi; a phase
// that does comes back as another one, and the pairs cannot tell. With several angles the largest is taken
// at which all phases stay within half of that.
#pragma once

#include <numbers>

#include "tensor/tensor.h"

namespace lgn {

enum class Turning { bilinear, exact };  // exact: by exp(theta L) with the Shannon-Whittaker L

struct RotationSettings {
  Index side = 7;                        // images of side x side, uniform in [-0.5, 0.5)
  Index pairs = 50'000;                  // as in the published code
  double angle = std::numbers::pi / 10;  // theta of all pairs; the largest with several angles
  bool several_angles = false;  // uniform in (0, angle], an equal number in each eighth; given to the learner
  Turning turning = Turning::bilinear;  // exact: one angle only
  Index seed = 1;
};

struct RotationResult {
  TensorD generator;         // [d,d], ours: the logarithm
  TensorD regression;        // [d,d], linear regression of y - x on theta x
  double angle = 0;          // at which ours was read off
  double largest_phase = 0;  // of exp(angle L)
};

RotationResult recover_rotation(const RotationSettings& settings);

/// Another way, by the `lie` form alone: exp(theta (K - K^T)) fitted to the turning of one angle by Adam, K
/// random at first. Of the many logarithms of one turn it may find another than the principal one.
/// Returns [d,d].
TensorD train_rotation(const RotationSettings& settings, Index steps);

}  // namespace lgn
