// The generated filter bank: order of the elements, gradients, sharing.
#include "lgn/filter_bank.h"

#include "tests/autograd/gradient_checks.h"

namespace lgn {
namespace {

/// W[i*G + g, c] = A[g', c']^i B[g, c], straight from the definition.
TensorC reference_bank(const std::vector<TensorC>& inputs, Index n) {
  const TensorC &B = inputs[0], &A = inputs[1];
  const Index G = B.extent(0), C = B.extent(1), m = B.extent(2), d = m * m;
  TensorC W({n * G, C, m, m});
  for (Index g = 0; g < G; ++g) {
    for (Index c = 0; c < C; ++c) {
      const Index ga = A.extent(0) == 1 ? 0 : g, ca = A.extent(1) == 1 ? 0 : c;
      std::vector<std::complex<double>> x(B.data() + (g * C + c) * d, B.data() + (g * C + c + 1) * d);
      for (Index i = 0; i < n; ++i) {
        for (Index j = 0; j < d; ++j) W[((i * G + g) * C + c) * d + j] = x[j];
        std::vector<std::complex<double>> y(x.size());
        for (Index row = 0; row < d; ++row)
          for (Index col = 0; col < d; ++col) y[row] += A(ga, ca, row, col) * x[col];
        x = y;
      }
    }
  }
  return W;
}

struct BankShape {
  Index G, C, m, n, shared_groups, shared_channels;
};

class FilterBank : public testing::TestWithParam<BankShape> {};

TEST_P(FilterBank, ValueAndGradientsAreExact) {
  const BankShape s = GetParam();
  Random random(3);
  const std::vector<Tensor> inputs = {
      normal_tensor(random, {s.G, s.C, s.m, s.m}),
      normal_tensor(random, {s.shared_groups, s.shared_channels, s.m * s.m, s.m * s.m})};
  if (s.n == 1) {  // A is not used at all: its gradient is zero, which the exact check rightly refuses
    Tape tape;
    const Variable B = tape.leaf(inputs[0]), A = tape.leaf(inputs[1]);
    const Variable W = generated_filter_bank(B, A, 1);
    Random upstream(4);
    const Tensor dW = normal_tensor(upstream, W.shape());
    tape.backward(W, dW);
    EXPECT_TRUE(std::equal(dW.begin(), dW.end(), B.gradient().begin()));
    EXPECT_EQ(std::count(A.gradient().begin(), A.gradient().end(), 0.0f), A.gradient().count());
    return;
  }
  expect_exact([&](const Inputs& x) { return reference_bank(x, s.n); },
               [&](const Variables& x) { return generated_filter_bank(x[0], x[1], s.n); }, inputs);
}

INSTANTIATE_TEST_SUITE_P(Shapes, FilterBank,
                         testing::Values(BankShape{2, 3, 3, 4, 2, 3}, BankShape{3, 2, 2, 3, 3, 1},
                                         BankShape{3, 2, 2, 3, 1, 1}, BankShape{2, 1, 4, 2, 2, 1},
                                         BankShape{1, 1, 1, 3, 1, 1}, BankShape{2, 2, 3, 1, 2, 2}));

TEST(FilterBankErrors, ShapesThatDoNotFitAreNamed) {
  Tape tape;
  const Variable B = tape.leaf(Tensor({2, 3, 3, 3})), A = tape.leaf(Tensor({2, 2, 9, 9}));
  expect_error([&] { generated_filter_bank(B, A, 2); }, "[2, 2, 9, 9]");
  expect_error([&] { generated_filter_bank(B, tape.leaf(Tensor({2, 3, 9, 9})), 0); }, "group size");
}

}  // namespace
}  // namespace lgn
