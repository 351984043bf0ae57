#include "lgn/generators/kronecker.h"

#include "lgn/generators/forms.h"
#include "lgn/generators/group_elements.h"
#include "lgn/generators/matrix_powers.h"

namespace lgn {
namespace {

/// Calls body(entry of E, entry of rows, entry of columns) for every entry of one product.
template <class Body>
void for_each_product(Index m, Body&& body) {
  for (Index r = 0; r < m; ++r)
    for (Index c = 0; c < m; ++c)
      for (Index s = 0; s < m; ++s)
        for (Index t = 0; t < m; ++t) body(((r * m + c) * m + s) * m + t, r * m + s, c * m + t);
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
    return group_of_elements(
        kronecker_elements(elements(*rows_, leaves, layer), elements(*columns_, leaves, layer)));
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
  require(shape.size() == 5 && columns.shape() == shape, "a Kronecker product of groups of shapes ",
          to_string(shape), " and ", to_string(columns.shape()), "; expected [G', C', n, m, m] twice");
  const Index m = shape[3], small = m * m, count = rows.value().count() / small;
  Tensor elements = Tensor::uninitialized({shape[0], shape[1], shape[2], small, small});
  for (Index i = 0; i < count; ++i) {
    const float *R = rows.value().data() + i * small, *C = columns.value().data() + i * small;
    float* E = elements.data() + i * small * small;
    for_each_product(m, [=](Index e, Index r, Index c) { E[e] = R[r] * C[c]; });
  }
  return rows.tape().record(
      "kronecker_elements", std::move(elements), {rows, columns}, [=](const Tensor& delements) {
        Tensor* drows = rows.requires_gradient() ? &rows.tape().accumulate(rows) : nullptr;
        Tensor* dcolumns = columns.requires_gradient() ? &columns.tape().accumulate(columns) : nullptr;
        for (Index i = 0; i < count; ++i) {
          const float *R = rows.value().data() + i * small, *C = columns.value().data() + i * small;
          const float* dE = delements.data() + i * small * small;
          TensorD dR({m, m}), dC({m, m});
          for_each_product(m, [&](Index e, Index r, Index c) {
            dR[r] += static_cast<double>(dE[e]) * C[c];
            dC[c] += static_cast<double>(dE[e]) * R[r];
          });
          if (drows) add_scaled(dR, 1, *drows, i);
          if (dcolumns) add_scaled(dC, 1, *dcolumns, i);
        }
      });
}

std::unique_ptr<Generator> make_kronecker_generator(std::unique_ptr<Generator> rows,
                                                    std::unique_ptr<Generator> columns, Index group_size) {
  return std::make_unique<KroneckerGenerator>(std::move(rows), std::move(columns), group_size);
}

}  // namespace lgn
