// Words for results and pictures: what they are, and what to look at.
#pragma once

#include "experiments/report/results.h"

namespace lgn {

struct Heading {
  std::string title, what_to_see;
};

Heading heading_of(const Result& result);

/// Where a program's results stand on the page: in the order of the paper, what is not of the paper last.
int place_of(const std::string& program);

/// Of a picture, by its file's name; the name itself where nothing is known of it.
std::string caption_of(const std::string& picture);

}  // namespace lgn
