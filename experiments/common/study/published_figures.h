// What the paper, the published repository and others' papers state, to stand beside our numbers.
#pragma once

#include <string>

namespace lgn {

struct PublishedFigure {
  const char* program;  // as in build/: "classify"
  const char* dataset;  // as in --dataset; "" for any
  const char* key;      // of summary.json
  const char* stated;   // for people: "about 65 %"
  const char* source;
};

/// The figure that belongs beside a number of ours, or a null pointer.
const PublishedFigure* published_figure(const std::string& program, const std::string& dataset,
                                        const std::string& key);

}  // namespace lgn
