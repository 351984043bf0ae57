#include "lgn/parameters.h"

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
  for (const Parameter& parameter : parameters_) {
    if (parameter.trained) count += parameter.value.count();
  }
  return count;
}

Leaves::Leaves(Tape& tape, const ParameterSet& parameters, bool with_gradients) : tape_(tape) {
  for (const Parameter& parameter : parameters) {
    if (!parameter.trained) continue;
    variables_[parameter.name] = with_gradients ? tape.leaf(parameter.value, parameter.name)
                                                : tape.constant(parameter.value, parameter.name);
  }
}

Variable Leaves::operator[](const std::string& name) const {
  const auto place = variables_.find(name);
  require(place != variables_.end(), "there is no trained parameter named ", name);
  return place->second;
}

}  // namespace lgn
