// Convolution on float32: the reference, image by image in parallel.
#include "tensor/convolution.h"

#include <vector>

#include "tensor/reference/convolution.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

void require_window(const ConvolutionWindow& window) {
  for (int axis = 0; axis < 2; ++axis) {
    require(window.stride[axis] >= 1, "the stride of a convolution is ", window.stride[axis],
            "; expected at least 1");
    require(window.padding[axis] >= 0, "the padding of a convolution is ", window.padding[axis],
            "; expected zero or more");
  }
}

/// `images` [N,C,H,W], `code` [N,F,h,w] and filters [F,C,r,s] have to fit each other.
void require_fit(const Shape& images, const Shape& code, const Shape& filters,
                 const ConvolutionWindow& window) {
  for (int axis = 0; axis < 2; ++axis) {
    const Index image = images[2 + axis], kernel = filters[2 + axis];
    require(kernel >= 1 && kernel <= image + 2 * window.padding[axis], "a kernel of shape ",
            to_string(filters), " is larger than the padded image; images have shape ", to_string(images),
            ", padding ", window.padding[axis]);
  }
  require(images[0] == code[0] && images[1] == filters[1] && code[1] == filters[0] &&
              code[2] == window.code_extent(0, images[2], filters[2]) &&
              code[3] == window.code_extent(1, images[3], filters[3]),
          "images of shape ", to_string(images), ", a code of shape ", to_string(code),
          " and filters of shape ", to_string(filters), " do not fit together in a convolution");
}

void require_rank_4(const Tensor& tensor, const char* what) {
  require(tensor.rank() == 4, what, " of a convolution have shape ", to_string(tensor.shape()),
          "; expected four axes");
}

/// result = concatenation over images n of piece(n), computed in parallel.
template <class Piece>
Tensor by_image(Shape shape, Piece&& piece) {
  Tensor result = Tensor::uninitialized(shape);
  const Index images = shape[0], row = images ? result.count() / images : 0;
  parallel_for(images, [&](Index n) {
    const Tensor one = piece(n);
    std::copy(one.begin(), one.end(), result.data() + n * row);
  });
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
  return by_image(code, [&](Index n) { return reference::conv2d(x.slice(n, 1), w, window); });
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
  return by_image(images, [&](Index n) { return reference::conv_transpose2d(z.slice(n, 1), w, window); });
}

Tensor conv2d_weight_gradient(const Tensor& x, const Tensor& y_gradient, Index kernel_height,
                              Index kernel_width, const ConvolutionWindow& window) {
  require_window(window);
  require_rank_4(x, "the images");
  require_rank_4(y_gradient, "the gradients");
  const Shape filters = {y_gradient.extent(1), x.extent(1), kernel_height, kernel_width};
  require_fit(x.shape(), y_gradient.shape(), filters, window);
  std::vector<Tensor> partial(static_cast<std::size_t>(x.extent(0)));
  parallel_for(x.extent(0), [&](Index n) {
    partial[static_cast<std::size_t>(n)] = reference::conv2d_weight_gradient(
        x.slice(n, 1), y_gradient.slice(n, 1), kernel_height, kernel_width, window);
  });
  Tensor sum(filters);
  for (const Tensor& piece : partial) {
    for (Index i = 0; i < sum.count(); ++i) sum[i] += piece[i];
  }
  return sum;
}

}  // namespace lgn
