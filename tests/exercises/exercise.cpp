#include "tests/exercises/exercise.h"

#include <algorithm>
#include <cmath>

#include "tensor/random.h"

namespace lgn::exercises {

std::string difference(const std::string& what, const TensorD& found, const TensorD& expected, double tolerance) {
  if (found.shape() != expected.shape())
    return concat(what, " has shape ", found.shape(), "; expected ", expected.shape());
  double largest = 0;
  for (double x : expected) largest = std::max(largest, std::fabs(x));
  for (Index i = 0; i < found.count(); ++i) {
    if (std::fabs(found[i] - expected[i]) <= tolerance * std::max(largest, 1e-3)) continue;
    return concat(what, "[", i, "] is ", found[i], "; expected ", expected[i]);
  }
  return "";
}

TensorD normal_numbers(unsigned seed, Shape shape) {
  Random random(seed);
  TensorD numbers(std::move(shape));
  for (double& x : numbers) x = random.normal();
  return numbers;
}

}  // namespace lgn::exercises
