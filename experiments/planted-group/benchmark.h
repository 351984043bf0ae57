// Which cases the benchmark consists of, and running them: side by side, each saved, none run twice.
#pragma once

#include "experiments/common/planted/problem.h"
#include "experiments/planted-group/baselines.h"
#include "tensor/io/json.h"

namespace lgn {

// One case of the benchmark: a data set with a planted group (or none), what the default method makes of it,
// and what the baselines do. Its result is a flat JSON object, so that a benchmark can be taken up again.

struct CaseSettings {
  ProblemSettings problem;
  std::vector<std::string> baselines;  // forms, see baselines.h
  Index baseline_steps = 3000;
  Index null_draws = 8;  // random Q A Q^T that A's defect is measured by
};

/// Names the case's file: "quarter_turn-seed-1", with what differs from the defaults between.
std::string case_name(const CaseSettings& settings);

/// Keys: with a group `cosine`, `cosine_span`, `regular_cosine` (A moved to regular multiplicities),
/// `phase_distance` (n given), `order` (n not given); always `score`, `closure` (before snapping), `recovered`,
/// `loss_gap` (held-out loss over that of the true bank, minus 1), those of certificate.h; for each baseline FORM
/// `FORM_cosine`, `FORM_closure`, `FORM_recovered`.
Json run_case(const CaseSettings& settings);

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
