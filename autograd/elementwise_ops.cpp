#include "autograd/elementwise_ops.h"

#include <bit>
#include <cstdint>

#include "autograd/loops.h"

namespace lgn {
namespace {

/// `value` where the condition holds, else 0. Without a branch: the signs of a code cannot be predicted, and
/// a branch taken wrongly costs ten times what the operation does.
float where(bool condition, float value) {
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(value) & -static_cast<std::uint32_t>(condition));
}

/// max(x, 0); NaN stays NaN.
float positive_part(float x) {
  return where(!(x <= 0), x);
}

/// How b lies in a: `channels` is the extent of the one axis along which b is not repeated.
Channels broadcast_view(const char* operation, const Shape& a, const Shape& b) {
  Channels view{element_count(a), 1, 1};
  bool fits = a.size() == b.size(), found = false;
  for (std::size_t axis = 0; fits && axis < a.size(); ++axis) {
    if (b[axis] == 1) continue;
    fits = b[axis] == a[axis] && !found;
    found = true;
    view = {1, b[axis], 1};
    for (std::size_t i = 0; i < axis; ++i) view.outer *= a[i];
    for (std::size_t i = axis + 1; i < a.size(); ++i) view.inner *= a[i];
  }
  require(fits, operation, " cannot combine shapes ", a, " and ", b,
          "; expected one shape, or extent 1 in the second on all axes but one");
  return view;
}

/// y_i = combine(a_i, b_i), b repeated where it has extent 1.
template <class Combine>
Tensor combined(const char* operation, const Tensor& a, const Tensor& b, Combine&& combine) {
  Tensor y = Tensor::uninitialized(a.shape());
  const float *pa = a.data(), *pb = b.data();
  float* py = y.data();
  if (a.shape() == b.shape()) {
    for_each_index(a.count(), [=](Index i) { py[i] = combine(pa[i], pb[i]); });
    return y;
  }
  const Channels view = broadcast_view(operation, a.shape(), b.shape());
  if (view.inner == 1) {  // a row of b beside every row of a
    for_each_plane({1, view.outer, view.channels}, [=](Index first, Index, Index) {
      for (Index c = 0; c < view.channels; ++c) py[first + c] = combine(pa[first + c], pb[c]);
    });
  } else {
    for_each_plane(view, [=](Index first, Index last, Index c) {
      for (Index i = first; i < last; ++i) py[i] = combine(pa[i], pb[c]);
    });
  }
  return y;
}

/// dx_i += term(i), if x wants a gradient.
template <class Term>
void add_to_gradient(Variable x, Term&& term) {
  if (!x.requires_gradient()) return;
  if (x.tape().has_gradient(x)) {
    float* dx = x.tape().accumulate(x).data();
    return for_each_index(x.value().count(), [&](Index i) { dx[i] += term(i); });
  }
  Tensor first = Tensor::uninitialized(x.shape());
  float* dx = first.data();
  for_each_index(first.count(), [&](Index i) { dx[i] = term(i); });
  x.tape().accumulate(x, std::move(first));
}

/// The same for an operand b that stands beside a tensor of shape `a`: summed where b was repeated.
template <class Term>
void add_to_gradient_of_second(Variable b, const Shape& a, Term&& term) {
  if (!b.requires_gradient()) return;
  if (b.shape() == a) return add_to_gradient(b, term);
  const auto sums = channel_sums(broadcast_view("the gradient", a, b.shape()), [&](Index i, Index) { return term(i); });
  Tensor& db = b.tape().accumulate(b);
  for (Index c = 0; c < db.count(); ++c) db[c] += static_cast<float>(sums[c]);
}

/// dx_i += term(i, number of b that stands beside x_i).
template <class Term>
void add_to_gradient_of_first(Variable x, Variable b, Term&& term) {
  if (!x.requires_gradient()) return;
  const float* pb = b.value().data();
  if (b.shape() == x.shape()) return add_to_gradient(x, [&](Index i) { return term(i, pb[i]); });
  float* dx = x.tape().accumulate(x).data();
  for_each_plane(broadcast_view("the gradient", x.shape(), b.shape()), [&](Index first, Index last, Index c) {
    for (Index i = first; i < last; ++i) dx[i] += term(i, pb[c]);
  });
}

/// x as [before, axis, after].
Channels axis_view(const Shape& x, Index axis) {
  const Index rank = static_cast<Index>(x.size());
  require(axis >= -rank && axis < rank, "a sum along axis ", axis, " of a tensor of shape ", x,
          "; expected an axis from ", -rank, " to ", rank - 1);
  const auto chosen = static_cast<std::size_t>(axis < 0 ? axis + rank : axis);
  Channels view{1, x[chosen], 1};
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (i < chosen) view.outer *= x[i];
    if (i > chosen) view.inner *= x[i];
  }
  return view;
}

}  // namespace

Variable add(Variable a, Variable b) {
  Tensor y = combined("add", a.value(), b.value(), [](float x, float y) { return x + y; });
  return a.tape().record("add", std::move(y), {a, b}, [=](const Tensor& dy_tensor) {
    const float* dy = dy_tensor.data();
    add_to_gradient(a, [=](Index i) { return dy[i]; });
    add_to_gradient_of_second(b, a.shape(), [=](Index i) { return dy[i]; });
  });
}

