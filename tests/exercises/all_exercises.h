// The five exercises: a check for each, which is run on the reader's attempt or on the answer.
#pragma once

#include <string>
#include <vector>

namespace lgn::exercises {

/// A check returns nothing when all is right, else a sentence that says what was expected, and why.
struct Exercise {
  std::string name;  // its folder
  std::string (*check_stub)();
  std::string (*check_answer)();
};

const std::vector<Exercise>& all_exercises();

}  // namespace lgn::exercises
