// Fixed rotations (the predecessor, arXiv:2211.09238): element i turns a filter by i times 360/n degrees,
// counter-clockwise about its centre; every pixel takes the nearest one's value, and zero where that lies
// outside. Nothing is learned. Only for n = 1, 2, 4 is it a group: the others lose the corners.
#include <cmath>
#include <numbers>

#include "lgn/generators/forms.h"

namespace lgn {
namespace {

/// Coordinates that should be halves come out a rounding error beside them; which pixel is nearest must not
/// hang on that.
Index nearest(double coordinate) {
  return static_cast<Index>(std::floor(coordinate + 0.5 - 1e-9));
}

/// The d x d matrix of the turn of an m x m filter, into zeros.
void fill_rotation(float* matrix, Index m, double radians) {
  const double center = static_cast<double>(m - 1) / 2, cosine = std::cos(radians), sine = std::sin(radians);
  for (Index row = 0; row < m; ++row) {
    for (Index column = 0; column < m; ++column) {
      const double y = row - center, x = column - center;
      const Index from_row = nearest(center + cosine * y + sine * x);
      const Index from_column = nearest(center - sine * y + cosine * x);
      if (from_row < 0 || from_row >= m || from_column < 0 || from_column >= m) continue;
      matrix[(row * m + column) * m * m + from_row * m + from_column] = 1;
    }
  }
}

}  // namespace

std::unique_ptr<Generator> make_rotation_generator(const GeneratorStack& stack) {
  const Index n = stack.group_size, d = stack.size;
  const Index m = static_cast<Index>(std::lround(std::sqrt(static_cast<double>(d))));
  Tensor elements(stack.shape({n, d, d}));
  for (Index i = 0; i < elements.count() / (d * d); ++i) {
    const double turn = static_cast<double>(i % n) / static_cast<double>(n);
    fill_rotation(elements.data() + i * d * d, m, 2 * std::numbers::pi * turn);
  }
  return make_constant_generator(elements);
}

}  // namespace lgn
