// Two problems that other systems set themselves, with their numbers beside ours: the rotation generator from
// noise images (rotation_problem.h) and the symmetry of the two-body problem (flow_symmetry.h).
#pragma once

#include <string>

#include "tensor/io/json.h"

namespace lgn {

struct OtherSettings {
  bool quick = false;  // no table of what recovery depends on
  Index seeds = 5;
  Index seed = 1;  // the first
};

/// Both run the seeds, add their numbers to the summary, write pictures to `folder`, and return the table
/// that is printed, with the settings of both sides and the pictures' names. Cosines are absolute values of
/// Frobenius cosines, KEY the mean over the seeds and KEY_deviation their standard deviation.
///
/// Keys: cosine_rotation_7 (ours), cosine_rotation_7_central, regression_rotation_7, likewise for the other
/// cases of the table; trained_rotation_7.
std::string run_rotation_problem(const OtherSettings& settings, const std::string& folder, Json& summary);

/// Keys: cosine_two_body, cosine_two_body_in_span, cosine_two_body_masked, trained_two_body,
/// trained_two_body_in_span, time_two_body_in_span; failure_two_body and failure_two_body_time, of commuting
/// with the flow on held-out trajectories; gap_two_body, how much more the next best L fails.
std::string run_two_body_problem(const OtherSettings& settings, const std::string& folder, Json& summary);

}  // namespace lgn
