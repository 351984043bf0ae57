// The page of all results: the paper and ours in words, in pictures, number for number; then a section for each result.
#pragma once

#include "experiments/report/results.h"

namespace lgn {

/// HTML that needs nothing but itself; pictures that would make it larger than `bytes` are left out.
std::string report_page(const std::vector<Result>& results, std::size_t bytes);

}  // namespace lgn
