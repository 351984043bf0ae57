// The published construction: learned entries, kept at unit Frobenius norm. Nothing makes A^n the identity.
#include "lgn/generators/forms.h"
#include "lgn/parameters.h"

namespace lgn {
namespace {

class FreeGenerator : public Generator {
 public:
  explicit FreeGenerator(const GeneratorStack& stack) : stack_(stack) {}

  void add_parameters(ParameterSet& parameters, Index layer, Random& random) const override {
    const std::string name = stack_.name("A", layer);
    if (parameters.contains(name)) return;
    const Shape shape = stack_.shape({stack_.size, stack_.size});
    parameters.add({name, unit_norm_normal(random, shape), true, true});
  }

  LayerGroup group(const Leaves& leaves, Index layer) const override {
    return {leaves[stack_.name("A", layer)], std::nullopt};
  }

 private:
  GeneratorStack stack_;
};

}  // namespace

std::unique_ptr<Generator> make_free_generator(const GeneratorStack& stack) {
  return std::make_unique<FreeGenerator>(stack);
}

}  // namespace lgn
