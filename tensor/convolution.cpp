// Convolution on float32: images go into vector lanes, through the kernels, and back, one bundle of V images
// a task. Where a kernel is as large as the image it is a matrix product.
#include "tensor/convolution.h"

#include "tensor/lanes.h"
#include "tensor/linalg/matmul.h"
#include "tensor/simd/convolution_kernels.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

void require_window(const ConvolutionWindow& window) {
  for (int axis = 0; axis < 2; ++axis) {
    require(window.stride[axis] >= 1, "the stride of a convolution is ", window.stride[axis], "; expected at least 1");
    require(window.padding[axis] >= 0, "the padding of a convolution is ", window.padding[axis],
            "; expected zero or more");
  }
}

/// `images` [N,C,H,W], `code` [N,F,h,w] and filters [F,C,r,s] have to fit each other.
void require_fit(const Shape& images, const Shape& code, const Shape& filters, const ConvolutionWindow& window) {
  for (int axis = 0; axis < 2; ++axis) {
    const Index image = images[2 + axis], kernel = filters[2 + axis];
    require(kernel >= 1 && kernel <= image + 2 * window.padding[axis], "a kernel of shape ", filters,
            " is larger than the padded image; images have shape ", images, ", padding ", window.padding[axis]);
  }
  require(images[0] == code[0] && images[1] == filters[1] && code[1] == filters[0] &&
              code[2] == window.code_extent(0, images[2], filters[2]) &&
              code[3] == window.code_extent(1, images[3], filters[3]),
          "images of shape ", images, ", a code of shape ", code, " and filters of shape ", filters,
          " do not fit together in a convolution");
}

void require_rank_4(const Tensor& tensor, const char* what) {
  require(tensor.rank() == 4, what, " of a convolution have shape ", tensor.shape(), "; expected four axes");
}

simd::LaneConvolution lane_convolution(const Shape& images, const Shape& code, const Shape& filters,
                                       const ConvolutionWindow& window) {
  return {.channels = filters[1],
          .filters = filters[0],
          .kernel = {filters[2], filters[3]},
          .stride = {window.stride[0], window.stride[1]},
          .padding = {window.padding[0], window.padding[1]},
          .image = {images[2], images[3]},
          .code = {code[2], code[3]}};
}

Tensor scratch(Index vectors) {
  return Tensor::uninitialized({vectors, lane_count()});
}

constexpr Index no_border[2] = {0, 0};

/// A kernel as large as the image stands in one place only: images X [N,d], filters W [F,d], codes [N,F], and
/// each of the three operations is a matrix product.
bool in_one_place(const Shape& images, const Shape& filters, const ConvolutionWindow& window) {
  return images[2] == filters[2] && images[3] == filters[3] && window.padding[0] == 0 && window.padding[1] == 0;
}

Index row_length(const Shape& shape) {
  return shape[1] * shape[2] * shape[3];
}

/// op(A) op(B) in the shape asked for; all axes but the first are columns.
Tensor flat_product(bool transpose_a, bool transpose_b, const Tensor& a, const Tensor& b, const Shape& shape) {
  Tensor result = Tensor::uninitialized(shape);
  const Index lda = row_length(a.shape()), ldb = row_length(b.shape()), N = row_length(shape);
  const Index K = transpose_a ? a.extent(0) : lda;
  gemm(transpose_a, transpose_b, shape[0], N, K, a.data(), lda, b.data(), ldb, result.data(), N, false);
  return result;
}

}  // namespace

