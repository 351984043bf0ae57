// One case of the benchmark's convolutional version: images with a planted group (or none), free filters from
// them, the group that these give, and the network that starts from it.
#pragma once

#include "experiments/planted-group/convolutional_problem.h"
#include "tensor/io/json.h"

namespace lgn {

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
/// network which started from the true bank, minus 1), `network_unexplained`, `network_active`; where it is
/// asked for `random_start_cosine`, `random_start_gap` likewise.
Json run_case(const ConvolutionalCaseSettings& settings);

}  // namespace lgn
