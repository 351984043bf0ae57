// Dense tensors: row-major, any rank, 64-byte aligned, cheap to pass by value.
//
// A tensor is a shape and a shared block of numbers; copying it copies no numbers (clone() does). The networks
// run on float32 (`Tensor`); the reference operations also run on double and on complex numbers, which is
// how derivatives are checked exactly.
#pragma once

#include <algorithm>
#include <complex>
#include <memory>

#include "tensor/error.h"
#include "tensor/memory.h"
#include "tensor/shape.h"

namespace lgn {

template <class Number>
class BasicTensor {
 public:
  /// No elements: shape [0].
  BasicTensor() : shape_{0}, count_(0) {}

  /// All zeros.
  explicit BasicTensor(Shape shape) : BasicTensor(uninitialized(std::move(shape))) { fill(Number(0)); }

  /// Contents undefined; for results that are written in full.
  static BasicTensor uninitialized(Shape shape) {
    const Index count = element_count(shape);
    return BasicTensor(std::move(shape), count, allocate_numbers(count));
  }

  static BasicTensor full(Shape shape, Number value) {
    BasicTensor tensor = uninitialized(std::move(shape));
    tensor.fill(value);
    return tensor;
  }

  /// `values` in row-major order; their number has to match.
  static BasicTensor from(Shape shape, const std::vector<Number>& values) {
    BasicTensor tensor = uninitialized(std::move(shape));
    require(static_cast<Index>(values.size()) == tensor.count(), "a tensor of shape ", tensor.shape(), " has ",
            tensor.count(), " elements; ", values.size(), " were given");
    std::copy(values.begin(), values.end(), tensor.data());
    return tensor;
  }

  const Shape& shape() const { return shape_; }
  Index rank() const { return static_cast<Index>(shape_.size()); }
  Index count() const { return count_; }
  /// Extent of an axis; negative axes count from the end.
  Index extent(Index axis) const { return shape_.at(axis < 0 ? axis + rank() : axis); }

  Number* data() { return data_.get(); }
  const Number* data() const { return data_.get(); }
  Number* begin() { return data(); }
  Number* end() { return data() + count_; }
  const Number* begin() const { return data(); }
  const Number* end() const { return data() + count_; }
  Number& operator[](Index flat) { return data_.get()[flat]; }
  const Number& operator[](Index flat) const { return data_.get()[flat]; }

  /// Element by one index per axis; not bounds-checked.
  template <class... Indices>
  Number& operator()(Indices... indices) {
    return data_.get()[offset(indices...)];
  }
  template <class... Indices>
  const Number& operator()(Indices... indices) const {
    return data_.get()[offset(indices...)];
  }

  void fill(Number value) { std::fill(begin(), end(), value); }

  /// The same numbers under another shape of equal count; shares the block.
  BasicTensor reshape(Shape shape) const {
    require(element_count(shape) == count_, "cannot reshape ", shape_, " to ", shape,
            ": the numbers of elements differ");
    return BasicTensor(std::move(shape), count_, data_);
  }

  /// A copy with a block of its own.
  BasicTensor clone() const {
    BasicTensor copy = uninitialized(shape_);
    std::copy(begin(), end(), copy.begin());
    return copy;
  }

  /// Entries [first, first + length) along the first axis; shares the block.
  BasicTensor slice(Index first, Index length) const {
    require(rank() > 0 && first >= 0 && length >= 0 && first + length <= shape_[0], "cannot take entries ", first,
            " .. ", first + length, " of a tensor of shape ", shape_);
    Shape shape = shape_;
    shape[0] = length;
    const Index row = shape_[0] ? count_ / shape_[0] : 0;
    return BasicTensor(std::move(shape), row * length, std::shared_ptr<Number>(data_, data_.get() + row * first));
  }

  /// True when both share one block.
  bool shares_with(const BasicTensor& other) const { return data_ == other.data_; }

 private:
  BasicTensor(Shape shape, Index count, std::shared_ptr<Number> data)
      : shape_(std::move(shape)), count_(count), data_(std::move(data)) {}

  static std::shared_ptr<Number> allocate_numbers(Index count) {
    const auto numbers = static_cast<std::size_t>(count);
    require(numbers < largest_block / sizeof(Number), "out of memory: a tensor of ", count, " numbers");
    return std::static_pointer_cast<Number>(allocate(numbers * sizeof(Number)));
  }

  template <class... Indices>
  Index offset(Indices... indices) const {
    Index flat = 0;
    std::size_t axis = 0;
    ((flat = flat * shape_[axis++] + static_cast<Index>(indices)), ...);
    return flat;
  }

  Shape shape_;
  Index count_;
  std::shared_ptr<Number> data_;
};

using Tensor = BasicTensor<float>;
using TensorD = BasicTensor<double>;
using TensorC = BasicTensor<std::complex<double>>;

/// The same values as another number type (complex to real is not offered).
template <class To, class From>
BasicTensor<To> cast(const BasicTensor<From>& from) {
  auto to = BasicTensor<To>::uninitialized(from.shape());
  std::transform(from.begin(), from.end(), to.begin(), [](const From& x) { return static_cast<To>(x); });
  return to;
}

/// Throws Error naming `what` unless the tensor has the expected shape.
template <class Number>
void require_shape(const BasicTensor<Number>& tensor, const Shape& expected, std::string_view what) {
  require(tensor.shape() == expected, what, " has shape ", tensor.shape(), "; expected ", expected);
}

}  // namespace lgn
