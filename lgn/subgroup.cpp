#include "lgn/subgroup.h"

#include "lgn/generators/group_elements.h"
#include "lgn/generators/representation.h"
#include "lgn/generators/snap.h"
#include "lgn/generators/start.h"
#include "lgn/model_file.h"
#include "lgn/orbits.h"

namespace lgn {
namespace {

void require_restrictable(const Architecture& a, Index M, const std::string& path) {
  require(M >= 1 && a.group_size % M == 0, "--subgroup ", M, " of ", path, ", whose groups have ", a.group_size,
          " elements; expected a divisor of that");
  const bool shared = a.share == Sharing::layer || a.share == Sharing::network;
  require(a.generator == Form::orthogonal && a.multiplicities != "learned" && shared && a.head == Head::linear &&
              a.stages == 0 && a.regularizer == Regularizer::none,
          "--subgroup needs a network with --generator orthogonal, --share layer or network, fixed --multiplicities, "
          "--head linear, no --stages and no regulariser; ",
          path, " is another");
}

/// What the group does not decide, as it is; numbers of orbits once for each of theirs.
void copy_others(const SafetensorsFile& model, Index base_filters, SafetensorsFile& result) {
  for (const StoredTensor& tensor : model.tensors) {
    const std::string& name = tensor.name;
    if (name.starts_with("A.") || name.starts_with("B.") || is_generator(name)) continue;
    if (name.starts_with("orbit."))
      result.add(name, for_all_filters(model.float_tensor(name), tensor.shape.size() == 4 ? 1 : 0, base_filters));
    else
      result.tensors.push_back(tensor);
  }
}

}  // namespace

SafetensorsFile restricted_to_subgroup(const SafetensorsFile& model, Index M) {
  const Network network = to_network(model);
  Architecture a = network.architecture();
  require_restrictable(a, M, model.path);
  const Index n = a.group_size, d = a.kernel_size();
  a.base_filters *= M, a.group_size /= M, a.multiplicities = "regular";
  SafetensorsFile result{model.path, {}, {}};
  copy_others(model, a.base_filters, result);
  Tape tape;
  const Leaves leaves(tape, network.parameters(), false);
  std::vector<Tensor> matrices;
  for (Index k = 0; k < a.layers; ++k) {
    const LayerGroup group = network.group(leaves, k);
    const Variable elements = group.elements.value();
    const TensorD power = numbers_in_double(elements.value(), M % n, {d, d});
    if (a.group_size > 1) a.multiplicities = multiplicities_text(snap_orthogonal(power, a.group_size).multiplicities);
    matrices.push_back(expand_generator(cast<float>(power).reshape({1, 1, d, d}), a));
    result.add(numbered("B", k), filter_bank(leaves[numbered("B", k)], group, n).value().slice(0, a.base_filters));
    result.add(numbered("A", k), matrices.back());
  }
  if (can_start_from_matrices(a))
    for (const auto& [name, value] : start_from_matrices(a, matrices).parameters) result.add(name, value);
  result.metadata = to_metadata(a);
  return result;
}

}  // namespace lgn
