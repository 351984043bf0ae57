// The benchmark's convolutional version: its cases, its summary, its table.
#pragma once

#include "experiments/planted-group/convolutional_problem.h"
#include "tensor/io/json.h"

namespace lgn {

// One case of the benchmark's convolutional version: images with a planted group (or none), free filters from
// them, the group that these give, and the network that starts from it.

struct ConvolutionalCaseSettings {
  ConvolutionalProblemSettings problem;
  Index random_start_steps = 0;  // of a network that starts from nothing; 0: no such network
  Index null_draws = 8;          // random Q A Q^T that A's defect is measured by
};

/// "conv-quarter_turn-seed-1", with what differs from the defaults between.
std::string case_name(const ConvolutionalCaseSettings& settings);

/// Keys: always `free_recovered` (share of the planted filters among the free ones), `order` (n not given),
/// those of certificate.h. With a group, n given: `score`, `closure` (before snapping),
/// `recovered_cosine` (after recovery), `recovered` and `loss_gap` (held-out loss of a pursuit over that with
/// the true bank, minus 1), `cosine` (of the trained network's A, or of what was recovered where it is no
/// group of order n); where it is one, and A* is orthogonal, `network_gap` (its held-out loss over that of a
/// network which started from the true bank, minus 1); where it is asked for `random_start_cosine`.
Json run_case(const ConvolutionalCaseSettings& settings);

struct ConvolutionalSettings {
  bool quick = false;
  Index seeds = 20;      // per planted group; a quarter of it where noise is varied, or random starts are trained
  Index null_draws = 8;  // random Q A Q^T that defects are measured by
  Index random_start_steps = 500;
  Index images = 1000;               // of a data set, half of them held out
  Index seed = 1;                    // of the first data set
  std::vector<std::string> actions;  // empty: quarter_turn, and in the full benchmark others and none
};

struct ConvolutionalBenchmarkCase {
  std::string part;  // "groups", "noise"
  ConvolutionalCaseSettings settings;
  Json result = {};
};

/// Quick: the quarter turn. Full: other groups and none, and levels of noise for the quarter turn.
std::vector<ConvolutionalBenchmarkCase> convolutional_cases(const ConvolutionalSettings& settings);

/// Adds success_conv_ACTION with its Wilson interval (_low, _high), cosine_conv_ACTION and so on;
/// success_conv_noise_LEVEL; false_positive_conv.
void summarize(const std::vector<ConvolutionalBenchmarkCase>& cases, Json& summary);

/// The table that is printed.
std::string report_table(const std::vector<ConvolutionalBenchmarkCase>& cases);

}  // namespace lgn
