#include "experiments/planted-group/baselines.h"

#include <algorithm>
#include <cmath>

#include "autograd/convolution_ops.h"
#include "autograd/elementwise_ops.h"
#include "autograd/losses.h"
#include "autograd/matrix_ops.h"
#include "autograd/optimizer.h"
#include "autograd/shape_ops.h"
#include "experiments/common/planted/metrics.h"
#include "lgn/generators/generator.h"
#include "lgn/generators/lie.h"
#include "lgn/generators/orthogonal.h"
#include "lgn/parameters.h"
#include "lgn/recovery/dictionary_learning.h"
#include "lgn/unfolded_layer.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

constexpr Index layers = 6, batch_size = 256;
constexpr double eta = 0.2, threshold = 0.3, clip = 2, learning_rate = 1e-2;
constexpr double soft_weight = 0.1;  // of the penalty in `soft`

class Baseline {
 public:
  Baseline(const Problem& problem, const BaselineSettings& settings, Index seed)
      : settings_(settings),
        random_(static_cast<std::uint64_t>(seed), Stream::initialization),
        n_(problem.action.order),
        q_(problem.groups),
        d_(problem.bank.extent(1)),
        side_(std::lround(std::sqrt(static_cast<double>(d_)))) {
    require(untied() || settings.form == "published" || settings.form == "shared" || settings.form == "soft" ||
                settings.form == "skew" || settings.form == "orthogonal",
            "there is no baseline '", settings.form, "'; expected untied, published, shared, soft, skew or orthogonal");
    base_ = unit_norm_normal(random_, {untied() ? n_ * q_ : q_, 1, side_, side_});
    const Index matrices = settings.form == "published" ? q_ : 1;
    const Shape shape = settings.form == "orthogonal" ? Shape{1, 1, d_ * (d_ - 1) / 2} : Shape{matrices, 1, d_, d_};
    generator_ = unit_norm() ? unit_norm_normal(random_, shape) : normal_tensor(random_, shape);
    if (!unit_norm() && settings.form != "orthogonal") {
      for (float& x : generator_) x /= std::sqrt(static_cast<float>(d_));  // singular values of order 1
    }
  }

  void train(const Tensor& patches) {
    Adam adam;
    for (Index step = 0; step < settings_.steps; ++step) {
      Tape tape;
      const Variable base = tape.leaf(base_), generator = tape.leaf(generator_);
      Variable loss = loss_on(batch_of(patches), base, generator);
      tape.backward(loss);
      clip_gradient_norm({base.gradient(), generator.gradient()}, clip);
      const double rate = learning_rate * (4 * step < 3 * settings_.steps ? 1 : 0.1);
      adam.step({{base_, base.gradient()}, {generator_, generator.gradient()}}, rate);
      project_to_unit_norm(base_);
      if (unit_norm()) project_to_unit_norm(generator_);
    }
  }

  BaselineResult result(const Problem& problem) const {
    Tape tape;
    const LayerGroup group = make_group(tape.leaf(generator_));
    TensorD unit = cast<double>(bank_of(tape.leaf(base_), group).value().reshape({n_ * q_, d_})).clone();
    normalize_rows(unit);
    BaselineResult result;
    result.recovered = filters_recovered(problem.bank, unit);
    if (untied()) return result;
    const Index count = group.generators.value().extent(0);
    const TensorD matrices = cast<double>(group.generators.value()).reshape({count, d_, d_});
    for (Index g = 0; g < count; ++g) {
      const TensorD A = matrices.slice(g, 1).reshape({d_, d_});
      result.cosine += group_cosine(A, problem.action.A, n_) / count;
      result.closure += closure(A) / count;
    }
    return result;
  }

 private:
  bool untied() const { return settings_.form == "untied"; }
  bool unit_norm() const { return settings_.form == "published" || settings_.form == "shared"; }

  double closure(const TensorD& A) const {
    TensorD power = A;
    for (Index j = 1; j < n_; ++j) power = matmul(power, A);
    return distance_from_identity(power);
  }

  Variable bank_of(Variable base, const LayerGroup& group) const {
    return untied() ? base : filter_bank(base, group, n_);
  }

  LayerGroup make_group(Variable generator) const {
    if (settings_.form == "skew") return with_elements(lie_elements(subtract(generator, transpose(generator)), n_));
    if (settings_.form == "orthogonal") {
      const Representation rho = cyclic_representation(n_, regular_cyclic_multiplicities(n_, d_));
      return with_elements(orthogonal_elements(generator, rho));
    }
    return {generator, {}};
  }

  /// A is the group's element 1.
  LayerGroup with_elements(Variable elements) const {
    const Tensor all = elements.value().reshape({n_, d_, d_});
    return {elements.tape().constant(all.slice(1, 1).reshape({1, 1, d_, d_})), elements};
  }

  Tensor batch_of(const Tensor& patches) {
    Tensor batch = Tensor::uninitialized({batch_size, 1, side_, side_});
    for (Index i = 0; i < batch_size; ++i) {
      const auto row = static_cast<Index>(random_.below(static_cast<std::uint64_t>(patches.extent(0))));
      std::copy_n(patches.data() + row * d_, d_, batch.data() + i * d_);
    }
    return batch;
  }

  Variable loss_on(const Tensor& batch, Variable base, Variable generator) const {
    Tape& tape = base.tape();
    const LayerGroup group = make_group(generator);
    const Variable bank = bank_of(base, group), images = tape.constant(batch);
    const Variable lambda = tape.constant(Tensor::full({1, n_ * q_, 1, 1}, static_cast<float>(threshold)));
    UnfoldedState state;
    for (double momentum : momenta(layers)) state = unfolded_layer(state, images, bank, lambda, eta, momentum, {});
    const Variable loss = squared_error(conv_transpose2d(*state.u, bank, {}), images);
    if (settings_.form != "soft") return loss;
    const Variable power = matrix_power(reshape(generator, {d_, d_}), n_);
    const Variable gap = subtract(power, tape.constant(cast<float>(identity(d_))));
    return add(loss, scale(frobenius_norm(gap), soft_weight / std::sqrt(static_cast<double>(d_))));
  }

  BaselineSettings settings_;
  Random random_;
  Index n_, q_, d_, side_;
  Tensor base_, generator_;
};

}  // namespace

BaselineResult train_baseline(const Problem& problem, const BaselineSettings& settings, Index seed) {
  Baseline baseline(problem, settings, seed);
  baseline.train(cast<float>(problem.fitted));
  return baseline.result(problem);
}

}  // namespace lgn
