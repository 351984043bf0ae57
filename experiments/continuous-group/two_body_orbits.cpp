#include "experiments/continuous-group/two_body_orbits.h"

#include <array>
#include <cmath>
#include <numbers>

namespace lgn {
namespace {

using State = std::array<double, 4>;  // q1, p1 of the first body: all there is

/// dq/dt = p, dp/dt = -q / (4 |q|^3): the bodies are 2 |q| apart.
State velocity(const State& s) {
  const double distance = std::sqrt(s[0] * s[0] + s[1] * s[1]), pull = 0.25 / (distance * distance * distance);
  return {s[2], s[3], -pull * s[0], -pull * s[1]};
}

State ahead(const State& s, const State& velocity, double time) {
  State result = s;
  for (std::size_t i = 0; i < 4; ++i) result[i] += time * velocity[i];
  return result;
}

/// The classical Runge-Kutta method.
State advance(State s, double time, int substeps) {
  const double h = time / substeps;
  for (int i = 0; i < substeps; ++i) {
    const State a = velocity(s), b = velocity(ahead(s, a, h / 2)), c = velocity(ahead(s, b, h / 2)),
                d = velocity(ahead(s, c, h));
    for (std::size_t k = 0; k < 4; ++k) s[k] += h / 6 * (a[k] + 2 * b[k] + 2 * c[k] + d[k]);
  }
  return s;
}

State turned(const State& s, double angle) {
  const double c = std::cos(angle), d = std::sin(angle);
  return {c * s[0] - d * s[1], d * s[0] + c * s[1], c * s[2] - d * s[3], d * s[2] + c * s[3]};
}

/// Somewhere on a random ellipse.
State random_state(const OrbitSettings& s, Random& random) {
  const double e = random.uniform(s.eccentricity_from, s.eccentricity_to);
  const double axis = random.uniform(s.axis_from, s.axis_to);
  const double nearest = axis * (1 - e), fastest = std::sqrt((1 + e) / (4 * nearest));
  const double period = 2 * std::numbers::pi * std::sqrt(4 * axis * axis * axis);
  const State start = turned({nearest, 0, 0, fastest}, random.uniform(0, 2 * std::numbers::pi));
  return advance(start, period * random.uniform(), 400);
}

void write_state(const State& s, double* row) {
  for (Index k = 0; k < 4; ++k) {
    row[k] = s[k];
    row[4 + k] = -row[k];
  }
}

}  // namespace

MovedPairs draw_orbits(const OrbitSettings& settings, Random& random) {
  const Index count = settings.trajectories * settings.steps;
  MovedPairs pairs{TensorD({count, 8}), TensorD({count, 8})};
  Index row = 0;
  for (Index i = 0; i < settings.trajectories; ++i) {
    State state = random_state(settings, random);
    for (Index k = 0; k < settings.steps; ++k, ++row) {
      write_state(state, pairs.before.data() + row * 8);
      state = advance(state, settings.step, 20);
      write_state(state, pairs.after.data() + row * 8);
    }
  }
  return pairs;
}

TensorD joint_turn() {
  TensorD L({8, 8});
  for (Index block = 0; block < 8; block += 2) {
    L(block, block + 1) = -1;
    L(block + 1, block) = 1;
  }
  return L;
}

}  // namespace lgn
