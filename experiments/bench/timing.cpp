#include "experiments/bench/timing.h"

#include <algorithm>

#include "autograd/profile.h"
#include "tensor/simd/peak_kernels.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr Index tasks_per_thread = 8;  // so that a thread that is held up leaves work to the others

/// Seconds of one run, from as many as fill `at_least` seconds.
double seconds_of_run(const std::function<void()>& run, double at_least) {
  const double start = seconds_now();
  for (Index runs = 1;; ++runs) {
    run();
    const double elapsed = seconds_now() - start;
    if (elapsed >= at_least) return elapsed / runs;
  }
}

}  // namespace

PeakMeter::PeakMeter() {
  constexpr double task_seconds = 0.5e-3;
  const auto& kernel = simd::select<simd::PeakKernels>();
  for (double elapsed = 0; elapsed < task_seconds; passes_ *= 2) {
    const double start = seconds_now();
    kernel.run(passes_);
    elapsed = seconds_now() - start;
  }
  passes_ /= 2;
}

double PeakMeter::sample() {
  const auto& kernel = simd::select<simd::PeakKernels>();
  const Index tasks = tasks_per_thread * thread_count();
  const double start = seconds_now();
  parallel_for(tasks, [&](Index) { kernel.run(passes_); });
  const double rate = (tasks * passes_ * kernel.operations) / (seconds_now() - start);
  samples_.push_back(rate);
  return rate;
}

std::vector<Timing> time_in_turn(const std::vector<Workload>& workloads, const Effort& effort, PeakMeter& peak) {
  for (const Workload& workload : workloads) workload.run();
  std::vector<std::vector<double>> seconds(workloads.size()), shares(workloads.size());
  for (Index round = 0; round < effort.rounds; ++round) {
    double before = peak.sample();
    for (std::size_t i = 0; i < workloads.size(); ++i) {
      seconds[i].push_back(seconds_of_run(workloads[i].run, effort.seconds));
      const double after = peak.sample();
      shares[i].push_back(workloads[i].operations / seconds[i].back() / ((before + after) / 2));
      before = after;
    }
  }
  std::vector<Timing> timings;
  for (std::size_t i = 0; i < workloads.size(); ++i) timings.push_back({median(seconds[i]), median(shares[i])});
  return timings;
}

}  // namespace lgn
