// The named numbers of a network, and their places on a tape.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "autograd/tape.h"
#include "tensor/random.h"

namespace lgn {

struct Parameter {
  std::string name;  // as in a model file: "B.0", "lmbd.2", "fc.weight"
  Tensor value;
  bool trained = true;       // false for running statistics
  bool unit_norm = false;    // projected to unit Frobenius norm over the last two axes after every step
  bool nonnegative = false;  // negative entries are set to zero after every step
  bool frozen = false;       // trained otherwise, but kept as it is

  bool moves() const { return trained && !frozen; }
};

/// The name of a parameter of layer k: "B.2", "bn.2.weight".
inline std::string numbered(const char* symbol, Index layer, const char* field = "") {
  return concat(symbol, ".", layer, field);
}

/// Parameters in the order of their creation.
class ParameterSet {
 public:
  /// Adds one; names must differ.
  void add(Parameter parameter);
  bool contains(const std::string& name) const { return places_.count(name) != 0; }
  Parameter& at(const std::string& name);
  const Parameter& at(const std::string& name) const;

  auto begin() { return parameters_.begin(); }
  auto end() { return parameters_.end(); }
  auto begin() const { return parameters_.begin(); }
  auto end() const { return parameters_.end(); }

  /// How many numbers are trained, those that are frozen among them; and how many of these are.
  Index trained_count() const;
  Index frozen_count() const;

 private:
  std::vector<Parameter> parameters_;
  std::map<std::string, std::size_t> places_;
};

/// Whether a parameter is a generator's, A or what A follows from.
bool is_generator(const std::string& name);

/// Freezes the parameters that a list like "generator,bn.0" names: generator, filters, thresholds, norm,
/// head, decoder, or beginnings of names. They get no gradient, no step and no projection. Throws Error when
/// a part of the list fits no trained parameter, or nothing is left to train.
void freeze(ParameterSet& parameters, const std::string& list);

/// The trained parameters as leaves of one tape: made anew for every step. Without gradients, for
/// evaluation, nothing is kept for a backward pass.
class Leaves {
 public:
  Leaves(Tape& tape, const ParameterSet& parameters, bool with_gradients = true);
  Variable operator[](const std::string& name) const;
  Tape& tape() const { return tape_; }

 private:
  Tape& tape_;
  std::map<std::string, Variable> variables_;
};

// Initial values and projection (as in the published code): standard normal entries brought to unit
// Frobenius norm over the last two axes, and back to it after every step.

/// Divides every matrix over the last two axes by its Frobenius norm, in place; zero matrices stay.
void project_to_unit_norm(Tensor& matrices);

/// Standard normal entries, then unit Frobenius norm over the last two axes.
Tensor unit_norm_normal(Random& random, Shape shape);

/// Uniform in +-1/sqrt(fan_in).
Tensor uniform_fan_in(Random& random, Shape shape, Index fan_in);

/// Projects every parameter, unless frozen, that is kept at unit norm, or from being negative.
void project(ParameterSet& parameters);

}  // namespace lgn
