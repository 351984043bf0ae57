#include "lgn/generators/kronecker.h"

#include "lgn/generators/forms.h"
#include "lgn/generators/group_elements.h"
#include "lgn/generators/matrix_powers.h"

namespace lgn {
namespace {

/// Calls body(entry of E, entry of rows, entry of columns) for every entry of n products.
template <class Body>
void for_each_product(Index n, Index m, Body&& body) {
  for (Index j = 0; j < n; ++j)
    for (Index r = 0; r < m; ++r)
      for (Index c = 0; c < m; ++c)
        for (Index s = 0; s < m; ++s)
          for (Index t = 0; t < m; ++t)
            body((((j * m + r) * m + c) * m + s) * m + t, (j * m + r) * m + s, (j * m + c) * m + t);
}

class KroneckerGenerator : public Generator {
 public:
  KroneckerGenerator(std::unique_ptr<Generator> rows, std::unique_ptr<Generator> columns, Index group_size)
      : rows_(std::move(rows)), columns_(std::move(columns)), group_size_(group_size) {}

  void add_parameters(ParameterSet& parameters, Index layer, Random& random) const override {
    rows_->add_parameters(parameters, layer, random);
    columns_->add_parameters(parameters, layer, random);
  }

  LayerGroup group(const Leaves& leaves, Index layer) const override {
    return group_of_elements(kronecker_elements(elements(*rows_, leaves, layer), elements(*columns_, leaves, layer)));
  }

  std::optional<double> basis_condition(const ParameterSet& parameters, Index layer) const override {
    const auto rows = rows_->basis_condition(parameters, layer);
    const auto columns = columns_->basis_condition(parameters, layer);
    if (!rows || !columns) return {};
    return *rows * *columns;
  }

 private:
  Variable elements(const Generator& factor, const Leaves& leaves, Index layer) const {
    const LayerGroup group = factor.group(leaves, layer);
    return group.elements ? *group.elements : power_elements(group.generators, group_size_);
  }

  std::unique_ptr<Generator> rows_, columns_;
  Index group_size_;
};

}  // namespace

Variable kronecker_elements(Variable rows, Variable columns) {
  const Shape& shape = rows.shape();
  require(shape.size() == 5 && columns.shape() == shape, "a Kronecker product of groups of shapes ", shape, " and ",
          columns.shape(), "; expected [G', C', n, m, m] twice");
  const Index n = shape[2], m = shape[3], small = m * m;
  return map_to_elements("kronecker_elements", {rows, columns},
                         {[=](const GroupNumbers& x, TensorD&) {
                            auto E = TensorD::uninitialized({n, small, small});
                            for_each_product(n, m, [&](Index e, Index r, Index c) { E[e] = x[0][r] * x[1][c]; });
                            return E;
                          },
                          [=](const GroupNumbers& x, const TensorD&, const TensorD& dE) {
                            GroupNumbers gradients = {TensorD({n, m, m}), TensorD({n, m, m})};
                            for_each_product(n, m, [&](Index e, Index r, Index c) {
                              gradients[0][r] += dE[e] * x[1][c];
                              gradients[1][c] += dE[e] * x[0][r];
                            });
                            return gradients;
                          }});
}

std::unique_ptr<Generator> make_kronecker_generator(std::unique_ptr<Generator> rows, std::unique_ptr<Generator> columns,
                                                    Index group_size) {
  return std::make_unique<KroneckerGenerator>(std::move(rows), std::move(columns), group_size);
}

}  // namespace lgn
