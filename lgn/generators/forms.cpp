#include "lgn/generators/forms.h"

#include <cmath>

#include "autograd/matrix_ops.h"
#include "lgn/generators/group_elements.h"

namespace lgn {
namespace {

/// A group that is given: nothing is stored.
class ConstantGenerator : public Generator {
 public:
  explicit ConstantGenerator(const Tensor& elements) : elements_(elements) {}

  void add_parameters(ParameterSet&, Index, Random&) const override {}

  LayerGroup group(const Leaves& leaves, Index) const override {
    return group_of_elements(leaves.tape().constant(elements_, "elements"));
  }

 private:
  Tensor elements_;
};

class StoredGenerator : public Generator {
 public:
  StoredGenerator(const GeneratorStack& stack, StoredForm form) : stack_(stack), form_(std::move(form)) {}

  void add_parameters(ParameterSet& parameters, Index layer, Random& random) const override {
    if (parameters.contains(stack_.name(form_.symbols[0], layer))) return;
    std::vector<Tensor> first = form_.draw(random);
    for (std::size_t i = 0; i < first.size(); ++i)
      parameters.add({stack_.name(form_.symbols[i], layer), std::move(first[i])});
  }

  LayerGroup group(const Leaves& leaves, Index layer) const override {
    return group_of_elements(form_.elements(numbers(leaves, layer)));
  }

  FilterAction action(const Leaves& leaves, Index layer) const override {
    if (!form_.action || stack_.size < shortest_acted_on) return {};
    return form_.action(numbers(leaves, layer));
  }

  std::optional<double> basis_condition(const ParameterSet& parameters, Index layer) const override {
    if (!form_.condition) return {};
    std::vector<Tensor> numbers;
    for (const std::string& symbol : form_.symbols) numbers.push_back(parameters.at(stack_.name(symbol, layer)).value);
    return form_.condition(numbers);
  }

 private:
  std::vector<Variable> numbers(const Leaves& leaves, Index layer) const {
    std::vector<Variable> all;
    for (const std::string& symbol : form_.symbols) all.push_back(leaves[stack_.name(symbol, layer)]);
    return all;
  }

  GeneratorStack stack_;
  StoredForm form_;
};

std::unique_ptr<Generator> make_form(Form form, const Architecture& a, const GeneratorStack& stack);

std::unique_ptr<Generator> make_product(const Architecture& a, const GeneratorStack& whole) {
  GeneratorStack rows = whole, columns = whole;
  rows.size = columns.size = a.kernel.side();
  rows.condition = columns.condition = std::sqrt(whole.condition);  // that of a product is the product
  rows.prefix += "rows.";
  columns.prefix += "columns.";
  return make_kronecker_generator(make_form(a.factors, a, rows), make_form(a.factors, a, columns), a.group_size);
}

/// Of whole matrices, or of one factor of a product.
std::unique_ptr<Generator> make_form(Form form, const Architecture& a, const GeneratorStack& stack) {
  switch (form) {
    case Form::free:
      return make_free_generator(stack);
    case Form::exact:
      return make_exact_generator(stack, a.representation());
    case Form::orthogonal:
      if (a.multiplicities == "learned") return make_learned_generator(stack);
      return make_orthogonal_generator(stack, a.representation());
    case Form::lie:
      return make_lie_generator(stack);
    case Form::kronecker:
      return make_product(a, stack);
    case Form::dihedral:
    case Form::polyhedral:
      return make_orthogonal_generator(stack, a.representation());
    case Form::householder:
      return make_householder_generator(stack, a.representation());
    case Form::circulant:
      return make_circulant_generator(stack, a.representation());
    case Form::rotations:
      return make_rotation_generator(stack);
  }
  fail("there is no such form of generator");
}

}  // namespace

std::unique_ptr<Generator> make_constant_generator(const Tensor& elements) {
  return std::make_unique<ConstantGenerator>(elements);
}

std::unique_ptr<Generator> make_stored_generator(const GeneratorStack& stack, StoredForm form) {
  return std::make_unique<StoredGenerator>(stack, std::move(form));
}

std::unique_ptr<Generator> make_basis_generator(const GeneratorStack& stack, Representation rho, const char* symbol,
                                                const Shape& extents, BasisMap basis) {
  return make_stored_generator(
      stack, {.symbols = {symbol},
              .draw = [shape = stack.shape(extents)](Random& random) -> std::vector<Tensor> {
                return {normal_tensor(random, shape)};
              },
              .elements = [=](const std::vector<Variable>& x) { return elements_of_basis(x[0], rho, basis); },
              .condition = [](const std::vector<Tensor>&) { return 1.0; },
              .action = [=](const std::vector<Variable>& x) { return action_of_basis(x[0], rho, basis); }});
}

std::unique_ptr<Generator> make_generator(const Architecture& a) {
  a.validate();
  GeneratorStack stack = generator_stack(a);
  if (a.generator == Form::free && a.share == Sharing::none) stack.prefix = "";
  if (a.group_size == 1 && a.generator != Form::free)  // {I}
    return make_constant_generator(identities(stack.shape({1, stack.size, stack.size})));
  return make_form(a.generator, a, stack);
}

GeneratorStack generator_stack(const Architecture& a) {
  const Shape shape = generator_shape(a);
  return {shape[0], shape[1], a.kernel_size(), a.group_size, a.share != Sharing::network, "generator.", 10};
}

}  // namespace lgn
