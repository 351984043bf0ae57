// What the paper shows and asks, and what was measured here, in words: what the page begins with.
#pragma once

#include "experiments/report/seeds.h"

namespace lgn {

/// HTML tables, a row for each figure, table and claim of the paper, and for each question that it leaves open.
/// The numbers are those of the rows; where one is missing, the row says what to run.
std::string findings_of_the_paper(const std::vector<SeededRow>& rows);
std::string open_questions(const std::vector<SeededRow>& rows);

struct FindingPicture {
  std::string path, caption;
};

/// The pictures that belong to both, in their order, of those that are there.
std::vector<FindingPicture> finding_pictures(const std::vector<SeededRow>& rows);

}  // namespace lgn
