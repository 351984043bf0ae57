// The networks whose parameters are weighed against their accuracy.
#pragma once

#include <string>
#include <vector>

#include "tensor/shape.h"

namespace lgn {

struct Candidate {
  std::string key;                 // in summary.json and in names of runs
  std::string label;               // in the table
  std::string family;              // those of one family share a line in the plot
  std::vector<std::string> flags;  // of build/classify; none for a plain CNN
  Index parameters;                // on CIFAR-10 with the default architecture; of a plain CNN the most it may have
  bool plain = false;
};

/// All of them; with the file of a group that find-group left, also the one that starts there.
std::vector<Candidate> candidates(const std::string& group = "");

/// Those that a list of keys, separated by commas, names, in the order of all. Throws Error for an unknown one.
std::vector<Candidate> chosen(const std::vector<Candidate>& all, const std::string& keys);

}  // namespace lgn
