// The gradient checker is itself tested: it has to reject derivatives that are wrong in the usual ways.
#include "autograd/gradient_check.h"

#include <gtest/gtest.h>

#include "autograd/elementwise_ops.h"
#include "autograd/matrix_ops.h"
#include "tensor/random.h"
#include "tensor/reference/elementwise.h"
#include "tensor/reference/matrix.h"

namespace lgn {
namespace {

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

TEST(GradientCheck, RejectsAWrongFactor) {
  const auto finding = check_square(square_with([](float& dx, float x, float dy) { dx += x * dy; }));
  EXPECT_NE(finding.find("gradient of input 0"), std::string::npos) << finding;
  EXPECT_NE(check_square(square_with([](float& dx, float x, float dy) { dx += 2.001f * x * dy; })), "");
}

TEST(GradientCheck, RejectsAMissingDerivative) {
  EXPECT_NE(check_square(square_with([](float&, float, float) {})), "");
}

TEST(GradientCheck, RejectsOverwriting) {
  EXPECT_NE(check_square(square_with([](float& dx, float x, float dy) { dx = 2 * x * dy; })), "");
}

TEST(GradientCheck, RejectsAWrongSign) {
  EXPECT_NE(check_square(square_with([](float& dx, float x, float dy) { dx -= 2 * x * dy; })), "");
}

TEST(GradientCheck, RejectsIgnoringTheUpstreamGradient) {
  EXPECT_NE(check_square(square_with([](float& dx, float x, float) { dx += 2 * x; })), "");
}

TEST(GradientCheck, RejectsNotANumber) {
  EXPECT_NE(check_square(square_with([](float& dx, float, float) { dx += NAN; })), "");
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
  EXPECT_NE(finding.find("777"), std::string::npos) << finding;
}

/// a b, with the gradient of a as given.
template <class AddToA>
OperationFunction product_with(AddToA add_to_a) {
  return [add_to_a](Tape& tape, const std::vector<Variable>& in) {
    const Variable a = in[0], b = in[1];
    return tape.record("product", matmul(a, b).value(), in, [=, &tape](const Tensor& dy) {
      Tensor& db = tape.accumulate(b);
      for (Index i = 0; i < db.extent(0); ++i) {
        for (Index j = 0; j < db.extent(1); ++j) {
          for (Index n = 0; n < dy.extent(0); ++n) db(i, j) += a.value()(n, i) * dy(n, j);
        }
      }
      add_to_a(tape.accumulate(a), b.value(), dy);
    });
  };
}

TEST(GradientCheck, RejectsATransposedGradient) {
  const auto transposed = [](Tensor& da, const Tensor& b, const Tensor& dy) {
    for (Index i = 0; i < 4; ++i) {
      for (Index j = 0; j < 4; ++j) {
        for (Index k = 0; k < 4; ++k) da(j, i) += dy(i, k) * b(j, k);
      }
    }
  };
  const auto finding = check_gradients(product, product_with(transposed), matrices(4, 4, 4));
  EXPECT_NE(finding.find("gradient of input 0"), std::string::npos) << finding;
}

TEST(GradientCheck, RejectsAGradientForAConstant) {
  const auto right = [](Tensor& da, const Tensor& b, const Tensor& dy) {
    for (Index i = 0; i < 3; ++i) {
      for (Index j = 0; j < 4; ++j) {
        for (Index k = 0; k < 5; ++k) da(i, j) += dy(i, k) * b(j, k);
      }
    }
  };
  const auto finding = check_gradients(product, product_with(right), matrices(3, 4, 5));
  EXPECT_NE(finding.find("is a constant"), std::string::npos) << finding;
}

TEST(GradientCheck, RejectsAWrongValue) {
  Random random(6);
  const auto finding = check_gradients(
      square, [](Tape&, const std::vector<Variable>& in) { return scale(multiply(in[0], in[0]), 1.001); },
      {normal_tensor(random, {7})});
  EXPECT_NE(finding.find("the value"), std::string::npos) << finding;
}

TEST(GradientCheck, RejectsAWrongShape) {
  Random random(6);
  const auto finding =
      check_gradients(square, [](Tape&, const std::vector<Variable>& in) { return sum(in[0]); },
                      {normal_tensor(random, {7})});
  EXPECT_NE(finding.find("has shape [1]; expected [7]"), std::string::npos) << finding;
}

TEST(GradientCheck, RejectsChecksThatSayNothing) {
  const auto zero = [](const std::vector<TensorC>& in) { return reference::scale(in[0], 0); };
  const auto zero_op = [](Tape&, const std::vector<Variable>& in) { return scale(in[0], 0); };
  EXPECT_NE(check_gradients(zero, zero_op, {Tensor::full({3}, 1)}).find("says nothing"), std::string::npos);

  // A value that is not zero, of which one input has no influence.
  const auto first = [](const std::vector<TensorC>& in) { return in[0]; };
  const auto first_op = [](Tape&, const std::vector<Variable>& in) { return add(in[0], scale(in[1], 0)); };
  const std::vector<Tensor> ones = {Tensor::full({3}, 1), Tensor::full({3}, 1)};
  EXPECT_NE(check_gradients(first, first_op, ones).find("says nothing"), std::string::npos);
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
