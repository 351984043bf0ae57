#include "autograd/tape.h"

#include <cmath>

#include "autograd/loops.h"

namespace lgn {

Tape& Variable::tape() const {
  require(tape_ != nullptr, "a variable was used that is on no tape");
  return *tape_;
}

const Tensor& Variable::value() const {
  return tape().node(*this).value;
}

bool Variable::requires_gradient() const {
  return tape().node(*this).requires_gradient;
}

const Tensor& Variable::gradient() const {
  return tape().accumulate(*this);
}

Tape::Tape(Profile* profile) : profile_(profile), last_recorded_(profile ? seconds_now() : 0) {}

Tape::Node& Tape::node(Variable variable) {
  require(variable.tape_ == this, "a variable was used on a tape that it does not belong to");
  return nodes_[variable.node_];
}

const Tape::Node& Tape::node(Variable variable) const {
  return const_cast<Tape*>(this)->node(variable);
}

Variable Tape::constant(Tensor value, std::string name) {
  Node node;
  node.value = std::move(value);
  node.name = std::move(name);
  node.scope = scope_;
  nodes_.push_back(std::move(node));
  return Variable(this, size() - 1);
}

Variable Tape::leaf(Tensor value, std::string name) {
  const Variable variable = constant(std::move(value), std::move(name));
  nodes_.back().requires_gradient = true;
  return variable;
}

Variable Tape::record(const char* operation, Tensor value, const std::vector<Variable>& inputs, Backward backward) {
  const Variable variable = constant(std::move(value), operation);
  for (Variable input : inputs) {
    nodes_.back().requires_gradient |= node(input).requires_gradient;
    nodes_.back().inputs.push_back(input.node_);
  }
  if (nodes_.back().requires_gradient) nodes_.back().backward = std::move(backward);
  if (profile_) {
    const double time = seconds_now();
    profile_->add_forward(operation, time - last_recorded_);
    last_recorded_ = time;
  }
  return variable;
}

Tensor& Tape::accumulate(Variable variable) {
  Node& target = node(variable);
  if (!target.has_gradient) {
    target.gradient = Tensor(target.value.shape());
    target.has_gradient = true;
  }
  return target.gradient;
}

void Tape::accumulate(Variable variable, Tensor contribution) {
  Node& target = node(variable);
  require_shape(contribution, target.value.shape(), "a contribution to a gradient");
  if (!target.has_gradient) {
    target.gradient = std::move(contribution);
    target.has_gradient = true;
    return;
  }
  float* to = target.gradient.data();
  const float* from = contribution.data();
  for_each_index(contribution.count(), [=](Index i) { to[i] += from[i]; });
}

void Tape::backward(Variable output) {
  require(output.value().count() == 1, "backward starts from a single number; this output has shape ", output.shape());
  backward(output, Tensor::full(output.shape(), 1.0f));
}

void Tape::backward(Variable output, Tensor output_gradient) {
  require(!differentiated_, "backward was run on this tape before; a second run would count its gradients twice");
  require_shape(output_gradient, output.shape(), "the gradient of the output");
  Tensor& start = accumulate(output);
  differentiated_ = true;
  for (Index i = 0; i < start.count(); ++i) start[i] += output_gradient[i];
  for (Index i = output.node_; i >= 0; --i) {
    Node& current = nodes_[i];
    if (!current.backward || !current.has_gradient) continue;
    const double start = profile_ ? seconds_now() : 0;
    current.backward(current.gradient);
    if (profile_) profile_->add_backward(current.name, seconds_now() - start);
  }
}

std::string Tape::describe(Index node) const {
  const Node& which = nodes_[node];
  return which.scope.empty() ? which.name : which.scope + ": " + which.name;
}

Index Tape::first_non_finite() const {
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    for (float x : nodes_[i].value)
      if (!std::isfinite(x)) return static_cast<Index>(i);
  return -1;
}

}  // namespace lgn
