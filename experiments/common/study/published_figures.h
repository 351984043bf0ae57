// What the paper, the published repository and others' papers state, to stand beside our numbers.
#pragma once

#include <span>
#include <string>

#include "tensor/tensor.h"

namespace lgn {

struct PublishedFigure {
  const char* place;     // what it is: "Figure 3"
  const char* program;   // as in build/: "classify"
  const char* dataset;   // as in --dataset; "" for any
  const char* key;       // of summary.json
  const char* measured;  // what that number is, in words
  const char* stated;    // for people: "about 65 %"
  const char* source;
  const char* why;  // ours may differ
};

/// All of them, in the order of the paper.
std::span<const PublishedFigure> published_figures();

/// The figure that belongs beside a number of ours, or a null pointer.
const PublishedFigure* published_figure(const std::string& program, const std::string& dataset, const std::string& key);

/// The matrices of the paper's Figure 1, [2,3,36,36], or 2, [3,36,36], read back from the colours of its heat
/// maps and unpacked beside the programs: exact to some 5e-4 of the largest entry of all, scale within 2 %.
/// Error naming the file when it is not there.
Tensor published_figure(int number);

}  // namespace lgn
