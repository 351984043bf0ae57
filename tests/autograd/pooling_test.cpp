#include "autograd/pooling.h"

#include "tensor/reference/pooling.h"
#include "tests/autograd/gradient_checks.h"

namespace lgn {
namespace {

TEST(Pooling, KnownValues) {
  // Five rows to three: windows 0..1, 1..3, 3..4.
  Tape tape;
  const Tensor& y = adaptive_average_pool2d(tape.leaf(Tensor::from({1, 1, 5, 1}, {1, 2, 4, 8, 16})), 3, 1).value();
  EXPECT_EQ(y.shape(), Shape({1, 1, 3, 1}));
  EXPECT_EQ(y[0], 1.5f);
  EXPECT_EQ(y[1], static_cast<float>(14.0 / 3));
  EXPECT_EQ(y[2], 12);
}

TEST(Pooling, Gradients) {
  struct Case {
    Shape shape;
    Index rows, columns;
  };
  // Multiples, overlapping windows, fewer pixels than windows, one window.
  const std::vector<Case> cases = {{{1, 1, 1, 1}, 1, 1}, {{2, 3, 8, 4}, 4, 2}, {{1, 2, 7, 9}, 4, 4},
                                   {{2, 1, 2, 3}, 4, 5}, {{1, 2, 5, 6}, 1, 1}, {{1, 1, 6, 5}, 6, 5}};
  for (const Case& c : cases) {
    Random random(51);
    expect_exact([&](const auto& in) { return adaptive_average_pool2d(in[0], c.rows, c.columns); },
                 {normal_tensor(random, c.shape)});
  }
}

TEST(Pooling, Errors) {
  Tape tape;
  expect_error([&] { adaptive_average_pool2d(tape.leaf(Tensor({2, 3, 4})), 2, 2); }, "[2, 3, 4]");
  expect_error([&] { adaptive_average_pool2d(tape.leaf(Tensor({1, 1, 4, 4})), 0, 2); }, "to 0 x 2");
  expect_error([&] { adaptive_average_pool2d(tape.leaf(Tensor({1, 1, 0, 4})), 1, 2); }, "of 0 x 4");
}

TEST(Pooling, AnyNumberOfThreadsGivesTheSameBits) {
  Random random(52);
  expect_same_for_any_thread_count([](Tape&, const Variables& in) { return adaptive_average_pool2d(in[0], 4, 4); },
                                   {normal_tensor(random, {33, 20, 29, 29})});
}

}  // namespace
}  // namespace lgn
