#include "lgn/parameters.h"

#include <algorithm>

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
      if (!parameter.trained || parameter.name.rfind(beginning, 0) != 0) continue;
      parameter.frozen = found = true;
    }
  }
  return found;
}

}  // namespace

bool is_generator(const std::string& name) {
  return name.rfind("A.", 0) == 0 || name.rfind("generator.", 0) == 0;
}

void freeze(ParameterSet& parameters, const std::string& list) {
  std::string names;
  for (const Parameter& parameter : parameters)
    if (parameter.trained) names += (names.empty() ? "" : ", ") + parameter.name;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string part = list.substr(begin, end - begin);
    require(!part.empty() && freeze_part(parameters, part), "--freeze ", list, ": '", part,
            "' fits no parameter of this network; expected generator, filters, thresholds, norm, head, decoder, or "
            "beginnings of ",
            names);
    begin = end + 1;
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

}  // namespace lgn
