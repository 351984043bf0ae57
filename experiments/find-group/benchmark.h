// find-group --benchmark: how often the probe finds what is planted, and claims what is not there.
#pragma once

#include "experiments/find-group/benchmark_law.h"
#include "experiments/find-group/probe_result.h"
#include "tensor/io/json.h"

namespace lgn {

struct ProbeBenchmarkSettings {
  InputSettings input;
  ProbeSettings probe;
  bool quick = false, resume = false;
  bool baseline = false;  // beside the probe a fit without an order (unordered_fit.h)
  std::vector<std::string> laws = {"patches", "signals", "mixture"};  // in which groups are planted
  Index seeds = 20;                                                   // of every planted group
  Index null_seeds = 67;                                              // of every law without a group
  Index repetitions = 200;                                            // of every nearly symmetric law
  Index seed = 1;                                                     // the first
};

/// One data set through the probe: found (certified, and every planted generator in the group with cosine
/// .98), certified, order, defect, upper, cosine; and what two other rules claim of the best candidate:
/// not_rejected (its lower bound, at its share of 5 %, is 0) and agrees (the training half's moments
/// agree with their image by a cosine of .9).
Json probe_planted(const BenchmarkLaw& law, const Images& images, const ProbeBenchmarkSettings& settings,
                   std::uint64_t seed);

/// All cases, side by side, each kept in `folder`/cases as soon as it is there and read back with --resume.
/// Writes power.png. Returns the tables; sets the summary.
std::string run_benchmark(const ProbeBenchmarkSettings& settings, const std::string& folder, Json& summary);

}  // namespace lgn
