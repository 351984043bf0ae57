#include "lgn/generators/generator.h"

#include <algorithm>
#include <cmath>

#include "lgn/generators/forms.h"
#include "lgn/generators/group_elements.h"
#include "lgn/generators/multiplicities.h"

namespace lgn {
namespace {

/// The group of one element, {I}: nothing is stored.
class TrivialGenerator : public Generator {
 public:
  explicit TrivialGenerator(const GeneratorStack& stack) : stack_(stack) {}

  void add_parameters(ParameterSet&, Index, Random&) const override {}

  LayerGroup group(const Leaves& leaves, Index) const override {
    Tensor identities(stack_.shape({1, stack_.size, stack_.size}));
    const Index d = stack_.size;
    for (Index i = 0; i < identities.count(); ++i) identities[i] = i / d % d == i % d ? 1.0f : 0.0f;
    return group_of_elements(leaves.tape().constant(std::move(identities), "I"));
  }

 private:
  GeneratorStack stack_;
};

/// One matrix, or one factor of a product.
std::unique_ptr<Generator> make_form(const std::string& form, const Architecture& a,
                                     const GeneratorStack& stack) {
  if (form == "free") return make_free_generator(stack);
  if (form == "lie") return make_lie_generator(stack);
  if (form == "rotations") return make_rotation_generator(stack);
  if (form == "orthogonal" && a.multiplicities == "learned") return make_learned_generator(stack);
  if (form == "exact") return make_exact_generator(stack, make_representation(a));
  return make_orthogonal_generator(stack, make_representation(a));
}

std::unique_ptr<Generator> make_product(const Architecture& a, const GeneratorStack& whole) {
  GeneratorStack rows = whole, columns = whole;
  rows.size = columns.size = a.kernel.side();
  rows.condition = columns.condition = std::sqrt(whole.condition);  // that of a product is the product
  rows.prefix += "rows.";
  columns.prefix += "columns.";
  return make_kronecker_generator(make_form(a.factors, a, rows), make_form(a.factors, a, columns),
                                  a.group_size);
}

void require_one_of(const std::string& found, const std::vector<std::string>& known, const char* flag) {
  std::string list;
  for (const std::string& word : known) {
    if (found == word) return;
    list += (list.empty() ? "" : word == known.back() ? " or " : ", ") + word;
  }
  fail(flag, " is '", found, "'; expected ", list);
}

}  // namespace

std::unique_ptr<Generator> make_generator(const Architecture& a) {
  require_valid_generator(a);
  GeneratorStack stack = generator_stack(a);
  if (a.generator == "free" && a.share == "none") stack.prefix = "";
  if (a.group_size == 1 && a.generator != "free") return std::make_unique<TrivialGenerator>(stack);
  return a.generator == "kronecker" ? make_product(a, stack) : make_form(a.generator, a, stack);
}

void require_valid_generator(const Architecture& a) {
  require_one_of(a.generator, {"free", "exact", "orthogonal", "lie", "kronecker", "dihedral", "rotations"},
                 "--generator");
  require(a.generator != "dihedral" || (a.group_size >= 2 && a.group_size % 2 == 0),
          "--generator dihedral with --group-size ", a.group_size,
          "; expected an even number: half of the elements are mirrors");
  require((a.generator != "rotations" && a.generator != "kronecker") || a.kernel.height == a.kernel.width,
          "--generator ", a.generator, " needs a square kernel, not ", to_string(a.kernel));
  require_one_of(a.factors, {"free", "exact", "orthogonal", "lie"}, "--factors");
  require_one_of(a.share, {"none", "channels", "layer", "network"}, "--share");
  require(a.multiplicities != "learned" || a.generator == "orthogonal",
          "--multiplicities learned goes with --generator orthogonal, not ", a.generator);
  if (has_multiplicities(a)) multiplicities(a);
}

Shape generator_shape(const Architecture& a) {
  const Index groups = a.share == "none" || a.share == "channels" ? a.base_filters : 1;
  const Index channels = a.share == "none" ? a.channels : 1;
  return {groups, channels, a.kernel_size(), a.kernel_size()};
}

GeneratorStack generator_stack(const Architecture& a) {
  const Shape shape = generator_shape(a);
  return {shape[0], shape[1], a.kernel_size(), a.group_size, a.share != "network", "generator.", 10};
}

std::string generator_parameter(const Architecture& a, const std::string& symbol, Index layer) {
  if (a.share == "none") return concat(symbol, ".", layer);
  if (a.share == "network") return concat("generator.", symbol);
  return concat("generator.", symbol, ".", layer);
}

Tensor expand_generator(const Tensor& matrices, const Architecture& a) {
  const Index d = a.kernel_size();
  const Index groups = matrices.extent(0), channels = matrices.extent(1);
  Tensor expanded = Tensor::uninitialized({a.base_filters, a.channels, d, d});
  for (Index g = 0; g < a.base_filters; ++g) {
    for (Index c = 0; c < a.channels; ++c) {
      const float* from =
          matrices.data() + ((groups == 1 ? 0 : g) * channels + (channels == 1 ? 0 : c)) * d * d;
      std::copy(from, from + d * d, expanded.data() + (g * a.channels + c) * d * d);
    }
  }
  return expanded;
}

}  // namespace lgn
