// Speed: the machine's peak, every kernel, training steps, inference, whitening; or how a step's cost grows.
//
//   build/bench                 a minute
//   build/bench --quick         seconds, with fewer repetitions and smaller matrices
//   build/bench --scaling       time and memory of a step against batch, image, channels, filters, layers, threads
#include <cstdio>

#include "experiments/bench/kernels.h"
#include "experiments/bench/networks.h"
#include "experiments/bench/preprocessing.h"
#include "experiments/bench/scaling.h"
#include "experiments/common/program/build_info.h"
#include "experiments/common/program/flags.h"
#include "experiments/common/program/paths.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/table.h"
#include "tensor/io/file.h"
#include "tensor/simd/dispatch.h"

namespace lgn {
namespace {

struct Settings {
  Index threads = thread_count();
  Index batch = 128;
  std::string only = "all", json;
  bool quick = false, scaling = false;

  bool wants(const char* part) const { return only == "all" || only == part; }
};

void declare(Flags& flags, Settings& s) {
  declare_threads_flag(flags, s.threads);
  flags.add("--batch", s.batch, "images in a training step", 1, 65536);
  flags.add_choice("--only", s.only, {"all", "kernels", "products", "networks", "step", "overhead", "whitening"},
                   "one part; step is the classifier of CIFAR-10 alone");
  flags.add("--quick", s.quick, "seconds instead of a minute: fewer repetitions, smaller matrices");
  flags.add("--scaling", s.scaling,
            "instead: a step's time and memory against batch, image size, channels, filters, layers, threads");
  flags.add("--json", s.json, "the results are written here", "F.json");
}

class Bench {
 public:
  explicit Bench(const Settings& settings)
      : settings_(settings), effort_(settings.quick ? Effort{2, 0.5e-3} : Effort{15, 10e-3}) {
    describe();
  }

  void run() {
    if (settings_.wants("kernels")) report_peaks();
    if (settings_.wants("kernels")) report_on_threads(kernels());
    if (settings_.wants("products")) report_on_threads(products());
    if (settings_.wants("networks") || settings_.only == "step") {
      report(networks(), threads(), peak_);
      std::printf("GFLOP/s count the arithmetic of the definition, of which Toom-Cook saves more than half.\n");
    }
    if (settings_.wants("overhead")) report_overhead();
    if (settings_.wants("whitening")) report_whitening();
    if (const double peak = peak_.operations_per_second()) results_.set("peak_gflops", peak / 1e9);
  }

  void run_scaling() { results_.set("scaling", report_scaling(effort_, settings_.batch)); }

  const Json& results() const { return results_; }

 private:
  int threads() const { return static_cast<int>(settings_.threads); }
  static std::string threads_text(int count) { return concat(count, count == 1 ? " thread" : " threads"); }
  /// What ends the keys of results on fewer threads than all.
  const char* suffix(int count) const { return count == threads() ? "" : "_one_thread"; }

  void describe() {
    results_.set("git_commit", git_commit());
    results_.set("compiler", compiler());
    results_.set("simd", name(instruction_set()));
    results_.set("threads", settings_.threads);
    results_.set("batch", settings_.batch);
    results_.set("quick", settings_.quick);
    std::printf("instruction set %s, %s, batch %lld, %s\n", name(instruction_set()), threads_text(threads()).c_str(),
                static_cast<long long>(settings_.batch), compiler().c_str());
  }

  std::vector<Workload> kernels() const {
    std::vector<Workload> all =
        convolution_workloads(published_architecture(Task::classify), settings_.batch, "cifar10", "");
    for (Workload& w : convolution_workloads(mnist_architecture(Task::classify), settings_.batch, "mnist", "mnist_"))
      all.push_back(std::move(w));
    return all;
  }

  /// The largest one goes by the name of all.
  std::vector<Workload> products() const {
    std::vector<Workload> all = {product_workload(512), product_workload(1024)};
    if (!settings_.quick) all.push_back(product_workload(2048));
    all.back().key = "gemm";
    return all;
  }

  std::vector<Workload> networks() const {
    std::vector<Workload> all;
    const auto add = [&](const Architecture& a, const char* data, const std::string& prefix) {
      all.push_back(training_workload(a, settings_.batch, data, prefix));
      all.push_back(inference_workload(a, settings_.batch, data, prefix));
    };
    add(published_architecture(Task::classify), "cifar10", "");
    if (settings_.only == "step") return all;
    add(mnist_architecture(Task::classify), "mnist", "mnist_");
    add(published_architecture(Task::reconstruct), "cifar10", "reconstruct_");
    add(mnist_architecture(Task::reconstruct), "mnist", "mnist_reconstruct_");
    return all;
  }

