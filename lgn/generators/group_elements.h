// Operations on all elements of a group, [G', C', n, d, d] on a tape, and what the forms of generators share
// when they compute them in double.
#pragma once

#include <functional>
#include <vector>

#include "lgn/filter_bank.h"

namespace lgn {

/// elements [G', C', n, d, d] -> element j, [G', C', d, d].   delements[.., j] = dy, the others 0.
Variable group_element(Variable elements, Index j);

/// The group whose elements are given; its generator is element 1, or the identity where there is no other.
LayerGroup group_of_elements(Variable elements);

/// Entry `which` of a stack, in double, under `shape`: numbers which * count .. of the tensor.
TensorD numbers_in_double(const Tensor& stack, Index which, const Shape& shape);

/// The way back: rounds `numbers` into entry `which` of the stack.
void store(const TensorD& numbers, Tensor& stack, Index which);

/// Entry `which` of the stack += factor * numbers.
void add_scaled(const TensorD& numbers, double factor, Tensor& stack, Index which);

/// The numbers of one group, a tensor for every input.
using GroupNumbers = std::vector<TensorD>;

/// How the elements of a group follow from its numbers.
struct ElementsMap {
  /// The elements [n, d, d]. What is left in `kept` is given to the way back.
  std::function<TensorD(const GroupNumbers& x, TensorD& kept)> elements;
  /// For L with dL/d(elements) = upstream, dL/dx of every input.
  std::function<GroupNumbers(const GroupNumbers& x, const TensorD& kept, const TensorD& upstream)> gradients;
};

/// The scaffold of all such operations: inputs [G', C', ..], of which each group has an entry -> elements
/// [G', C', n, d, d], every group by itself and in double.
Variable map_to_elements(const char* operation, const std::vector<Variable>& inputs, ElementsMap map);

}  // namespace lgn
