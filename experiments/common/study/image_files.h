// Data sets as the runs of a study take them: by name, or as files of images.
#pragma once

#include <string>
#include <vector>

#include "datasets/dataset.h"

namespace lgn {

struct NamedData {
  std::string name;
  std::vector<std::string> flags;  // of build/classify
};

/// {"mnist", {"--dataset", "mnist"}} for every name in the list, which commas separate.
std::vector<NamedData> named_data(const std::string& list);

/// Two data sets out of the embedded one, written into FOLDER/data: 1,000 + 250 of its images upright, and
/// turned by random angles.
std::vector<NamedData> upright_and_turned(const std::string& folder);

}  // namespace lgn
