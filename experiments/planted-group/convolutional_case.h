// One case of the benchmark's convolutional version: images with a planted group (or none), free filters from
// them, the group that these give, and the network that starts from it.
#pragma once

#include "experiments/planted-group/convolutional_problem.h"
#include "experiments/planted-group/no_group.h"
#include "tensor/io/json.h"

namespace lgn {

struct ConvolutionalCaseSettings {
  ConvolutionalProblemSettings problem;
  Index random_start_steps = 0;  // of a network that starts from nothing; 0: no such network
};

/// "conv-quarter_turn-seed-1", with what differs from the defaults between.
std::string case_name(const ConvolutionalCaseSettings& settings);

/// What a case's results are held against.
NoGroupSettings no_group_settings(const ConvolutionalCaseSettings& settings);

/// Keys: always `free_recovered` (share of the planted filters among the free ones), `order` (n not given),
/// `p_no_group`, `group_found`. With a group, n given: `score`, `closure` (before snapping),
/// `recovered_cosine` (after recovery), `recovered` and `loss_gap` (held-out loss of a pursuit over that with
/// the true bank, minus 1), `cosine` (of the trained network's A, or of what was recovered where it is no
/// group of order n); where it is one, and A* is orthogonal, `network_gap` (its held-out loss over that of a
/// network which started from the true bank, minus 1), `network_unexplained`, `network_active`; where it is
/// asked for `random_start_cosine`, `random_start_gap` likewise.
Json run_case(const ConvolutionalCaseSettings& settings, const NoGroup& no_group);

}  // namespace lgn
