#include "tensor/random.h"

#include <bit>
#include <cmath>
#include <numeric>

#include "tensor/math.h"

namespace lgn {
namespace {

std::uint64_t splitmix64(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed, Stream stream) {
  std::uint64_t state = seed;
  state = splitmix64(state) + static_cast<std::uint64_t>(stream);
  for (auto& word : state_) word = splitmix64(state);
}

std::uint64_t Random::bits() {
  auto& s = state_;
  const std::uint64_t result = std::rotl(s[0] + s[3], 23) + s[0];
  const std::uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = std::rotl(s[3], 45);
  return result;
}

double Random::uniform() {
  return (bits() >> 11) * 0x1p-53;
}

std::uint64_t Random::below(std::uint64_t bound) {
  require(bound > 0, "a random number below 0 was asked for");
  const std::uint64_t accepted = bound * (UINT64_MAX / bound);
  std::uint64_t draw;
  do draw = bits();
  while (draw >= accepted);
  return draw % bound;
}

double Random::normal() {
  double x, y, square;
  do {
    x = uniform(-1, 1);
    y = uniform(-1, 1);
    square = x * x + y * y;
  } while (square >= 1 || square == 0);
  return x * std::sqrt(-2 * portable::log(square) / square);
}

std::vector<Index> Random::permutation(Index count) {
  std::vector<Index> order(count);
  std::iota(order.begin(), order.end(), Index{0});
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[below(i)]);
  return order;
}

Tensor normal_tensor(Random& random, Shape shape) {
  Tensor tensor = Tensor::uninitialized(std::move(shape));
  for (float& x : tensor) x = static_cast<float>(random.normal());
  return tensor;
}

Tensor uniform_tensor(Random& random, Shape shape, double low, double high) {
  Tensor tensor = Tensor::uninitialized(std::move(shape));
  for (float& x : tensor) x = static_cast<float>(random.uniform(low, high));
  return tensor;
}

}  // namespace lgn
