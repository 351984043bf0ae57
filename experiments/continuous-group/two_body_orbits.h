// The two-body problem in the plane: two unit masses around their centre of mass, gravitational constant 1.
#pragma once

#include "lgn/recovery/flow_generator.h"
#include "tensor/random.h"

namespace lgn {

struct OrbitSettings {
  Index trajectories = 200, steps = 50;
  double step = 0.2;                                      // of time; a circular orbit of radius 1 takes 4 pi
  double eccentricity_from = 0.2, eccentricity_to = 0.5;  // uniform
  double axis_from = 0.8, axis_to = 1.2;                  // half the long axis of a body's ellipse, uniform
};

/// States a step of time apart, row i of `after` following row i of `before`: [trajectories steps, 8], each
/// (q1, p1, q2, p2) with q2 = -q1, p2 = -p1. Ellipses have uniformly random directions and phases; all bodies
/// go counter-clockwise.
MovedPairs draw_orbits(const OrbitSettings& settings, Random& random);

/// The generator of turning all four vectors together: L [8,8] with a block (0 -1; 1 0) for each.
TensorD joint_turn();

}  // namespace lgn
