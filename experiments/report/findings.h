// What the paper shows and asks, and what was measured here, in words: what the page begins with.
#pragma once

#include "experiments/report/seeds.h"

namespace lgn {

/// For people: accuracies with their interval, else the mean with few digits.
std::string number_in_words(const std::string& key, const std::vector<double>& values);

/// HTML tables, a row for each of the paper's figures and main claims, and for each question that it leaves open.
/// The numbers are those of rows of these names that are not --quick; where one is missing, the row says which.
std::string findings_of_the_paper(const std::vector<SeededRow>& rows);
std::string open_questions(const std::vector<SeededRow>& rows);

struct FindingPicture {
  std::string path, caption;
};

/// The pictures that belong to both, in their order, of those that are there.
std::vector<FindingPicture> finding_pictures(const std::vector<SeededRow>& rows);

}  // namespace lgn
