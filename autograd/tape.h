// Reverse-mode automatic differentiation on a flat tape.
//
// Every operation appends one node. Creation order is a topological order, so backward is a loop run in
// reverse: no recursion, no cycles of shared pointers, and a tape of any length is destroyed as a vector.
//
// Gradients are named after what they are the gradient of and always *accumulated*: an operation adds its
// vector-Jacobian product to what is there, because a value may be used more than once.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "autograd/profile.h"
#include "tensor/tensor.h"

namespace lgn {

class Tape;

/// A value on a tape: a handle, cheap to copy, valid as long as the tape is.
class Variable {
 public:
  Variable() = default;
  const Tensor& value() const;
  const Shape& shape() const { return value().shape(); }
  bool requires_gradient() const;
  /// What backward() left here; zeros where nothing arrived. Same shape as value().
  const Tensor& gradient() const;
  Tape& tape() const;
  Index node() const { return node_; }

 private:
  friend class Tape;
  Variable(Tape* tape, Index node) : tape_(tape), node_(node) {}
  Tape* tape_ = nullptr;
  Index node_ = -1;
};

class Tape {
 public:
  /// Adds the operation's contributions to the gradients of its inputs: Tape::accumulate gives the places.
  /// The argument is the gradient of the output.
  using Backward = std::function<void(const Tensor& output_gradient)>;

  /// With a profile, the time of every operation is added to it: forward from the operation before on,
  /// backward exactly.
  explicit Tape(Profile* profile = nullptr);
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;

  /// A value that no gradient is wanted of: data.
  Variable constant(Tensor value, std::string name = "constant");
  /// A value whose gradient is wanted: a parameter.
  Variable leaf(Tensor value, std::string name = "leaf");
  /// The output of an operation. `backward` is dropped when no input requires a gradient.
  Variable record(const char* operation, Tensor value, const std::vector<Variable>& inputs, Backward backward);

  /// Whether anything was added to the gradient of `variable` yet.
  bool has_gradient(Variable variable) const { return node(variable).has_gradient; }
  /// The gradient of `variable`, zero at first, to be added to. For use within a Backward.
  Tensor& accumulate(Variable variable);
  /// Adds `contribution`, a tensor that nobody else holds, to the gradient of `variable`.
  void accumulate(Variable variable, Tensor contribution);

  /// Runs the tape in reverse from `output`, which must have one element; its gradient is 1. Once a tape.
  void backward(Variable output);
  /// The same from any output with the given gradient of that output (same shape).
  void backward(Variable output, Tensor output_gradient);

  /// Names the part of the network that the next operations belong to ("layer 2"); shown in reports.
  void set_scope(std::string scope) { scope_ = std::move(scope); }

  Index size() const { return static_cast<Index>(nodes_.size()); }
  const Tensor& value(Index node) const { return nodes_[node].value; }
  /// The node as a variable, and the nodes that it was computed from: for those who draw a tape.
  Variable variable(Index node) { return Variable(this, node); }
  const std::vector<Index>& inputs(Index node) const { return nodes_[node].inputs; }
  /// "layer 2: conv2d".
  std::string describe(Index node) const;
  /// The first node, in order of computation, that holds a NaN or an infinity; -1 when none does.
  Index first_non_finite() const;

 private:
  friend class Variable;
  struct Node {
    Tensor value;
    Tensor gradient;
    bool has_gradient = false;
    bool requires_gradient = false;
    std::string name;
    std::string scope;
    std::vector<Index> inputs;
    Backward backward;
  };
  Node& node(Variable variable);
  const Node& node(Variable variable) const;

  std::vector<Node> nodes_;
  std::string scope_;
  Profile* profile_;
  double last_recorded_;  // when the operation before was done
  bool differentiated_ = false;
};

}  // namespace lgn
