// What the studies of single problems share: scores over seeds, published numbers, pictures of generators.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/plotting/canvas.h"
#include "tensor/io/json.h"
#include "tensor/tensor.h"

namespace lgn {

/// Values by key, one a seed, in order of first mention.
class Scores {
 public:
  void add(const std::string& key, double value);
  /// Mean of the key's values. Error for an unknown key, also in text().
  double average(const std::string& key) const { return mean(values(key)); }
  /// "0.7923 +- 0.0001": mean and standard deviation.
  std::string text(const std::string& key) const;
  /// Sets KEY (the mean) and KEY_deviation of all.
  void summarize(Json& summary) const;

 private:
  const std::vector<double>& values(const std::string& key) const;

  std::vector<std::pair<std::string, std::vector<double>>> scores_;
};

/// What others state where we have `key` of planted-group's summary; empty when nothing.
std::string published(const std::string& key);

/// L / ||L||, Frobenius. Error when L is zero.
TensorD at_unit_norm(const TensorD& L);

/// Heat map of a generator at unit norm, with the sign that agrees with the truth.
Canvas generator_picture(const TensorD& L, const TensorD& truth, const std::string& title);

}  // namespace lgn
