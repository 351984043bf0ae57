// The planted-group benchmark: planted actions, metrics against values known by hand, and the program.
#include <cmath>
#include <numbers>
#include <set>

#include "experiments/common/analysis/assignment.h"
#include "experiments/common/planted/metrics.h"
#include "experiments/common/study/jobs.h"
#include "experiments/planted-group/certificate.h"
#include "experiments/planted-group/report.h"
#include "lgn/recovery/dictionary_learning.h"
#include "tests/experiments/program_runs.h"
#include "tests/tensor/linalg_matrices.h"

namespace lgn {
namespace {

using testing_matrices::distance;

TensorD matrix_power(const TensorD& A, Index exponent) {
  TensorD power = identity(A.extent(0));
  for (Index j = 0; j < exponent; ++j) power = matmul(power, A);
  return power;
}

TEST(PlantedGroup, ActionsHaveTheirOrder) {
  Random random(1);
  for (const char* name : {"quarter_turn", "row_shift", "mirror", "half_turn", "random_2", "random_5", "random_8",
                           "uneven_4", "conjugated"}) {
    const PlantedAction action = planted_action(name, 6, random);
    EXPECT_LT(distance(matrix_power(action.A, action.order), identity(36)), 1e-10) << name;
    for (Index j = 1; j < action.order; ++j)
      EXPECT_GT(distance(matrix_power(action.A, j), identity(36)), 1) << name << " " << j;
  }
  const PlantedAction turn = planted_action("sixty_degrees", 6, random);
  EXPECT_GT(distance(matrix_power(turn.A, 6), identity(36)), 1);
  EXPECT_EQ(planted_action("none", 6, random).order, 0);
  test::expect_error([&] { planted_action("glide", 6, random); }, {"glide", "quarter_turn"});
}

TEST(PlantedGroup, QuarterTurnIsCounterClockwise) {
  Random random(1);
  const TensorD A = planted_action("quarter_turn", 2, random).A;  // 0 1 / 2 3 becomes 1 3 / 0 2
  EXPECT_EQ(A(0, 1), 1);
  EXPECT_EQ(A(1, 3), 1);
  EXPECT_EQ(A(2, 0), 1);
  EXPECT_EQ(A(3, 2), 1);
}

TEST(PlantedGroup, GroupCosineTakesEveryGenerator) {
  Random random(2);
  const TensorD A = planted_action("random_5", 4, random).A;
  for (Index k = 1; k < 5; ++k) EXPECT_NEAR(group_cosine(matrix_power(A, k), A, 5), 1, 1e-10);
  const TensorD B = planted_action("random_4", 4, random).A;
  EXPECT_NEAR(group_cosine(matrix_power(B, 3), B, 4), 1, 1e-10);
  // k = 1 and 3 both: cos(B^2, B^j) for j = 1, 2, 3 is trace-free but for j = 2, where B^4 = I meets B^2 = 0.
  EXPECT_LT(group_cosine(matrix_power(B, 2), B, 4), 0.5);
  EXPECT_LT(std::abs(group_cosine(planted_action("random_4", 4, random).A, B, 4)), 0.5);
}

TEST(PlantedGroup, GroupCosineWithinTheSpanOfTheData) {
  Random random(3);
  const TensorD mirror = planted_action("mirror", 2, random).A;
  TensorD other = mirror.clone();  // differs on patches that vanish on the upper row only
  other(2, 3) = other(3, 2) = -1;
  const TensorD rows = TensorD::from({2, 4}, {1, 0, 0, 0, 0, 1, 0, 0});
  EXPECT_NEAR(group_cosine(other, mirror, 2), 0, 1e-12);
  EXPECT_NEAR(group_cosine_within(other, mirror, 2, rows), 1, 1e-12);
}

TEST(PlantedGroup, PhaseDistance) {
  Random random(4);
  const TensorD A = planted_action("random_4", 4, random).A;
  EXPECT_NEAR(phase_distance(planted_action("random_4", 4, random).A, A, 4), 0, 1e-6);
  // regular spectrum: a quarter each of phases 0, pi, and half pi/2; the identity has all at 0
  EXPECT_NEAR(phase_distance(identity(16), A, 4), std::numbers::pi / 2, 1e-6);
}

TEST(PlantedGroup, BestAssignment) {
  const TensorD cost = TensorD::from({3, 4}, {4, 1, 3, 9, 2, 0, 5, 9, 3, 2, 2, 9});
  EXPECT_EQ(best_assignment(cost), (std::vector<Index>{1, 0, 2}));
  const TensorD wide = TensorD::from({2, 3}, {1, 2, 3, 1, 4, 9});  // both want the first
  EXPECT_EQ(best_assignment(wide), (std::vector<Index>{1, 0}));
  test::expect_error([] { best_assignment(TensorD({3, 2})); }, {"[3, 2]"});
  test::expect_error([] { best_assignment(TensorD::full({2, 2}, std::nan(""))); }, {"no numbers"});
}

TEST(PlantedGroup, FiltersRecoveredCountsEachOnce) {
  const TensorD planted = TensorD::from({2, 2}, {1, 0, 0, 1});
  EXPECT_EQ(filters_recovered(planted, TensorD::from({2, 2}, {0, -1, 1, 0})), 1);  // order and sign are free
  EXPECT_EQ(filters_recovered(planted, TensorD::from({2, 2}, {1, 0, 1, 0})), 0.5);
}

TEST(PlantedGroup, ProblemIsDeterministicAndSparse) {
  ProblemSettings settings{.action = "row_shift", .patches = 200};
  const Problem first = make_problem(settings), second = make_problem(settings);
  EXPECT_EQ(distance(first.fitted, second.fitted), 0);
  EXPECT_EQ(first.bank.shape(), (Shape{60, 36}));
  EXPECT_EQ(first.held_out.extent(0), 100);
  settings.seed = 2;
  EXPECT_GT(distance(make_problem(settings).fitted, first.fitted), 1);
}

TEST(PlantedGroup, BaselinesTrain) {
  const Problem problem = make_problem({.action = "random_3", .side = 3, .filters = 12, .patches = 400});
  for (const char* form : {"untied", "published", "shared", "soft", "skew", "orthogonal"}) {
    BaselineSettings baseline{.form = form, .steps = 3};
    const BaselineResult result = train_baseline(problem, baseline, 1);
    EXPECT_LE(std::abs(result.cosine), 1) << form;
    const double expected = baseline.form == "published" ? 1 : 0;  // A^n is nearly zero there
    if (baseline.form == "published" || baseline.form == "orthogonal") {
      EXPECT_NEAR(result.closure, expected, expected ? 0.2 : 1e-5) << form;
    }
  }
  test::expect_error([&] { train_baseline(problem, {.form = "magic"}, 1); }, {"magic", "published"});
}

TEST(PlantedGroup, WhatIsVariedIsSummarizedByItsValue) {
  BenchmarkSettings settings;
  settings.seeds = 4;
  std::vector<BenchmarkCase> cases = benchmark_cases(settings);
  for (BenchmarkCase& c : cases) {
    c.result.set("cosine", c.settings.problem.filters < 36 ? 0.5 : 0.99);
    c.result.set("group_found", c.settings.problem.filters > 40);
  }
  const Json summary = summarize(cases);
  EXPECT_EQ(summary.at("success_filters_32").as_double(), 0);
  EXPECT_EQ(summary.at("cosine_filters_32").as_double(), 0.5);
  EXPECT_EQ(summary.at("success_filters_40").as_double(), 1);
  EXPECT_EQ(summary.at("group_found_filters_40").as_double(), 0);
  EXPECT_EQ(summary.at("group_found_filters_48").as_double(), 1);
  EXPECT_EQ(summary.at("success_dimension_64").as_double(), 1);  // 5/3 d = 106 filters
  EXPECT_EQ(summary.at("success_noise_0.40_patches_1000").as_double(), 1);
  EXPECT_NE(report_table(cases).find("dimension_9 "), std::string::npos);
}

Verdict verdict_on(const TensorD& A, Index order, const Problem& problem) {
  return certificate({A, order}, patches_as_units(problem.judged), 8);
}

TEST(PlantedGroup, TheCertificateTellsAGroupFromARandomMatrixOfItsOrder) {
  ProblemSettings settings{"quarter_turn", 4, 28, 6000};
  const Problem problem = make_problem(settings);
  const Verdict planted = verdict_on(problem.action.A, 4, problem);
  EXPECT_TRUE(planted.certified) << planted.defect << ", " << planted.upper;
  Random random(5);
  const Verdict other = verdict_on(planted_action("random_4", 4, random).A, 4, problem);
  EXPECT_FALSE(other.certified);
  EXPECT_GT(other.lower, 0.5);
  settings.patches = 100;  // 500 judged: not rejected is not shown
  EXPECT_FALSE(verdict_on(problem.action.A, 4, make_problem(settings)).certified);
}

TEST(PlantedGroup, WhatIsRecoveredFromSmoothFiltersIsNotCertified) {
  // Filters with large common parts agree with their images under some A far more than white ones do.
  Random random(3);
  const Index side = 5, d = side * side, filters = 40, count = 20000;
  TensorD atoms({filters, d});
  for (Index f = 0; f < filters; ++f) {
    const double u = random.normal(), v = random.normal(), phase = 6 * random.uniform();
    for (Index k = 0; k < d; ++k)
      atoms(f, k) = std::cos(0.5 * (u * static_cast<double>(k / side) + v * static_cast<double>(k % side)) + phase);
  }
  normalize_rows(atoms);
  TensorD patches({count, d});
  for (Index i = 0; i < count; ++i) {
    for (int active = 0; active < 3; ++active) {
      const auto f = static_cast<Index>(random.below(static_cast<std::uint64_t>(filters)));
      const double value = 0.5 + random.uniform();
      for (Index k = 0; k < d; ++k) patches(i, k) += value * atoms(f, k);
    }
    for (Index k = 0; k < d; ++k) patches(i, k) += 0.05 * random.normal();
  }
  const RecoveredGroup group = recover_group(atoms, {});
  EXPECT_GT(group.score, 0.6);  // what a threshold, or filters on the sphere, would call a group
  const Verdict verdict = certificate(group, patches_as_units(patches), 8);
  EXPECT_FALSE(verdict.certified);
  EXPECT_GT(verdict.lower, 0.1);
}

TEST(PlantedGroup, ACaseThatFailsIsRecordedAndEndsNothing) {
  Json first, second;
  const test::TemporaryFolder folder;
  const std::vector<Job> jobs = {{"good", &first,
                                  [] {
                                    return Json(Json::Object{{"cosine", 1.0}});
                                  }},
                                 {"bad", &second, []() -> Json { fail("an atom is zero"); }}};
  run_jobs(jobs, folder.path());
  EXPECT_EQ(first.at("cosine").as_double(), 1);
  EXPECT_EQ(second.at("failed").as_string(), "an atom is zero");
  BenchmarkCase good{"groups", {}, first}, bad{"groups", {}, second};
  good.settings.problem.action = bad.settings.problem.action = "mirror";
  const Json summary = summarize({good, bad});
  EXPECT_EQ(summary.at("success_mirror").as_double(), 0.5);
  EXPECT_EQ(summary.at("group_found_mirror").as_double(), 0);
  EXPECT_NE(report_table({good, bad}).find("1/2"), std::string::npos);
}

TEST(PlantedGroup, FullBenchmarkIsSummarizedAndDrawn) {
  std::vector<BenchmarkCase> cases = benchmark_cases({.seeds = 2, .without_group = 3});
  std::set<std::string> names;
  for (BenchmarkCase& c : cases) {
    for (const char* key : {"cosine_span", "regular_cosine", "phase_distance", "score", "closure", "recovered",
                            "loss_gap", "free_recovered", "defect", "defect_upper"}) {
      c.result.set(key, 0.05);
    }
    c.result.set("cosine", c.settings.problem.seed == 1 ? 0.99 : 0.1);
    c.result.set("order", 4);
    c.result.set("group_found", c.settings.problem.action != "none" || c.settings.problem.seed == 1);
    for (const std::string& form : c.settings.baselines)
      for (const char* key : {"_cosine", "_closure", "_recovered"}) c.result.set(form + key, 0.02);
    names.insert(case_name(c.settings) + c.part);
  }
  EXPECT_EQ(names.size(), cases.size());
  const Json summary = summarize(cases);
  EXPECT_EQ(summary.at("success_quarter_turn").as_double(), 0.5);
  EXPECT_EQ(summary.at("order_found_random_4").as_double(), 1);
  EXPECT_EQ(summary.at("order_found_random_3").as_double(), 0);
  EXPECT_NEAR(summary.at("false_positive").as_double(), 1.0 / 3, 1e-12);
  EXPECT_EQ(summary.at("published_success_mirror").as_double(), 0);
  EXPECT_NEAR(summary.at("defect_upper_none").as_double(), 0.05, 1e-12);
  EXPECT_NE(report_table(cases).find("1/2"), std::string::npos);
  const test::TemporaryFolder folder;
  const std::vector<std::string> files = draw_pictures(cases, folder.path());
  EXPECT_EQ(files.size(), 3u);
  for (const std::string& file : files) EXPECT_TRUE(file_exists(file)) << file;
}

using PlantedGroupProgram = test::ProgramRuns;

TEST_F(PlantedGroupProgram, IsDeterministicWhateverTheThreadsAndResumes) {
  const std::string flags = "--quick --action mirror --seeds 1 --null-draws 2 --patches 1500 --baseline-steps 2 --out ";
  output_of("planted-group", flags + file("one") + " --threads 1");
  output_of("planted-group", flags + file("two") + " --threads 2");
  EXPECT_EQ(read_file(file("one/summary.json")), read_file(file("two/summary.json")));
  EXPECT_TRUE(test::contains(read_file(file("one/table.txt")), "mirror"));
  expect_keys(json("one/summary.json"), {"success_mirror"});
  const char* saved = "one/cases/mirror-patches-1500-seed-1.json";
  Json changed = json(saved);
  changed.set("cosine", 0.25);
  write_file(file(saved), changed.pretty());
  output_of("planted-group", flags + file("one") + " --resume");
  EXPECT_EQ(json("one/summary.json").at("cosine_mirror").as_double(), 0.25);
  expect_refused("planted-group", flags + file("one") + " --resume --patches 1600", {"config.json", "--patches 1500"});
  output_of("planted-group", flags + file("one") + " --overwrite");
  EXPECT_EQ(read_file(file("one/summary.json")), read_file(file("two/summary.json")));  // of none that was there
  expect_refused("planted-group", flags + file("one"), {"--resume"});
}

}  // namespace
}  // namespace lgn
