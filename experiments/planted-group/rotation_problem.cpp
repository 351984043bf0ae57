#include "experiments/planted-group/rotation_problem.h"

#include <cmath>
#include <vector>

#include "autograd/elementwise_ops.h"
#include "autograd/losses.h"
#include "autograd/optimizer.h"
#include "autograd/shape_ops.h"
#include "experiments/planted-group/image_rotation.h"
#include "lgn/generators/group_elements.h"
#include "lgn/generators/lie.h"
#include "tensor/linalg/eigh.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/matrix_exponential.h"
#include "tensor/linalg/rotation_logarithm.h"
#include "tensor/random.h"

namespace lgn {
namespace {

constexpr Index bins = 8, batch = 500;
constexpr double pair_ridge =
    1e-9;  // towards A = I, as a share of the noise's variance: where there are no data

/// What pairs of nearly one angle leave behind: sums of x x^T and y x^T.
struct Moments {
  TensorD xx, yx;
  double angle;  // mean
  Index count = 0;
};

class Pairs {
 public:
  explicit Pairs(const RotationSettings& settings)
      : settings_(settings),
        random_(static_cast<std::uint64_t>(settings.seed), Stream::data),
        d_(settings.side * settings.side) {
    if (settings.turning == Turning::bilinear) return;
    require(!settings.several_angles, "images are turned exactly at one angle only");
    turning_ = rotation_generator(settings.side, Derivative::whittaker);
    for (double& entry : turning_) entry *= settings.angle;
    turning_ = matrix_exponential(turning_);
  }

  /// `count` pairs with angles uniform in (low, high].
  Moments draw(Index count, double low, double high) {
    Moments m{TensorD({d_, d_}), TensorD({d_, d_}), 0, count};
    for (Index done = 0; done < count; done += batch) {
      const Index rows = std::min(batch, count - done);
      TensorD x = TensorD::uninitialized({rows, d_}), y = TensorD::uninitialized({rows, d_});
      for (double& pixel : x) pixel = random_.uniform(-0.5, 0.5);
      for (Index i = 0; i < rows; ++i) {
        const double angle = high - (high - low) * random_.uniform();
        m.angle += angle / static_cast<double>(count);
        if (turning_.rank() == 1) turn_image(x.data() + i * d_, settings_.side, angle, y.data() + i * d_);
      }
      if (turning_.rank() == 2) y = matmul(x, transpose(turning_));
      gemm(true, false, d_, d_, rows, x.data(), d_, x.data(), d_, m.xx.data(), d_, true);
      gemm(true, false, d_, d_, rows, y.data(), d_, x.data(), d_, m.yx.data(), d_, true);
    }
    return m;
  }

 private:
  const RotationSettings& settings_;
  Random random_;
  Index d_;
  TensorD turning_;  // empty: bilinear
};

/// Pairs by angle, smallest first; with one angle all together.
std::vector<Moments> draw_moments(const RotationSettings& s) {
  Pairs pairs(s);
  if (!s.several_angles) return {pairs.draw(s.pairs, s.angle, s.angle)};
  std::vector<Moments> all;
  for (Index b = 0; b < bins; ++b) {
    const double width = s.angle / static_cast<double>(bins);
    all.push_back(
        pairs.draw(s.pairs / bins, width * static_cast<double>(b), width * static_cast<double>(b + 1)));
  }
  return all;
}

/// a b^-1 for symmetric b, which gets a little on its diagonal; `a` likewise, times `towards`.
TensorD divide(const TensorD& a, const TensorD& b, double scale, double towards) {
  TensorD left = a.clone(), right = b.clone();
  const Index d = a.extent(0);
  for (Index i = 0; i < d; ++i) {
    right(i, i) += pair_ridge * scale;
    left(i, i) += towards * pair_ridge * scale;
  }
  return transpose(solve(right, transpose(left)));
}

TensorD least_squares_map(const Moments& m) {
  return divide(m.yx, m.xx, static_cast<double>(m.count) / 12, 1);
}

/// The least-squares L of y - x = theta L x, theta the mean of each part.
TensorD regress(const std::vector<Moments>& parts) {
  TensorD moved(parts[0].yx.shape()), weight(parts[0].xx.shape());
  double scale = 0;
  for (const Moments& m : parts) {
    for (Index i = 0; i < moved.count(); ++i) {
      moved[i] += m.angle * (m.yx[i] - m.xx[i]);
      weight[i] += m.angle * m.angle * m.xx[i];
    }
    scale += m.angle * m.angle * static_cast<double>(m.count) / 12;
  }
  return divide(moved, weight, scale, 0);
}

double largest_phase(const TensorD& algebra) {
  return std::sqrt(std::max(0.0, eigh(matmul(transpose(algebra), algebra)).values[algebra.extent(0) - 1]));
}

}  // namespace

RotationResult recover_rotation(const RotationSettings& settings) {
  const std::vector<Moments> parts = draw_moments(settings);
  RotationResult result;
  result.regression = regress(parts);
  for (const Moments& m : parts) {
    TensorD algebra = rotation_logarithm(nearest_rotation(least_squares_map(m)));
    const double phase = largest_phase(algebra);
    if (result.angle > 0 && phase > std::numbers::pi / 2) break;
    for (double& entry : algebra) entry /= m.angle;
    result.generator = algebra;
    result.angle = m.angle;
    result.largest_phase = phase;
  }
  return result;
}

TensorD train_rotation(const RotationSettings& settings, Index steps) {
  require(!settings.several_angles, "the lie form is trained at one angle");
  const Tensor target = cast<float>(least_squares_map(draw_moments(settings)[0]));
  const Index d = target.extent(0);
  Random random(static_cast<std::uint64_t>(settings.seed), Stream::initialization);
  Tensor K = normal_tensor(random, {d, d});
  for (float& entry : K) entry *= 1e-3f;
  Adam adam;
  for (Index step = 0; step < steps; ++step) {
    Tape tape;
    const Variable leaf = tape.leaf(K);
    const Variable algebra = reshape(subtract(leaf, transpose(leaf)), {1, 1, d, d});
    const Variable turning = reshape(group_element(lie_elements(algebra, 2), 1), {d, d});
    const Variable loss = squared_error(turning, tape.constant(target));
    tape.backward(loss);
    adam.step({{K, leaf.gradient()}}, 4 * step < 3 * steps ? 5e-3 : 5e-4);
  }
  TensorD generator({d, d});
  for (Index i = 0; i < d; ++i) {
    for (Index j = 0; j < d; ++j) generator(i, j) = (K[i * d + j] - K[j * d + i]) / settings.angle;
  }
  return generator;
}

}  // namespace lgn