Tensor conv2d(const Tensor& x, const Tensor& w, const ConvolutionWindow& window) {
  require_window(window);
  require_rank_4(x, "the images");
  require_rank_4(w, "the filters");
  const Shape code = {x.extent(0), w.extent(0), window.code_extent(0, x.extent(2), w.extent(2)),
                      window.code_extent(1, x.extent(3), w.extent(3))};
  require_fit(x.shape(), code, w.shape(), window);
  if (in_one_place(x.shape(), w.shape(), window)) return flat_product(false, true, x, w, code);
  const auto& kernels = simd::select<simd::ConvolutionKernels>();
  const auto shape = lane_convolution(x.shape(), code, w.shape(), window);
  Tensor packed = Tensor::uninitialized({shape.packed_size()});
  simd::pack_filters(shape, w.data(), packed.data());
  Tensor y = Tensor::uninitialized(code);
  parallel_for(bundle_count(x.extent(0)), [&](Index bundle) {
    Tensor images = scratch(shape.padded_image_size()), codes = scratch(shape.code_size());
    pack_bundle(x, bundle, window.padding, images.data());
    kernels.conv2d(shape, images.data(), packed.data(), codes.data());
    unpack_bundle(codes.data(), bundle, y);
  });
  return y;
}

Tensor conv_transpose2d(const Tensor& z, const Tensor& w, const ConvolutionWindow& window) {
  require_window(window);
  require_rank_4(z, "the codes");
  require_rank_4(w, "the filters");
  for (int axis = 0; axis < 2; ++axis) {
    require(window.output_padding[axis] >= 0 && window.output_padding[axis] < window.stride[axis],
            "the output padding of a transposed convolution is ", window.output_padding[axis],
            "; expected at least 0 and less than the stride, ", window.stride[axis]);
  }
  const Shape images = {z.extent(0), w.extent(1), window.image_extent(0, z.extent(2), w.extent(2)),
                        window.image_extent(1, z.extent(3), w.extent(3))};
  require_fit(images, z.shape(), w.shape(), window);
  if (in_one_place(images, w.shape(), window)) return flat_product(false, false, z, w, images);
  const auto& kernels = simd::select<simd::ConvolutionKernels>();
  const auto shape = lane_convolution(images, z.shape(), w.shape(), window);
  Tensor packed = Tensor::uninitialized({shape.packed_size()});
  simd::pack_filters_transposed(shape, w.data(), packed.data());
  Tensor x = Tensor::uninitialized(images);
  parallel_for(bundle_count(z.extent(0)), [&](Index bundle) {
    Tensor codes = scratch(shape.code_size()), lanes = scratch(shape.image_size());
    pack_bundle(z, bundle, no_border, codes.data());
    kernels.conv_transpose2d(shape, codes.data(), packed.data(), lanes.data());
    unpack_bundle(lanes.data(), bundle, x);
  });
  return x;
}

Tensor conv2d_weight_gradient(const Tensor& x, const Tensor& y_gradient, Index kernel_height, Index kernel_width,
                              const ConvolutionWindow& window) {
  require_window(window);
  require_rank_4(x, "the images");
  require_rank_4(y_gradient, "the gradients");
  const Shape filters = {y_gradient.extent(1), x.extent(1), kernel_height, kernel_width};
  require_fit(x.shape(), y_gradient.shape(), filters, window);
  if (in_one_place(x.shape(), filters, window)) return flat_product(true, false, y_gradient, x, filters);
  const auto& kernels = simd::select<simd::ConvolutionKernels>();
  const auto shape = lane_convolution(x.shape(), y_gradient.shape(), filters, window);
  const Index bundles = bundle_count(x.extent(0)), size = element_count(filters);
  Tensor by_bundle = Tensor::uninitialized({bundles, size});
  parallel_for(bundles, [&](Index bundle) {
    Tensor images = scratch(shape.padded_image_size()), codes = scratch(shape.code_size());
    Tensor sums({shape.packed_size(), lane_count()});
    pack_bundle(x, bundle, window.padding, images.data());
    pack_bundle(y_gradient, bundle, no_border, codes.data());
    kernels.add_weight_gradient(shape, images.data(), codes.data(), sums.data());
    kernels.reduce_weight_gradient(shape, sums.data(), by_bundle.data() + bundle * size);
  });
  Tensor gradient = Tensor::uninitialized(filters);
  for (Index i = 0; i < size; ++i) {
    double sum = 0;
    for (Index bundle = 0; bundle < bundles; ++bundle) sum += by_bundle[bundle * size + i];
    gradient[i] = static_cast<float>(sum);
  }
  return gradient;
}

}  // namespace lgn
