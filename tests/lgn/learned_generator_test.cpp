// Learned multiplicities: every plane chooses its block of the rotation, with a straight-through gradient.
#include <cmath>
#include <complex>

#include "lgn/generators/learned_multiplicities.h"
#include "lgn/reference/generators.h"
#include "tests/autograd/gradient_checks.h"
#include "tests/support.h"

namespace lgn {
namespace {

TensorC learned_reference(const std::vector<TensorC>& x, Index n, Index d) {
  const Index planes = x[1].extent(2), T = x[1].extent(3), stored = x[0].extent(2);
  TensorC all({x[0].extent(0), 1, n, d, d});
  for (Index i = 0; i < x[0].extent(0); ++i) {
    const TensorC W = reference::cayley(x[0].data() + i * stored, d, 1 / std::sqrt(static_cast<double>(d)));
    for (Index j = 0; j < n; ++j) {
      TensorC R({d, d});
      if (d % 2) R(d - 1, d - 1) = 1;
      for (Index p = 0; p < planes; ++p) {
        const std::complex<double>* row = x[1].data() + (i * planes + p) * T;
        std::complex<double> total = 0, still_total = 0;
        Index best = 0;
        for (Index t = 0; t < T; ++t) {
          total += std::exp(row[t]), still_total += std::exp(row[t].real());
          if (row[t].real() > row[best].real()) best = t;
        }
        for (Index t = 0; t < T; ++t) {
          std::complex<double> weight = std::exp(row[t]) / total - std::exp(row[t].real()) / still_total;
          if (t == best) weight += 1;
          const bool mirror = t == n / 2 + 1;
          const double angle = 2 * std::acos(-1.0) * static_cast<double>(j * t) / static_cast<double>(n);
          const double half = j % 2 ? -1 : 1;
          R(2 * p, 2 * p) += weight * (mirror ? 1 : std::cos(angle));
          R(2 * p + 1, 2 * p + 1) += weight * (mirror ? half : std::cos(angle));
          if (!mirror) R(2 * p, 2 * p + 1) -= weight * std::sin(angle);
          if (!mirror) R(2 * p + 1, 2 * p) += weight * std::sin(angle);
        }
      }
      const TensorC A = reference::matmul(reference::matmul(W, R), reference::transpose(W));
      std::copy(A.begin(), A.end(), all.data() + (i * n + j) * d * d);
    }
  }
  return all;
}

TEST(LearnedGenerator, ValueAndStraightThroughGradientsAreExact) {
  Random random(8);
  for (Index n : {3, 4}) {
    for (Index d : {4, 5}) {
      expect_exact(
          [=](const Inputs& x) { return learned_reference(x, n, d); },
          [=](const Variables& x) { return learned_elements(x[0], x[1], n); },
          {normal_tensor(random, {2, 1, d * (d - 1) / 2}), normal_tensor(random, {2, 1, d / 2, plane_choices(n)})});
    }
  }
}

TEST(LearnedGenerator, GradientsOfChoicesKnowNothingOfWhatAllHaveInCommon) {
  Random random(8);
  const Tensor below = normal_tensor(random, {1, 1, 6}), upstream = normal_tensor(random, {1, 1, 3, 4, 4});
  const auto gradient = [&](float common) {
    Tape tape;
    const Variable choices =
        tape.leaf(Tensor::from({1, 1, 2, 2}, {common, common + 0.5f, common - 0.25f, common + 0.75f}));
    tape.backward(learned_elements(tape.constant(below), choices, 3), upstream);
    return choices.gradient().clone();
  };
  const Tensor least = gradient(0), large = gradient(1024);
  for (Index i = 0; i < 4; ++i) EXPECT_EQ(large[i], least[i]) << i;
}

}  // namespace
}  // namespace lgn
