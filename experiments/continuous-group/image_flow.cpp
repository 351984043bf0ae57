#include "experiments/continuous-group/image_flow.h"

#include <cmath>
#include <numbers>

#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/matrix_exponential.h"

namespace lgn {
namespace {

constexpr double control_reach = 0.3;

/// [side,side]: row i gives the derivative at pixel i.
TensorD derivative_of_line(Index side, PixelDerivative derivative) {
  TensorD D({side, side});
  const auto period = static_cast<double>(2 * side);
  for (Index i = 0; i < side; ++i) {
    for (Index j = 0; j < side; ++j) {
      const Index offset = j - i;
      if (derivative == PixelDerivative::central) {
        D(i, j) = std::abs(offset) == 1 ? static_cast<double>(offset) / 2 : 0;
        continue;
      }
      for (Index p = 1; p < side; ++p) {  // frequencies p and -p; that of p = side has no derivative
        const double frequency = 2 * std::numbers::pi * p / period;
        D(i, j) += 2 * frequency / period * std::sin(frequency * offset);
      }
    }
  }
  return D;
}

TensorD noise_images(Index count, Index d, Random& random) {
  TensorD x = TensorD::uninitialized({count, d});
  for (double& pixel : x) pixel = random.uniform(-0.5, 0.5);
  return x;
}

/// As large as the generator of the rotation.
TensorD random_generator(Index side, Random& random) {
  const TensorD like = movement_generator(Movement::rotation, side, PixelDerivative::whittaker);
  TensorD L(like.shape());
  double wanted = 0, squares = 0;
  for (Index i = 0; i < L.extent(0); ++i)
    for (Index j = 0; j < i; ++j) L(i, j) = random.normal(), L(j, i) = -L(i, j);
  for (Index i = 0; i < L.count(); ++i) wanted += like[i] * like[i], squares += L[i] * L[i];
  for (double& entry : L) entry *= std::sqrt(wanted / squares);
  return L;
}

}  // namespace

TensorD movement_generator(Movement movement, Index side, PixelDerivative derivative) {
  const Index d = side * side;
  const double centre = static_cast<double>(side - 1) / 2;
  const TensorD D = derivative_of_line(side, derivative);
  TensorD L({d, d});
  for (Index row = 0; row < side; ++row) {
    for (Index column = 0; column < side; ++column) {
      const double y = row - centre, x = column - centre;
      double* out = L.data() + (row * side + column) * d;
      for (Index k = 0; k < side; ++k) {
        double &along_y = out[k * side + column], &along_x = out[row * side + k];
        const double at = k - centre;
        if (movement == Movement::rotation) along_y += x * D(row, k), along_x -= y * D(column, k);
        if (movement == Movement::shift) along_x -= D(column, k);
        if (movement != Movement::scaling) continue;
        along_y -= (y + at) / 2 * D(row, k);
        along_x -= (x + at) / 2 * D(column, k);
      }
    }
  }
  return L;
}

void move_image(Movement movement, const double* image, Index side, double t, double* moved) {
  const double centre = static_cast<double>(side - 1) / 2, c = std::cos(t), s = std::sin(t), shrink = std::exp(-t);
  const auto value = [&](Index row, Index column) {
    const bool inside = row >= 0 && row < side && column >= 0 && column < side;
    return inside ? image[row * side + column] : 0.0;
  };
  for (Index row = 0; row < side; ++row) {
    for (Index column = 0; column < side; ++column) {
      double y = row - centre, x = column - centre;
      if (movement == Movement::shift) x -= t;
      if (movement == Movement::scaling) y *= shrink, x *= shrink;
      if (movement == Movement::rotation) {
        const double before = y;
        y = c * before + s * x;
        x = c * x - s * before;
      }
      const auto r = static_cast<Index>(std::floor(y + centre)), q = static_cast<Index>(std::floor(x + centre));
      const double down = y + centre - r, right = x + centre - q;
      moved[row * side + column] = (1 - down) * ((1 - right) * value(r, q) + right * value(r, q + 1)) +
                                   down * ((1 - right) * value(r + 1, q) + right * value(r + 1, q + 1));
    }
  }
}

MovedPairs draw_moved_images(const ImageFlow& flow, Index count, Random& random) {
  const Index d = flow.side * flow.side;
  MovedPairs pairs{noise_images(count, d, random), {}};
  std::vector<double> amounts;
  for (Index i = 0; i < count; ++i)
    amounts.push_back(flow.one_amount ? flow.reach : random.uniform(flow.both_ways ? -flow.reach : 0, flow.reach));
  if (!flow.bilinear) {
    const TensorD L = movement_generator(flow.movement, flow.side, PixelDerivative::whittaker);
    pairs.after = RotationFlow(L).move(pairs.before, amounts);
    return pairs;
  }
  pairs.after = TensorD::uninitialized(pairs.before.shape());
  for (Index i = 0; i < count; ++i)
    move_image(flow.movement, pairs.before.data() + i * d, flow.side, amounts[i], pairs.after.data() + i * d);
  return pairs;
}

MovedPairs draw_without_flow(NoFlow kind, Index side, Index count, Random& random) {
  const Index d = side * side;
  MovedPairs pairs{noise_images(count, d, random), {}};
  const TensorD& x = pairs.before;
  if (kind == NoFlow::unrelated) {
    pairs.after = noise_images(count, d, random);
  } else if (kind == NoFlow::one_map) {
    TensorD Z = TensorD::uninitialized({d, d});
    for (double& entry : Z) entry = random.normal();
    pairs.after = matmul(x, nearest_rotation(Z));
  } else if (kind == NoFlow::one_amount) {
    const TensorD L = movement_generator(Movement::rotation, side, PixelDerivative::whittaker);
    pairs.after = RotationFlow(L).move(x, std::vector<double>(count, control_reach / 2));
  } else {
    const Index generators = kind == NoFlow::two_generators ? 2 : 100;
    pairs.after = TensorD::uninitialized(x.shape());
    for (Index g = 0; g < generators; ++g) {  // rows g, g + generators, ..
      std::vector<double> amounts;
      for (Index i = 0; i < count; ++i) amounts.push_back(i % generators == g ? random.uniform(0, control_reach) : 0);
      const TensorD moved = RotationFlow(random_generator(side, random)).move(x, amounts);
      for (Index i = g; i < count; i += generators) std::copy_n(moved.data() + i * d, d, pairs.after.data() + i * d);
    }
  }
  return pairs;
}

}  // namespace lgn
