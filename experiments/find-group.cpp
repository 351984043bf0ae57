// Which group acts in these data? Found by the moments of their law, with a certificate or a refusal.
//
//   build/find-group --dataset cifar10-gray --data-dir data
//   build/find-group --images x.npy            or --signals s.npy [N,L], --vectors v.npy [N,d]
#include <cstdio>

#include "datasets/catalog.h"
#include "experiments/common/program/flags.h"
#include "experiments/common/program/paths.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/progress.h"
#include "experiments/common/program/run_directory.h"
#include "experiments/find-group/benchmark.h"
#include "experiments/find-group/probe_report.h"
#include "tensor/io/file.h"
#include "tensor/names.h"

namespace lgn {
namespace {

struct Settings {
  InputSettings input;
  ProbeSettings probe;
  OutputSettings output;
  std::string routes = "coordinates,commutant", laws = "patches,signals,mixture";
  Index seed = 1;
  bool continuous = false, quick = false, benchmark = false, baseline = false;
  std::vector<std::string> laws_of_benchmark;
  Index seeds = 20, null_seeds = 67, repetitions = 200;
};

void declare(Flags& flags, Settings& s) {
  flags.heading("Data");
  flags.add_choice("--dataset", s.input.dataset, dataset_names(), "whose training images patches are drawn from");
  flags.add("--data-dir", s.input.data_dir, "where the files are", "DIR");
  flags.add("--images", s.input.images, "your own images, .npy: [N,C,H,W] or [N,H,W]", "F.npy");
  flags.add_choice("--layout", s.input.layout, {"nchw", "nhwc"},
                   "axes of the images where they have four: channels first, or last");
  flags.add("--signals", s.input.signals, "or signals [N,L]", "F.npy");
  flags.add("--vectors", s.input.vectors, "or vectors [N,d], cut out by yourself", "F.npy");
  flags.add("--units", s.input.units, "which vectors belong to one independent unit, integers [N]; else each is one",
            "F.npy");
  flags.add("--patches", s.input.patches, "patches, or windows of signals, drawn (--quick: 40000)", 100, 100'000'000);
  flags.add("--kernel", s.input.kernel, "patches of N x N pixels", 2, 64);
  flags.add("--window", s.input.window, "length of a signal's windows; 0: whole signals", 0, 100'000);
  flags.heading("The search");
  flags.add("--dimension", s.probe.preparation.dimension, "at most so many directions, those of the largest variance",
            2, 64);
  flags.add("--order", s.probe.order, "only groups of this order, or with a generator of it", 2, 48);
  flags.add(
      "--routes", s.routes,
      "how candidates are found: coordinates (permutations of the numbers), commutant (matrices that keep moments), "
      "dictionary (of sparse laws), or none for known operations only",
      "LIST");
  flags.add("--continuous", s.continuous, "look for a one-parameter group exp(t L) too");
  flags.heading("The verdict");
  flags.add("--delta", s.probe.verdict.delta, "a symmetry is certified when its defect's upper bound is below this",
            0.001, 1);
  flags.add("--level", s.probe.verdict.level,
            "how often the certificates of found groups together may be wrong, and those of known operations", 0.0001,
            0.5);
  flags.heading("The run");
  flags.add("--seed", s.seed, "of all random numbers", 0, 1'000'000'000);
  declare_output_flags(flags, s.output, "--resume", "go on with the benchmark in --out");
  flags.add("--quick", s.quick, "fewer patches: a verdict within two minutes; a small benchmark");
  flags.heading("The benchmark");
  flags.add("--benchmark", s.benchmark, "groups planted in patches of the data set, laws without one, coverage");
  flags.add("--laws", s.laws,
            "what groups are planted in: patches of the data set, the signals of mnist1d, sparse mixtures (mixture); "
            "or one action on patches: \"quarter turn\", mirror, Klein, dihedral, \"row shift\"",
            "LIST");
  flags.add("--seeds", s.seeds, "data sets of every planted group (--quick: 2); 0 leaves the part out", 0, 10'000);
  flags.add("--null-seeds", s.null_seeds, "data sets of every law without a group (--quick: 2)", 0, 10'000);
  flags.add("--repetitions", s.repetitions, "of every nearly symmetric law (--quick: 10)", 0, 100'000);
  flags.add("--baseline", s.baseline, "beside each, the best matrix that is fitted to the moments without an order");
}

/// The words of a list with commas. Error for one that is not known.
std::vector<std::string> words_of(const char* flag, const std::string& list, const std::vector<std::string>& known) {
  const std::vector<std::string> words = split_list(list);
  for (const std::string& word : words) require_word(word, known, concat("a word of ", flag));
  return words;
}

void settle(Settings& s, const Flags& flags) {
  if (s.quick && !flags.given("--patches")) s.input.patches = 40'000;
  if (s.quick && !flags.given("--seeds")) s.seeds = 2;
  if (s.quick && !flags.given("--null-seeds")) s.null_seeds = 2;
  if (s.quick && !flags.given("--repetitions")) s.repetitions = 10;
  require(s.benchmark || !s.output.go_on, "--resume goes on with a benchmark; give --benchmark too");
  for (const char* flag : {"--baseline", "--laws", "--seeds", "--null-seeds", "--repetitions"})
    require(s.benchmark || !flags.given(flag), flag, " goes with a benchmark; give --benchmark too");
  const bool images = s.input.vectors.empty() && s.input.signals.empty();
  require(images || !flags.given("--kernel"), "--kernel is for patches of images; leave it out");
  require((images && s.input.images.empty()) || !flags.given("--dataset"),
          "--dataset and own data are two sources; give one of them");
  s.laws_of_benchmark = words_of(
      "--laws", s.laws, {"patches", "signals", "mixture", "quarter turn", "mirror", "Klein", "dihedral", "row shift"});
  require(!s.benchmark || (s.input.images.empty() && s.input.signals.empty() && s.input.vectors.empty()),
          "--benchmark plants groups in patches of a data set; give --dataset in place of own files");
  require_resumable(s.output.out, s.output.go_on, s.output.overwrite);
  require_not_written_by_run({{"--images", s.input.images},
                              {"--signals", s.input.signals},
                              {"--vectors", s.input.vectors},
                              {"--units", s.input.units}},
                             s.output.out);
  s.input.seed = s.probe.preparation.seed = s.probe.verdict.seed = s.probe.commutant.search.seed =
      static_cast<std::uint64_t>(s.seed);
  s.probe.routes = words_of("--routes", s.routes, {"coordinates", "commutant", "dictionary", "none"});
  if (s.continuous) s.probe.routes.push_back("flow");
}

int benchmark(const Settings& s, const Flags& flags) {
  RunReport report("find-group-benchmark", flags, s.output, {"seeds", "null-seeds", "repetitions", "laws", "baseline"});
  end_when_interrupted_in(report.folder(), s.output.go_on_flag);
  report.show(run_benchmark({s.input, s.probe, s.quick, s.output.go_on, s.baseline, s.laws_of_benchmark, s.seeds,
                             s.null_seeds, s.repetitions, s.seed},
                            report.folder(), report.summary));
  report.finish();
  return 0;
}

int run(int argc, char** argv) {
  Settings s;
  Flags flags("find-group", "finds the group that acts in data, with a certificate or a refusal.");
  declare(flags, s);
  if (!flags.parse(argc, argv)) return 0;
  settle(s, flags);
  if (s.benchmark) return benchmark(s, flags);
  s.output.go_on_flag.clear();  // only a benchmark is gone on with
  require_free(s.output.out, s.output.overwrite, s.output.go_on_flag);
  set_thread_count(static_cast<int>(s.output.threads));
  const ProbeInput input = read_input(s.input);
  Progress progress(5, 0);
  double done = 0;
  const ProbeResult result = probe(input, s.probe, [&](const std::string& what) { progress.show(done++, what); });
  progress.clear();
  RunReport report("find-group", flags, s.output, {}, input.notes);  // nothing is written where the search fails
  report.summary = probe_summary(result, s.probe.verdict.delta);
  if (result.best()) write_group(join(report.folder(), "group.safetensors"), result);
  const std::vector<std::string> pictures = draw_probe(report.folder(), input, result, s.probe.verdict.delta);
  report.show(probe_text(input, result, s.probe.verdict.delta));
  report.finish();
  for (const std::string& each : pictures) std::printf("  %s\n", each.c_str());
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
