// The gradient checker is itself tested: it has to reject derivatives that are wrong in the usual ways.
#include "autograd/gradient_check.h"

#include "autograd/elementwise_ops.h"
#include "autograd/matrix_ops.h"
#include "tensor/random.h"
#include "tensor/reference/elementwise.h"
#include "tensor/reference/matrix.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::contains;

TensorC product(const std::vector<TensorC>& in) {
  return reference::matmul(in[0], in[1]);
}
TensorC square(const std::vector<TensorC>& in) {
  return reference::multiply(in[0], in[0]);
}

std::vector<Tensor> matrices(Index n, Index k, Index m) {
  Random random(3);
  return {normal_tensor(random, {n, k}), normal_tensor(random, {k, m})};
}

/// x^2, with a backward that `add` defines: it gets dx, x and dy.
template <class Add>
OperationFunction square_with(Add add) {
  return [add](Tape& tape, const std::vector<Variable>& in) {
    const Variable x = in[0];
    Tensor y = x.value().clone();
    for (float& value : y) value *= value;
    return tape.record("square", y, in, [x, &tape, add](const Tensor& dy) {
      Tensor& dx = tape.accumulate(x);
      for (Index i = 0; i < dx.count(); ++i) add(dx[i], x.value()[i], dy[i]);
    });
  };
}

std::string check_square(const OperationFunction& operation) {
  Random random(4);
  return check_gradients(square, operation, {normal_tensor(random, {3, 5})});
}

TEST(GradientCheck, AcceptsACorrectOperation) {
  EXPECT_EQ(check_square(square_with([](float& dx, float x, float dy) { dx += 2 * x * dy; })), "");
  const auto matmul_op = [](Tape&, const std::vector<Variable>& in) { return matmul(in[0], in[1]); };
  EXPECT_EQ(check_gradients(product, matmul_op, matrices(3, 4, 5)), "");
}

TEST(GradientCheck, RejectsEveryWrongDerivative) {
  const auto reject = [](const char* what, auto add) { EXPECT_NE(check_square(square_with(add)), "") << what; };
  reject("a wrong factor", [](float& dx, float x, float dy) { dx += x * dy; });
  reject("nearly the right factor", [](float& dx, float x, float dy) { dx += 2.001f * x * dy; });
  reject("a missing derivative", [](float&, float, float) {});
  reject("overwriting", [](float& dx, float x, float dy) { dx = 2 * x * dy; });
  reject("a wrong sign", [](float& dx, float x, float dy) { dx -= 2 * x * dy; });
  reject("ignoring the upstream gradient", [](float& dx, float x, float) { dx += 2 * x; });
  reject("what is not a number", [](float& dx, float, float) { dx += NAN; });
  const auto half = square_with([](float& dx, float x, float dy) { dx += x * dy; });
  EXPECT_TRUE(contains(check_square(half), "gradient of input 0"));
}

TEST(GradientCheck, RejectsOneWrongElementAmongMany) {
  Random random(5);
  const auto one_off = [](Tape& tape, const std::vector<Variable>& in) {
    const Variable x = in[0];
    return tape.record("double", scale(x, 2).value(), in, [x, &tape](const Tensor& dy) {
      Tensor& dx = tape.accumulate(x);
      for (Index i = 0; i < dx.count(); ++i) dx[i] += (i == 777 ? 2.01f : 2.0f) * dy[i];
    });
  };
  const auto finding = check_gradients([](const auto& in) { return reference::scale(in[0], 2); }, one_off,
                                       {normal_tensor(random, {1000})});
  EXPECT_TRUE(contains(finding, "777"));
}

/// a b, whose backward adds to the gradient of a, constant or not; of its transpose where asked.
OperationFunction product_with(bool transposed) {
  return [transposed](Tape& tape, const std::vector<Variable>& in) {
    const Variable a = in[0], b = in[1];
    return tape.record("product", matmul(a, b).value(), in, [=, &tape](const Tensor& dy) {
      Tensor &da = tape.accumulate(a), &db = tape.accumulate(b);
      for (Index n = 0; n < dy.extent(0); ++n)
        for (Index i = 0; i < db.extent(0); ++i)
          for (Index j = 0; j < db.extent(1); ++j) {
            db(i, j) += a.value()(n, i) * dy(n, j);
            (transposed ? da(i, n) : da(n, i)) += dy(n, j) * b.value()(i, j);
          }
    });
  };
}

TEST(GradientCheck, RejectsATransposedGradient) {
  const auto finding = check_gradients(product, product_with(true), matrices(4, 4, 4));
  EXPECT_TRUE(contains(finding, "gradient of input 0"));
}

TEST(GradientCheck, RejectsAGradientForAConstant) {
  EXPECT_TRUE(contains(check_gradients(product, product_with(false), matrices(3, 4, 5)), "is a constant"));
}

TEST(GradientCheck, RejectsAWrongValue) {
  Random random(6);
  const auto finding = check_gradients(
      square, [](Tape&, const std::vector<Variable>& in) { return scale(multiply(in[0], in[0]), 1.001); },
      {normal_tensor(random, {7})});
  EXPECT_TRUE(contains(finding, "the value"));
}

TEST(GradientCheck, RejectsAWrongShape) {
  Random random(6);
  const auto finding = check_gradients(square, [](Tape&, const std::vector<Variable>& in) { return sum(in[0]); },
                                       {normal_tensor(random, {7})});
  EXPECT_TRUE(contains(finding, "has shape [1]; expected [7]"));
}

TEST(GradientCheck, RejectsChecksThatSayNothing) {
  const auto zero = [](const std::vector<TensorC>& in) { return reference::scale(in[0], 0); };
  const auto zero_op = [](Tape&, const std::vector<Variable>& in) { return scale(in[0], 0); };
  EXPECT_TRUE(contains(check_gradients(zero, zero_op, {Tensor::full({3}, 1)}), "says nothing"));

  // A value that is not zero, of which one input has no influence.
  const auto first = [](const std::vector<TensorC>& in) { return in[0]; };
  const auto first_op = [](Tape&, const std::vector<Variable>& in) { return add(in[0], scale(in[1], 0)); };
  const std::vector<Tensor> ones = {Tensor::full({3}, 1), Tensor::full({3}, 1)};
  EXPECT_TRUE(contains(check_gradients(first, first_op, ones), "says nothing"));
}

TEST(GradientCheck, RejectsAnOperationThatChangesItsInput) {
  const auto finding = check_square([](Tape& tape, const std::vector<Variable>& in) {
    const Variable y = multiply(in[0], in[0]);
    Tensor x = in[0].value();  // a handle to the same numbers
    return tape.record("vandal", y.value(), {y}, [=, &tape](const Tensor& dy) mutable {
      Tensor& to = tape.accumulate(y);
      for (Index i = 0; i < to.count(); ++i) to[i] += dy[i];
      x[0] += 1e-7f * x[0] + 1e-6f;
    });
  });
  EXPECT_NE(finding, "");
}

}  // namespace
}  // namespace lgn
