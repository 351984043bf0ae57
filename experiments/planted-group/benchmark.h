// Which cases the benchmark consists of, and running them: side by side, each saved, none run twice.
#pragma once

#include "experiments/planted-group/case.h"

namespace lgn {

struct BenchmarkSettings {
  bool quick = false;
  Index seeds = 20;           // per planted group
  Index without_group = 100;  // data sets without one
  Index null_draws = 8;       // random Q A Q^T that defects are measured by
  Index baseline_steps = 3000;
  Index patches = 20000;               // per data set, but where they are what is varied
  Index seed = 1;                      // of the first data set
  std::vector<std::string> actions{};  // empty: those of the quick or the full benchmark
};

struct BenchmarkCase {
  std::string part;  // "groups", "filters", "noise", "dimension"
  CaseSettings settings;
  Json result = {};
};

/// The cases, in order. Full: all groups and baselines, then filters per generator, noise against number of
/// patches, and dimension, on random groups of order 4.
std::vector<BenchmarkCase> benchmark_cases(const BenchmarkSettings& settings);

}  // namespace lgn
