// An exact check of an operation's value and vector-Jacobian product.
//
// The reference, a template on the number type, is run on complex numbers: for inputs x + i h e_j with
// h = 1e-50, Im f / h is the derivative in x_j without subtraction or truncation (the complex-step method;
// Squire and Trapp, 1998). The operation on the tape is held against that.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "autograd/tape.h"

namespace lgn {

/// The definition: complex inputs to one complex output.
using ReferenceFunction = std::function<TensorC(const std::vector<TensorC>& inputs)>;

/// The operation under test: variables on the tape to one output.
using OperationFunction = std::function<Variable(Tape& tape, const std::vector<Variable>& inputs)>;

/// Empty when the operation passes, else a sentence that says what is wrong. It passes when
///  - its value equals the reference's, to a tolerance of 1e-5 of its norm,
///  - for a random upstream gradient, what backward adds to the gradient of every input equals the
///    reference's vector-Jacobian product: as a whole, and no element is off by more than 10 tolerances
///    times the larger of its own size and the tensor's root mean square,
///  - backward *adds*: the gradients hold random numbers of their own size before,
///  - the same holds when one input alone requires a gradient and the others are constants,
///  - inputs and upstream gradient are left alone,
///  - and neither the value nor any gradient is zero everywhere: such a check would say nothing.
/// Inputs have to keep away from kinks by more than the rounding of float32.
std::string check_gradients(const ReferenceFunction& reference, const OperationFunction& operation,
                            const std::vector<Tensor>& inputs);

}  // namespace lgn