  /// Every instruction set that the machine has, on one thread and on all.
  void report_peaks() {
    std::vector<int> counts = {1};
    if (threads() > 1) counts.push_back(threads());
    std::vector<std::string> headings = {"peak, GFLOP/s"};
    for (const int count : counts) headings.push_back(threads_text(count));
    Table table(headings);
    for (InstructionSet set : supported_instruction_sets()) {
      const ScopedInstructionSet forced(set);
      std::vector<std::string> row = {name(set)};
      for (const int count : counts) {
        set_thread_count(count);
        PeakMeter meter;
        for (Index round = 0; round < effort_.rounds; ++round) meter.sample();
        const double gflops = meter.operations_per_second() / 1e9;
        row.push_back(fixed(gflops, 1));
        results_.set(concat("peak_", name(set), "_gflops", suffix(count)), gflops);
      }
      table.add_row(row);
    }
    std::printf("\n%s", table.text().c_str());
  }

  /// On one thread, then on all.
  void report_on_threads(const std::vector<Workload>& workloads) {
    if (threads() > 1) {
      set_thread_count(1);
      PeakMeter peak;
      report(workloads, 1, peak);
      set_thread_count(threads());
    }
    report(workloads, threads(), peak_);
  }

  void report(const std::vector<Workload>& workloads, int threads_used, PeakMeter& peak) {
    const std::vector<Timing> timings = time_in_turn(workloads, effort_, peak);
    Table table({"on " + threads_text(threads_used), "data", "ms", "GFLOP/s", "of the peak", "images/s"});
    table.add_row({"peak", "registers", "", fixed(peak.operations_per_second() / 1e9, 1), "", ""});
    for (std::size_t i = 0; i < workloads.size(); ++i) {
      const Workload& w = workloads[i];
      const double seconds = timings[i].seconds, images = w.images / seconds;
      table.add_row({w.name, w.data, fixed(1e3 * seconds, 2), fixed(w.operations / seconds / 1e9, 1),
                     percent(timings[i].share, 1), w.images ? fixed(images, 0) : ""});
      store(w, timings[i], suffix(threads_used));
    }
    std::printf("\n%s", table.text().c_str());
    std::fflush(stdout);
  }

  void store(const Workload& w, const Timing& timing, const std::string& suffix) {
    results_.set(w.key + "_gflops" + suffix, w.operations / timing.seconds / 1e9);
    results_.set(w.key + "_share_of_peak" + suffix, timing.share);
    if (w.key.ends_with("train")) results_.set(w.key + "_step_ms" + suffix, 1e3 * timing.seconds);
    if (w.images) results_.set(w.key + "_images_per_second" + suffix, w.images / timing.seconds);
  }

  void report_overhead() {
    Architecture a = published_architecture(Task::classify);
    a.regularizer = Regularizer::inverse;
    a.mu = default_mu(a.regularizer, a.task);
    const StepOverhead overhead = step_overhead(a, settings_.batch, settings_.quick ? 3 : 15);
    results_.set("overhead_fraction", overhead.fraction);
    Table table({"a training step with the inverse regulariser", "ms", "of the step"});
    for (const auto& [operation, entry] : overhead.profile.entries()) {
      const double seconds = entry.forward + entry.backward;
      table.add_row({operation, fixed(1e3 * seconds, 2), percent(seconds / overhead.seconds)});
    }
    std::printf("\n%s%s of it is overhead: all but the unfolded layers, the linear one and the loss\n",
                table.text().c_str(), percent(overhead.fraction).c_str());
    std::fflush(stdout);
  }

  void report_whitening() {
    const Index images = settings_.quick ? 1000 : 50'000, side = settings_.quick ? 8 : 32;
    const PreprocessingTimes times = time_preprocessing(synthetic_images(images, side));
    results_.set("eigh_seconds", times.eigh_seconds);
    results_.set("whiten_seconds", times.whiten_seconds);
    results_.set("whiten_images", images);
    results_.set("whiten_dimension", 3 * side * side);
    std::printf(
        "\nwhitening %lld images of 3 x %lld x %lld%s: %.2f s, of which covariance %.2f, eigenvalues %.2f, applying "
        "%.2f\n",
        static_cast<long long>(images), static_cast<long long>(side), static_cast<long long>(side),
        settings_.quick ? " (quick: not the size of CIFAR-10)" : "", times.whiten_seconds, times.covariance_seconds,
        times.eigh_seconds, times.apply_seconds);
  }

  Settings settings_;
  Effort effort_;
  PeakMeter peak_;  // with all threads
  Json results_;
};

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  using namespace lgn;
  return run_program([&] {
    Settings settings;
    Flags flags("bench", "how fast this machine computes, and which share of its peak that is.");
    declare(flags, settings);
    if (!flags.parse(argc, argv)) return 0;
    require_separate({}, {{"--json", settings.json}});
    set_thread_count(static_cast<int>(settings.threads));
    Bench bench(settings);
    if (settings.scaling) {
      bench.run_scaling();
    } else {
      bench.run();
    }
    if (!settings.json.empty()) write_file(settings.json, bench.results().pretty());
    return 0;
  });
}
