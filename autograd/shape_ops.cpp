#include "autograd/shape_ops.h"

#include "autograd/loops.h"

namespace lgn {
namespace {

/// to [count, m, n] (+)= from [count, n, m], every matrix transposed.
template <class Store>
void for_each_transposed(Index count, Index n, Index m, Store&& store) {
  parallel_ranges(count, std::max<Index>(1, (1 << 14) / std::max<Index>(1, n * m)), [&](Index first, Index last) {
    for (Index which = first; which < last; ++which)
      for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < m; ++j) store((which * m + j) * n + i, (which * n + i) * m + j);
  });
}

/// [before, axis, after], and how the parts lie in it.
struct Joint {
  Shape shape;
  Index outer = 1, inner = 1;
  std::size_t axis = 0;
};

Joint checked_joint(const std::vector<Variable>& parts, Index axis) {
  require(!parts.empty(), "there is nothing to concatenate");
  Joint joint;
  joint.shape = parts[0].shape();
  const Index rank = static_cast<Index>(joint.shape.size());
  require(axis >= -rank && axis < rank, "tensors of shape ", joint.shape, " cannot be concatenated along axis ", axis);
  joint.axis = static_cast<std::size_t>(axis < 0 ? axis + rank : axis);
  for (std::size_t k = 1; k < parts.size(); ++k) {
    Shape expected = joint.shape;
    if (parts[k].shape().size() == expected.size()) expected[joint.axis] = parts[k].shape()[joint.axis];
    require(parts[k].shape() == expected, "tensors of shapes ", parts[0].shape(), " and ", parts[k].shape(),
            " cannot be concatenated along axis ", axis, ": other extents differ");
    joint.shape[joint.axis] += parts[k].shape()[joint.axis];
  }
  for (std::size_t i = 0; i < joint.shape.size(); ++i) {
    if (i < joint.axis) joint.outer *= joint.shape[i];
    if (i > joint.axis) joint.inner *= joint.shape[i];
  }
  return joint;
}

}  // namespace

Variable reshape(Variable x, Shape shape) {
  return x.tape().record("reshape", x.value().reshape(std::move(shape)), {x}, [=](const Tensor& dy_tensor) {
    const float* dy = dy_tensor.data();
    float* dx = x.tape().accumulate(x).data();
    for_each_index(dy_tensor.count(), [=](Index i) { dx[i] += dy[i]; });
  });
}

Variable transpose(Variable x) {
  require(x.value().rank() >= 2, "transpose of a tensor of shape ", x.shape(), "; expected at least two axes");
  const Index n = x.value().extent(-2), m = x.value().extent(-1);
  const Index count = x.value().count() / std::max<Index>(1, n * m);
  Shape shape = x.shape();
  std::swap(shape[shape.size() - 1], shape[shape.size() - 2]);
  Tensor y = Tensor::uninitialized(std::move(shape));
  const float* px = x.value().data();
  float* py = y.data();
  for_each_transposed(count, n, m, [=](Index in_y, Index in_x) { py[in_y] = px[in_x]; });
  return x.tape().record("transpose", std::move(y), {x}, [=](const Tensor& dy_tensor) {
    const float* dy = dy_tensor.data();
    float* dx = x.tape().accumulate(x).data();
    for_each_transposed(count, n, m, [=](Index in_y, Index in_x) { dx[in_x] += dy[in_y]; });
  });
}

Variable concatenate(const std::vector<Variable>& parts, Index axis) {
  const Joint joint = checked_joint(parts, axis);
  const Index joined_row = joint.shape[joint.axis] * joint.inner;
  Tensor y = Tensor::uninitialized(joint.shape);
  Index offset = 0;
  for (Variable part : parts) {
    const Index row = part.shape()[joint.axis] * joint.inner;
    const float* from = part.value().data();
    for (Index i = 0; i < joint.outer; ++i)
      std::copy(from + i * row, from + (i + 1) * row, y.data() + i * joined_row + offset);
    offset += row;
  }
  return parts[0].tape().record("concatenate", std::move(y), parts, [=](const Tensor& dy) {
    Index offset = 0;
    for (Variable part : parts) {
      const Index row = part.shape()[joint.axis] * joint.inner;
      if (part.requires_gradient()) {
        float* dx = part.tape().accumulate(part).data();
        for (Index i = 0; i < joint.outer * row; ++i) dx[i] += dy[i / row * joined_row + offset + i % row];
      }
      offset += row;
    }
  });
}

}  // namespace lgn
