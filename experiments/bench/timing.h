// How build/bench takes times: workloads in turn with the machine's peak, so that whatever else the machine
// does hits both; medians over rounds.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "experiments/common/analysis/statistics.h"

namespace lgn {

struct Workload {
  std::string name;           // "conv2d"
  std::string data;           // what it works on: "cifar10", "n = 512"
  std::string key;            // begins its keys in the JSON file
  double operations;          // floating-point operations of one run
  Index images;               // that one run works on; 0 when none
  std::function<void()> run;  // owns what it works on
};

struct Timing {
  double seconds;  // of one run
  double share;    // of the peak measured just before and after it
};

struct Effort {
  Index rounds;
  double seconds;  // a workload is run again until a round's sample lasts so long
};

/// The multiply-add loop of the instruction set in use on all threads, sampled again and again.
class PeakMeter {
 public:
  /// For the instruction set and the number of threads that are in use now, and during every sample.
  PeakMeter();
  /// Operations per second over some milliseconds.
  double sample();
  /// Median of all samples; 0 before the first.
  double operations_per_second() const { return samples_.empty() ? 0 : median(samples_); }

 private:
  Index passes_ = 1;  // that one task makes: about half a millisecond
  std::vector<double> samples_;
};

/// Runs every workload once, untimed, then round by round one after the other, with samples of the peak
/// between them.
std::vector<Timing> time_in_turn(const std::vector<Workload>& workloads, const Effort& effort, PeakMeter& peak);

}  // namespace lgn
