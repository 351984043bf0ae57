// find-group --benchmark: what came of the data sets of each law, as tables.
#pragma once

#include "experiments/find-group/benchmark_law.h"
#include "tensor/io/json.h"

namespace lgn {

inline constexpr double found_cosine = 0.98, agreement_that_claims = 0.9;

/// A law, and what came of its data sets, one for each seed.
struct BenchmarkRow {
  BenchmarkLaw law;
  std::vector<Json> results = {};
  Index failed = 0;

  std::string name() const;
  Index count(const char* what) const;       // results in which it is true
  double median_of(const char* what) const;  // over results
};

/// A law's name in names of files and in keys of the summary: its words with one _ between them.
std::string law_key(const std::string& name);

/// "3 / 4 (0.30, 0.95)", with Wilson's interval.
std::string rate_with_interval(Index successes, Index trials);

/// What failed is no hit among planted groups (`hit` is found), and left out where nothing may be certified.
std::string planted_table(const std::vector<BenchmarkRow>& rows, const std::string& hit, Json& summary);

/// Of laws that are nearly symmetric, with power.png in the folder. `truth`: for each row the defect that the bound has
/// to be above, of a sample much larger than the repetitions'.
std::string coverage_table(const std::vector<BenchmarkRow>& rows, const std::vector<Json>& truth,
                           const std::string& folder, Json& summary);

/// Of the matrix that is fitted without an order (unordered_fit.h).
std::string baseline_table(const std::vector<BenchmarkRow>& rows, bool planted, Json& summary);

}  // namespace lgn
