// The symmetry of the two-body problem, of which other systems report the generator (Yang et al. 2023,
// LieGAN, on trajectories of their own): consecutive states of orbits; L is the one whose exp(t L) commutes
// best with the fitted flow (flow_symmetry.h), searched, given a mask, or trained.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tensor/io/json.h"
#include "tensor/tensor.h"

namespace lgn {

struct TwoBodyResult {
  TensorD ours, masked, trained, time;                 // generators; time: of x -> x + L x, for contrast
  std::vector<std::pair<std::string, double>> scores;  // by their keys in the summary
};

TwoBodyResult recover_two_body(Index seed);

/// Runs the seeds, writes two-body.png, and returns the table. Keys, means over seeds: cosine_two_body,
/// cosine_two_body_in_span, cosine_two_body_masked, trained_two_body, trained_two_body_in_span,
/// time_two_body_in_span; gap_two_body, how much more the next best L fails; failure_two_body and
/// failure_two_body_time, of commuting with the flow on held-out trajectories.
std::string two_body_table(Index seeds, Index first_seed, const std::string& folder, Json& summary);

}  // namespace lgn
