#include "experiments/planted-group/image_rotation.h"

#include <cmath>
#include <numbers>

namespace lgn {
namespace {

/// [side,side]: row i gives the derivative at pixel i.
TensorD derivative_matrix(Index side, Derivative derivative) {
  TensorD D({side, side});
  for (Index i = 0; i < side; ++i) {
    for (Index j = 0; j < side; ++j) {
      const Index offset = j - i;
      if (derivative == Derivative::central) {
        D(i, j) = std::abs(offset) == 1 ? static_cast<double>(offset) / 2 : 0;
        continue;
      }
      const auto period = static_cast<double>(2 * side);
      for (Index p = 1; p < side; ++p) {  // frequencies p and -p; that of p = side has no derivative
        const double frequency = 2 * std::numbers::pi * static_cast<double>(p) / period;
        D(i, j) += 2 * frequency / period * std::sin(frequency * static_cast<double>(offset));
      }
    }
  }
  return D;
}

}  // namespace

void turn_image(const double* image, Index side, double angle, double* turned) {
  const double cosine = std::cos(angle), sine = std::sin(angle), centre = static_cast<double>(side - 1) / 2;
  const auto value = [&](Index row, Index column) {
    const bool inside = row >= 0 && row < side && column >= 0 && column < side;
    return inside ? image[row * side + column] : 0.0;
  };
  for (Index row = 0; row < side; ++row) {
    for (Index column = 0; column < side; ++column) {
      const double y = static_cast<double>(row) - centre, x = static_cast<double>(column) - centre;
      const double from_row = centre + cosine * y + sine * x, from_column = centre + cosine * x - sine * y;
      const auto r = static_cast<Index>(std::floor(from_row)),
                 c = static_cast<Index>(std::floor(from_column));
      const double down = from_row - static_cast<double>(r), right = from_column - static_cast<double>(c);
      turned[row * side + column] = (1 - down) * ((1 - right) * value(r, c) + right * value(r, c + 1)) +
                                    down * ((1 - right) * value(r + 1, c) + right * value(r + 1, c + 1));
    }
  }
}

TensorD bilinear_rotation(Index side, double angle) {
  const Index d = side * side;
  TensorD A({d, d}), unit({d}), turned({d});
  for (Index j = 0; j < d; ++j) {
    unit[j] = 1;
    turn_image(unit.data(), side, angle, turned.data());
    for (Index i = 0; i < d; ++i) A(i, j) = turned[i];
    unit[j] = 0;
  }
  return A;
}

TensorD rotation_generator(Index side, Derivative derivative) {
  const Index d = side * side;
  const double centre = static_cast<double>(side - 1) / 2;
  const TensorD D = derivative_matrix(side, derivative);
  TensorD L({d, d});
  for (Index row = 0; row < side; ++row) {
    for (Index column = 0; column < side; ++column) {
      const double y = static_cast<double>(row) - centre, x = static_cast<double>(column) - centre;
      for (Index k = 0; k < side; ++k) {
        L(row * side + column, k * side + column) += x * D(row, k);
        L(row * side + column, row * side + k) -= y * D(column, k);
      }
    }
  }
  return L;
}

double generator_cosine(const TensorD& a, const TensorD& b) {
  require_shape(b, a.shape(), "the other matrix of a cosine");
  double product = 0, squares_a = 0, squares_b = 0;
  for (Index i = 0; i < a.count(); ++i) {
    product += a[i] * b[i];
    squares_a += a[i] * a[i];
    squares_b += b[i] * b[i];
  }
  return squares_a > 0 && squares_b > 0 ? product / std::sqrt(squares_a * squares_b) : 0;
}

}  // namespace lgn
