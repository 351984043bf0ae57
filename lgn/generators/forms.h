// The forms of generators (generator.h says what each computes), and what they are made from.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "lgn/generators/basis_action.h"
#include "lgn/generators/generator.h"
#include "lgn/generators/representation.h"

namespace lgn {

/// A stack of square matrices under one name: what a form is asked for. Factors of a Kronecker product are
/// such stacks as well as whole generators.
struct GeneratorStack {
  Index groups, channels;  // G', C'
  Index size;              // rows of a matrix: d, or m for a factor
  Index group_size;        // n
  bool per_layer;          // else one in the network
  std::string prefix;      // "generator.", "generator.rows."
  double condition;        // the largest that S of an exact generator may have

  /// "generator.W.2", or "generator.W" where the network has one.
  std::string name(const std::string& symbol, Index layer) const {
    return prefix + symbol + (per_layer ? concat(".", layer) : "");
  }
  /// [G', C', extents...].
  Shape shape(const Shape& extents) const {
    Shape shape = {groups, channels};
    shape.insert(shape.end(), extents.begin(), extents.end());
    return shape;
  }
};

/// The stack of an architecture's whole matrices, stored under generator.*.
GeneratorStack generator_stack(const Architecture& architecture);

/// The form that the architecture names.
std::unique_ptr<Generator> make_generator(const Architecture& architecture);

/// A generator that is made from stored numbers.
struct StoredForm {
  std::vector<std::string> symbols;                                            // "W": stored as generator.W.2
  std::function<std::vector<Tensor>(Random&)> draw;                            // the first numbers, [G', C', ..] each
  std::function<Variable(const std::vector<Variable>&)> elements;              // [G', C', n, d, d]
  std::function<double(const std::vector<Tensor>&)> condition = nullptr;       // of the basis, if there is one
  std::function<FilterAction(const std::vector<Variable>&)> action = nullptr;  // without elements, if there is one
};
std::unique_ptr<Generator> make_stored_generator(const GeneratorStack& stack, StoredForm form);
/// W rho(j) W^T, W made by `basis` from one tensor [G', C', extents...], drawn normal.
std::unique_ptr<Generator> make_basis_generator(const GeneratorStack& stack, Representation rho, const char* symbol,
                                                const Shape& extents, BasisMap basis);
/// One whose elements [G', C', n, d, d] are given.
std::unique_ptr<Generator> make_constant_generator(const Tensor& elements);

std::unique_ptr<Generator> make_free_generator(const GeneratorStack& stack);
std::unique_ptr<Generator> make_orthogonal_generator(const GeneratorStack& stack, Representation rho);
std::unique_ptr<Generator> make_householder_generator(const GeneratorStack& stack, Representation rho);
std::unique_ptr<Generator> make_circulant_generator(const GeneratorStack& stack, Representation rho);
std::unique_ptr<Generator> make_exact_generator(const GeneratorStack& stack, Representation rho);
std::unique_ptr<Generator> make_learned_generator(const GeneratorStack& stack);
std::unique_ptr<Generator> make_lie_generator(const GeneratorStack& stack);
std::unique_ptr<Generator> make_rotation_generator(const GeneratorStack& stack);
std::unique_ptr<Generator> make_kronecker_generator(std::unique_ptr<Generator> rows, std::unique_ptr<Generator> columns,
                                                    Index group_size);

}  // namespace lgn
