// The convolutional version of the planted-group benchmark: data, networks, summary, program.
#include <gtest/gtest.h>

#include <cmath>

#include "experiments/common/planted/metrics.h"
#include "experiments/planted-group/convolutional.h"
#include "experiments/planted-group/convolutional_network.h"
#include "experiments/planted-group/run_cases.h"
#include "tensor/io/file.h"
#include "tensor/threads.h"
#include "tests/support.h"

namespace lgn {
namespace {

double root_mean_square(const TensorD& x) {
  double sum = 0;
  for (const double v : x) sum += v * v;
  return std::sqrt(sum / static_cast<double>(x.count()));
}

/// A problem that is learned in no time: filters of side x side pixels in images of size x size.
ConvolutionalProblemSettings small_problem(Index side, Index filters, Index size, Index active) {
  ConvolutionalProblemSettings settings;
  settings.side = side;
  settings.filters = filters;
  settings.size = size;
  settings.active = static_cast<double>(active);
  settings.images = 60;
  return settings;
}

TEST(ConvolutionalGroup, ProblemIsDeterministicAndAsDeclared) {
  ConvolutionalProblemSettings settings;
  settings.images = 200;
  const ConvolutionalProblem first = make_convolutional_problem(settings);
  const ConvolutionalProblem second = make_convolutional_problem(settings);
  EXPECT_TRUE(std::equal(first.fitted.begin(), first.fitted.end(), second.fitted.begin()));
  EXPECT_EQ(first.bank.shape(), (Shape{60, 36}));
  EXPECT_EQ(first.fitted.shape(), (Shape{100, 32, 32}));
  EXPECT_EQ(first.held_out.extent(0), 100);
  // E u^2 = 2 for the exponential distribution, filters have norm 1: 12 * 2 / 32^2 a pixel, and the noise
  const double clean = std::sqrt(12 * 2 / 1024.0);
  EXPECT_NEAR(first.noise, 0.1 * clean, 0.01 * clean);
  EXPECT_NEAR(root_mean_square(first.fitted), clean * std::sqrt(1.01), 0.1 * clean);
  settings.seed = 2;
  const TensorD other = make_convolutional_problem(settings).fitted;
  EXPECT_FALSE(std::equal(first.fitted.begin(), first.fitted.end(), other.begin()));
  settings.action = "none";
  EXPECT_EQ(make_convolutional_problem(settings).groups, 60);
}

TEST(ConvolutionalGroup, NetworksStartFromTheGroupOrFromNothing) {
  const ConvolutionalProblem problem = make_convolutional_problem(small_problem(4, 20, 14, 3));
  GroupNetworkSettings network;
  network.steps = 2;
  network.batch = 4;
  const RecoveredGroup planted{problem.action.A, 4};
  const TensorD base = problem.bank.slice(0, problem.groups);
  const GroupNetworkResult installed = train_from_group(problem, planted, base, network);
  EXPECT_GT(group_cosine(installed.A, problem.action.A, 4), 0.999);
  GroupNetworkSettings untrained = network;
  untrained.steps = 0;
  EXPECT_LE(installed.loss, train_from_group(problem, planted, base, untrained).loss * 1.01);
  const GroupNetworkResult random = train_from_random(problem, network, 1);
  EXPECT_LT(group_cosine(random.A, problem.action.A, 4), 0.5);
  EXPECT_GT(random.loss, installed.loss);
}

TEST(ConvolutionalGroup, EveryOrthogonalActionCanBeInstalled) {
  for (const char* name :
       {"quarter_turn", "row_shift", "mirror", "half_turn", "random_2", "random_3", "random_5", "random_8"}) {
    ConvolutionalProblemSettings settings = small_problem(6, 60, 8, 1);
    settings.action = name;
    const ConvolutionalProblem problem = make_convolutional_problem(settings);
    GroupNetworkSettings network;
    network.layers = 1;
    network.steps = 0;
    const RecoveredGroup planted{problem.action.A, problem.action.order};
    const TensorD A = train_from_group(problem, planted, problem.bank.slice(0, problem.groups), network).A;
    EXPECT_GT(group_cosine(A, problem.action.A, problem.action.order), 1 - 1e-6) << name;
  }
}

TEST(ConvolutionalGroup, SummaryAndTable) {
  ConvolutionalSettings settings;
  settings.seeds = 4;
  std::vector<ConvolutionalBenchmarkCase> cases = convolutional_cases(settings);
  for (ConvolutionalBenchmarkCase& c : cases) {
    const bool first = c.settings.problem.seed == 1;
    for (const char* key : {"free_recovered", "recovered_cosine", "recovered", "loss_gap"}) c.result.set(key, 0.5);
    c.result.set("order", first ? 4 : 2);
    c.result.set("group_found", first);
    c.result.set("cosine", first ? 0.5 : 0.99);
    if (!first) c.result.set("network_gap", 0.25);
  }
  Json summary;
  summarize(cases, summary);
  EXPECT_EQ(summary.at("success_conv_quarter_turn").as_double(), 0.75);
  EXPECT_LT(summary.at("success_conv_quarter_turn_low").as_double(), 0.75);
  EXPECT_EQ(summary.at("order_found_conv_quarter_turn").as_double(), 0.25);
  EXPECT_EQ(summary.at("network_gap_conv_quarter_turn").as_double(), 0.25);
  EXPECT_EQ(summary.at("success_conv_noise_1.00").as_double(), 0);
  EXPECT_EQ(summary.at("false_positive_conv").as_double(), 0.25);
  EXPECT_EQ(summary.at("random_start_success_conv_quarter_turn").as_double(), 0);  // one that failed counts
  EXPECT_NE(report_table(cases).find("3/4"), std::string::npos);
  // Networks from a random start: of a quarter of the seeds, which alone are counted.
  Index compared = 0;
  for (ConvolutionalBenchmarkCase& c : cases) {
    if (c.settings.random_start_steps == 0) continue;
    c.result.set("random_start_cosine", 0.99);
    ++compared;
  }
  EXPECT_EQ(compared, 1);
  summarize(cases, summary);
  EXPECT_EQ(summary.at("random_start_success_conv_quarter_turn").as_double(), 1);
  settings.quick = true;
  EXPECT_EQ(convolutional_cases(settings).size(), 4u);
}

TEST(ConvolutionalGroup, CasesAreDeterministicWhateverTheThreadsAndResume) {
  const test::TemporaryFolder folder;
  ConvolutionalSettings settings;
  settings.quick = true;
  settings.seeds = 2;
  settings.null_draws = 1;
  settings.random_start_steps = 2;
  settings.images = 120;
  const auto run = [&](const char* name, int count, bool resume) {
    const test::ScopedThreads scoped(count);
    std::vector<ConvolutionalBenchmarkCase> cases = convolutional_cases(settings);
    for (ConvolutionalBenchmarkCase& c : cases) {
      const ConvolutionalProblemSettings standard = c.settings.problem;
      c.settings.problem = small_problem(3, 12, 10, 2);
      c.settings.problem.images = standard.images;
      c.settings.problem.seed = standard.seed;
    }
    run_cases(cases, folder.path(name), resume);
    Json summary;
    summarize(cases, summary);
    return summary;
  };
  const Json first = run("one", 1, false);
  EXPECT_EQ(first.pretty(), run("two", 2, false).pretty());
  EXPECT_TRUE(first.find("random_start_cosine_conv_quarter_turn"));
  const std::string saved =
      folder.path("one/cases/conv-quarter_turn-side-3-filters-12-images-120-size-10-active-2-seed-1.json");
  Json changed = read_json(saved);
  changed.set("free_recovered", -1);
  write_file(saved, changed.pretty());
  EXPECT_NE(run("one", 2, true).pretty(), first.pretty());
}

}  // namespace
}  // namespace lgn
