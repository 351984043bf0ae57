// The results of a sweep as one table.
#pragma once

#include "experiments/sweep/job_list.h"

namespace lgn {

/// Gathers the summaries of the runs that are complete: prints what fits into the terminal's width, writes
/// table.csv and summary.json into the sweep's folder, and names what is missing. Returns how many are.
std::size_t merge_results(const Sweep& sweep);

}  // namespace lgn
