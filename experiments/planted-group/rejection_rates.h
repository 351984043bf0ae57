// How often the tests of symmetry_hypothesis.h reject, at levels of 1 and 5 per cent.
#pragma once

#include "experiments/planted-group/benchmark.h"

namespace lgn {

/// Sets, for the data sets of one planted group (or none), with Wilson intervals, LEVEL 01 and 05,
///   symmetry_rejected_LEVEL_ACTION   "A is a symmetry of the data"
///   advantage_found_LEVEL_ACTION     "A's advantage over Q A Q^T is what it is without a group"
///   beats_turned_LEVEL_ACTION        "A is worth no more than Q A Q^T", which A was not fitted for
/// the last two where turned groups were asked for, and where p-values so small can occur.
void summarize_tests(const std::string& action, const std::vector<const BenchmarkCase*>& cases,
                     Json& summary);

/// A table with a row an action, of shares at 5 per cent; empty without turned groups.
std::string tests_table(
    const std::vector<std::pair<std::string, std::vector<const BenchmarkCase*>>>& cases_by_action);

}  // namespace lgn