Variable subtract(Variable a, Variable b) {
  Tensor y = combined("subtract", a.value(), b.value(), [](float x, float y) { return x - y; });
  return a.tape().record("subtract", std::move(y), {a, b}, [=](const Tensor& dy_tensor) {
    const float* dy = dy_tensor.data();
    add_to_gradient(a, [=](Index i) { return dy[i]; });
    add_to_gradient_of_second(b, a.shape(), [=](Index i) { return -dy[i]; });
  });
}

Variable multiply(Variable a, Variable b) {
  Tensor y = combined("multiply", a.value(), b.value(), [](float x, float y) { return x * y; });
  return a.tape().record("multiply", std::move(y), {a, b}, [=](const Tensor& dy_tensor) {
    const float *dy = dy_tensor.data(), *pa = a.value().data();
    add_to_gradient_of_first(a, b, [=](Index i, float beside) { return dy[i] * beside; });
    add_to_gradient_of_second(b, a.shape(), [=](Index i) { return dy[i] * pa[i]; });
  });
}

Variable scale(Variable x, double factor) {
  const float s = static_cast<float>(factor);
  Tensor y = Tensor::uninitialized(x.shape());
  const float* px = x.value().data();
  float* py = y.data();
  for_each_index(y.count(), [=](Index i) { py[i] = s * px[i]; });
  return x.tape().record("scale", std::move(y), {x}, [=](const Tensor& dy_tensor) {
    const float* dy = dy_tensor.data();
    add_to_gradient(x, [=](Index i) { return s * dy[i]; });
  });
}

Variable relu(Variable x) {
  Tensor y = Tensor::uninitialized(x.shape());
  const float* px = x.value().data();
  float* py = y.data();
  for_each_index(y.count(), [=](Index i) { py[i] = positive_part(px[i]); });
  return x.tape().record("relu", std::move(y), {x}, [=](const Tensor& dy_tensor) {
    const float *dy = dy_tensor.data(), *px = x.value().data();
    add_to_gradient(x, [=](Index i) { return where(px[i] > 0, dy[i]); });
  });
}

Variable soft_threshold(Variable v, Variable lmbd, double eta) {
  const Shape& shape = v.shape();
  require(shape.size() == 4 && lmbd.shape() == Shape({1, shape[1], 1, 1}), "soft_threshold of a code of shape ", shape,
          " was given thresholds of shape ", lmbd.shape(),
          "; expected a code [N, F, h, w] and thresholds [1, F, 1, 1]");
  const Channels view{shape[0], shape[1], shape[2] * shape[3]};
  const float step = static_cast<float>(eta);
  const Tensor u = combined("soft_threshold", v.value(), lmbd.value(),
                            [=](float x, float threshold) { return positive_part(x - step * threshold); });
  return v.tape().record("soft_threshold", u, {v, lmbd}, [=](const Tensor& du_tensor) {
    const float *du = du_tensor.data(), *pu = u.data();
    const auto passed = [=](Index i) { return where(pu[i] > 0, du[i]); };
    add_to_gradient(v, passed);
    if (!lmbd.requires_gradient()) return;
    const auto sums = channel_sums(view, [=](Index i, Index) { return passed(i); });
    Tensor& dlmbd = lmbd.tape().accumulate(lmbd);
    for (Index f = 0; f < view.channels; ++f) dlmbd[f] -= static_cast<float>(eta * sums[f]);
  });
}

Variable sum(Variable x) {
  const float* px = x.value().data();
  const double total = sum_over(x.value().count(), [=](Index i) { return px[i]; });
  return x.tape().record("sum", Tensor::full({1}, static_cast<float>(total)), {x}, [=](const Tensor& dy) {
    add_to_gradient(x, [=, upstream = dy[0]](Index) { return upstream; });
  });
}

Variable mean(Variable x) {
  require(x.value().count() > 0, "the mean of a tensor of shape ", x.shape(), ", which has no elements");
  return scale(sum(x), 1.0 / x.value().count());
}

Variable sum(Variable x, Index axis) {
  const Channels view = axis_view(x.shape(), axis);
  Shape shape = x.shape();
  shape[axis < 0 ? axis + x.value().rank() : axis] = 1;
  Tensor y = Tensor::uninitialized(shape);
  const float* px = x.value().data();
  float* py = y.data();
  for_each_index(y.count(), [=](Index i) {
    const float* first = px + i / view.inner * view.channels * view.inner + i % view.inner;
    py[i] = static_cast<float>(sum_in_range(0, view.channels, [=](Index c) { return first[c * view.inner]; }));
  });
  return x.tape().record("sum", std::move(y), {x}, [=](const Tensor& dy_tensor) {
    const float* dy = dy_tensor.data();
    float* dx = x.tape().accumulate(x).data();
    for_each_plane(view, [=](Index first, Index last, Index) {
      const float* upstream = dy + first / (view.channels * view.inner) * view.inner;
      for (Index i = first; i < last; ++i) dx[i] += upstream[i - first];
    });
  });
}

Variable mean(Variable x, Index axis) {
  const Channels view = axis_view(x.shape(), axis);
  require(view.channels > 0, "the mean along axis ", axis, " of a tensor of shape ", x.shape(),
          ", which has no elements there");
  return scale(sum(x, axis), 1.0 / view.channels);
}

}  // namespace lgn
