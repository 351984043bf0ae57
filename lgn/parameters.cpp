#include "lgn/parameters.h"

#include <algorithm>
#include <cmath>

#include "tensor/names.h"
#include "tensor/threads.h"

namespace lgn {

void ParameterSet::add(Parameter parameter) {
  require(!contains(parameter.name), "the parameter ", parameter.name, " exists already");
  places_[parameter.name] = parameters_.size();
  parameters_.push_back(std::move(parameter));
}

Parameter& ParameterSet::at(const std::string& name) {
  const auto place = places_.find(name);
  require(place != places_.end(), "there is no parameter named ", name);
  return parameters_[place->second];
}

const Parameter& ParameterSet::at(const std::string& name) const {
  return const_cast<ParameterSet*>(this)->at(name);
}

Index ParameterSet::trained_count() const {
  Index count = 0;
  for (const Parameter& parameter : parameters_)
    if (parameter.trained) count += parameter.value.count();
  return count;
}

Index ParameterSet::frozen_count() const {
  Index count = 0;
  for (const Parameter& parameter : parameters_)
    if (parameter.frozen) count += parameter.value.count();
  return count;
}

namespace {

const std::map<std::string, std::vector<std::string>> parts_of_networks = {{"generator", {"A.", "A_inv", "generator."}},
                                                                           {"filters", {"B."}},
                                                                           {"thresholds", {"lmbd.", "orbit.lmbd."}},
                                                                           {"norm", {"bn.", "orbit.bn."}},
                                                                           {"head", {"fc."}},
                                                                           {"decoder", {"D"}}};

bool freeze_part(ParameterSet& parameters, const std::string& part) {
  const auto known = parts_of_networks.find(part);
  const auto beginnings = known == parts_of_networks.end() ? std::vector<std::string>{part} : known->second;
  bool found = false;
  for (Parameter& parameter : parameters) {
    for (const std::string& beginning : beginnings) {
      if (!parameter.trained || !parameter.name.starts_with(beginning)) continue;
      parameter.frozen = found = true;
    }
  }
  return found;
}

}  // namespace

bool is_generator(const std::string& name) {
  return name.starts_with("A.") || name.starts_with("generator.");
}

void freeze(ParameterSet& parameters, const std::string& list) {
  std::string names;
  for (const Parameter& parameter : parameters)
    if (parameter.trained) names += (names.empty() ? "" : ", ") + parameter.name;
  for (const std::string& part : split_list(list)) {
    require(!part.empty() && freeze_part(parameters, part), "--freeze ", list, ": '", part,
            "' fits no parameter of this network; expected generator, filters, thresholds, norm, head, decoder, or "
            "beginnings of ",
            names);
  }
  require(parameters.frozen_count() < parameters.trained_count(), "--freeze ", list,
          " leaves nothing to be trained; name fewer parameters");
}

Leaves::Leaves(Tape& tape, const ParameterSet& parameters, bool with_gradients) : tape_(tape) {
  for (const Parameter& parameter : parameters) {
    if (!parameter.trained) continue;
    variables_[parameter.name] = with_gradients && !parameter.frozen ? tape.leaf(parameter.value, parameter.name)
                                                                     : tape.constant(parameter.value, parameter.name);
  }
}

Variable Leaves::operator[](const std::string& name) const {
  const auto place = variables_.find(name);
  require(place != variables_.end(), "there is no trained parameter named ", name);
  return place->second;
}

void project_to_unit_norm(Tensor& matrices) {
  const Index size = matrices.extent(-2) * matrices.extent(-1);
  if (size == 0) return;
  for (Index i = 0; i < matrices.count() / size; ++i) {
    float* matrix = matrices.data() + i * size;
    double square = 0;
    for (Index j = 0; j < size; ++j) square += static_cast<double>(matrix[j]) * matrix[j];
    if (square == 0) continue;
    const float scale = static_cast<float>(1 / std::sqrt(square));
    for (Index j = 0; j < size; ++j) matrix[j] *= scale;
  }
}

Tensor unit_norm_normal(Random& random, Shape shape) {
  Tensor matrices = normal_tensor(random, std::move(shape));
  project_to_unit_norm(matrices);
  return matrices;
}

Tensor uniform_fan_in(Random& random, Shape shape, Index fan_in) {
  const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
  return uniform_tensor(random, std::move(shape), -bound, bound);
}

void project(ParameterSet& parameters) {
  for (Parameter& parameter : parameters) {
    if (parameter.frozen) continue;
    if (parameter.unit_norm) project_to_unit_norm(parameter.value);
    if (!parameter.nonnegative) continue;
    for (float& x : parameter.value) x = std::max(x, 0.0f);
  }
}

}  // namespace lgn
