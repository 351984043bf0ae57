// Our own random numbers: the standard library's distributions differ between implementations.
//
// Generator: xoshiro256++ (Blackman and Vigna, 2019), seeded through SplitMix64. One seed a run; separate
// streams for separate purposes, so that drawing more of one does not move another.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tensor/tensor.h"

namespace lgn {

enum class Stream : std::uint64_t { initialization = 1, shuffling = 2, data = 3, test = 4 };

class Random {
 public:
  using State = std::array<std::uint64_t, 4>;

  explicit Random(std::uint64_t seed, Stream stream = Stream::test);

  /// 64 uniform bits.
  std::uint64_t bits();
  /// Uniform in [0, 1), a multiple of 2^-53.
  double uniform();
  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform in 0 .. bound - 1, exactly (by rejection).
  std::uint64_t below(std::uint64_t bound);
  /// Standard normal (Marsaglia's polar method, one deviate a call, nothing kept between calls).
  double normal();
  /// 0 .. count - 1 in random order (Fisher-Yates).
  std::vector<Index> permutation(Index count);

  /// Everything needed to go on from here.
  const State& state() const { return state_; }
  void set_state(const State& state) { state_ = state; }

 private:
  State state_;
};

/// A tensor of standard normal numbers.
Tensor normal_tensor(Random& random, Shape shape);

/// A tensor of numbers uniform in [low, high]: a float next to high may be rounded to it.
Tensor uniform_tensor(Random& random, Shape shape, double low, double high);

}  // namespace lgn
