// An exact check of an operation's value and vector-Jacobian product.
//
// The reference, a template on the number type, is run on complex numbers: with x + i h e_j, h = 1e-50,
// Im f / h is the derivative in direction e_j without subtraction or truncation (the complex-step method;
// Squire and Trapp, 1998). The operation on the tape is held against that.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "autograd/tape.h"

namespace lgn {

/// The definition: complex inputs to one complex output.
using ReferenceFunction = std::function<TensorC(const std::vector<TensorC>& inputs)>;
/// The operation under test: leaves on the tape to one output.
using OperationFunction = std::function<Variable(Tape& tape, const std::vector<Variable>& inputs)>;

struct GradientCheckSettings {
  std::uint64_t seed = 1;   // of the upstream gradients
  double tolerance = 1e-5;  // ||difference|| / ||reference||, for every tensor
};

/// Empty when the operation passes, else a sentence that says what is wrong. It passes when
///  - its value equals the reference's,
///  - for a random upstream gradient, what backward adds to the gradient of every input equals the
///    reference's vector-Jacobian product, norm-wise and element by element,
///  - backward adds: the gradients are filled with random numbers before,
///  - it leaves inputs alone, and gives the same gradients when only one input requires any,
///  - and no gradient is zero on both sides: such a check would say nothing.
std::string check_gradients(const ReferenceFunction& reference, const OperationFunction& operation,
                            const std::vector<Tensor>& inputs, const GradientCheckSettings& settings = {});

}  // namespace lgn
