// The benchmark's convolutional version: its cases, its summary, its table.
#pragma once

#include "experiments/planted-group/convolutional_case.h"

namespace lgn {

struct ConvolutionalSettings {
  bool quick = false;
  Index seeds = 20;      // per planted group; a quarter of it where the noise is varied
  Index null_draws = 8;  // random Q A Q^T that defects are measured by
  Index random_start_steps = 500;
  Index images = 1000;               // of a data set, half of them held out
  Index seed = 1;                    // of the first data set
  std::vector<std::string> actions;  // empty: quarter_turn, and in the full benchmark others and none
};

struct ConvolutionalBenchmarkCase {
  std::string part;  // "groups", "noise"
  ConvolutionalCaseSettings settings;
  Json result = {};
};

/// Quick: the quarter turn. Full: other groups and none, and levels of noise for the quarter turn.
std::vector<ConvolutionalBenchmarkCase> convolutional_cases(const ConvolutionalSettings& settings);

/// Adds success_conv_ACTION with its Wilson interval (_low, _high), cosine_conv_ACTION and so on;
/// success_conv_noise_LEVEL; false_positive_conv.
void summarize(const std::vector<ConvolutionalBenchmarkCase>& cases, Json& summary);

/// The table that is printed.
std::string report_table(const std::vector<ConvolutionalBenchmarkCase>& cases);

}  // namespace lgn
