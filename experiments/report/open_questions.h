// What the experiments past the paper say of the questions that it leaves open, and what they do not.
#pragma once

#include "experiments/report/results.h"

namespace lgn {

/// A table, HTML: a row for each question; its numbers are those of the first complete result of its program,
/// and where there is none, or it lacks one of them, the row says what to run.
std::string open_questions(const std::vector<Result>& results);

}  // namespace lgn
