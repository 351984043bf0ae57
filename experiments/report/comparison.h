// Our numbers in tables, where published ones stand beside them and where not.
#pragma once

#include "experiments/report/seeds.h"

namespace lgn {

/// A row for every figure that the paper and others state; where nothing of ours stands beside it, how to run
/// it.
std::string comparison(const std::vector<SeededRow>& rows);

/// Networks, a row for each configuration: error or accuracy, parameters, seeds. HTML; "" without any.
std::string networks_table(const std::vector<SeededRow>& rows);

}  // namespace lgn
