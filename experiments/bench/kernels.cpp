#include "experiments/bench/kernels.h"

#include <memory>

#include "tensor/lanes.h"
#include "tensor/linalg/matmul.h"
#include "tensor/random.h"
#include "tensor/simd/convolution_kernels.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// All that the three kernels read and write, a bundle of images after the other.
struct LaneProblem {
  simd::LaneConvolution shape;
  Index bundles;
  Tensor images, bordered;  // [bundles, image_size() or padded_image_size(), V]
  Tensor codes;             // [bundles, code_size(), V]
  Tensor packed, packed_transposed;
  Tensor sums, filter_gradients;  // [bundles, packed_size(), V], [bundles, F C m m]
};

simd::LaneConvolution lane_shape(const Architecture& a) {
  const ConvolutionWindow window = a.window();
  return {.channels = a.channels,
          .filters = a.filters(),
          .kernel = {a.kernel.height, a.kernel.width},
          .stride = {a.stride, a.stride},
          .padding = {window.padding[0], window.padding[1]},
          .image = {a.height, a.width},
          .code = {a.code_height(), a.code_width()}};
}

std::shared_ptr<LaneProblem> lane_problem(const Architecture& a, Index batch) {
  const simd::LaneConvolution shape = lane_shape(a);
  const Index bundles = bundle_count(batch), V = lane_count();
  Random random(1, Stream::data);
  const Shape filters = {a.filters(), a.channels, a.kernel.height, a.kernel.width};
  const Tensor w = normal_tensor(random, filters);
  auto p = std::make_shared<LaneProblem>(LaneProblem{
      shape,
      bundles,
      Tensor({bundles, shape.image_size(), V}),
      uniform_tensor(random, {bundles, shape.padded_image_size(), V}, -1, 1),
      uniform_tensor(random, {bundles, shape.code_size(), V}, -1, 1),
      Tensor({shape.packed_size()}),
      Tensor({shape.packed_size()}),
      Tensor({bundles, shape.packed_size(), V}),
      Tensor({bundles, element_count(filters)}),
  });
  simd::pack_filters(shape, w.data(), p->packed.data());
  simd::pack_filters_transposed(shape, w.data(), p->packed_transposed.data());
  return p;
}

/// Bundle `bundle` of a tensor whose first axis is bundles.
float* part(Tensor& tensor, Index bundle) {
  return tensor.data() + bundle * (tensor.count() / tensor.extent(0));
}

void run_conv2d(LaneProblem& p) {
  const auto& kernels = simd::select<simd::ConvolutionKernels>();
  parallel_for(p.bundles, [&](Index bundle) {
    kernels.conv2d(p.shape, part(p.bordered, bundle), p.packed.data(), part(p.codes, bundle));
  });
}

void run_conv_transpose2d(LaneProblem& p) {
  const auto& kernels = simd::select<simd::ConvolutionKernels>();
  parallel_for(p.bundles, [&](Index bundle) {
    kernels.conv_transpose2d(p.shape, part(p.codes, bundle), p.packed_transposed.data(), part(p.images, bundle));
  });
}

void run_weight_gradient(LaneProblem& p) {
  const auto& kernels = simd::select<simd::ConvolutionKernels>();
  parallel_for(p.bundles, [&](Index bundle) {
    float* sums = part(p.sums, bundle);
    std::fill_n(sums, p.sums.count() / p.bundles, 0.0f);
    kernels.add_weight_gradient(p.shape, part(p.bordered, bundle), part(p.codes, bundle), sums);
    kernels.reduce_weight_gradient(p.shape, sums, part(p.filter_gradients, bundle));
  });
}

}  // namespace

std::vector<Workload> convolution_workloads(const Architecture& architecture, Index batch, const std::string& data,
                                            const std::string& prefix) {
  const double operations = convolution_operations(architecture, batch);
  const auto workload = [&](const char* name, const char* key, void (*run)(LaneProblem&)) {
    const auto problem = lane_problem(architecture, batch);
    return Workload{name, data, prefix + key, operations, batch, [=] { run(*problem); }};
  };
  return {workload("conv2d", "conv", run_conv2d), workload("conv_transpose2d", "conv_transpose", run_conv_transpose2d),
          workload("conv2d weight gradient", "conv_weight_gradient", run_weight_gradient)};
}

Workload product_workload(Index n) {
  Random random(1, Stream::data);
  const Tensor a = uniform_tensor(random, {n, n}, -1, 1), b = uniform_tensor(random, {n, n}, -1, 1);
  Tensor c({n, n});
  const double size = static_cast<double>(n);
  return {"matrix product", concat("n = ", n), concat("gemm_", n), 2 * size * size * size, 0, [n, a, b, c]() mutable {
            gemm(false, false, n, n, n, a.data(), n, b.data(), n, c.data(), n, false);
          }};
}

double convolution_operations(const Architecture& a, Index batch) {
  return 2.0 * (batch * a.filters() * a.code_height() * a.code_width()) * (a.channels * a.kernel_size());
}

}  // namespace lgn
