// The report: pieces of HTML, what it finds, its tables, and a page that is whole and needs nothing else.
#include <filesystem>
#include <regex>

#include "experiments/common/plotting/html.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/study/published_figures.h"
#include "experiments/report/findings.h"
#include "experiments/report/page.h"
#include "experiments/report/seeds.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

using ReportProgram = test::ProgramRuns;
using SeededRows = test::ProgramRuns;

TEST(Html, TextIsText) {
  EXPECT_EQ(html_text("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
}

TEST(Html, Base64OfTheStandard) {
  const char* plain[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar"};
  const char* coded[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
  for (int i = 0; i < 7; ++i) EXPECT_EQ(base64(plain[i]), coded[i]);
  EXPECT_EQ(base64(std::string("\xff\xfe\x00", 3)), "//4A");
}

TEST(PublishedFigures, StandBesideTheirKeysOnly) {
  ASSERT_NE(published_figure("classify", "cifar10", "test_accuracy"), nullptr);
  EXPECT_EQ(published_figure("classify", "mnist", "test_accuracy"), nullptr);
  EXPECT_NE(published_figure("running-time", "sample", "overhead_inverse"), nullptr);
}

/// Every element is closed in the order in which elements were opened.
void expect_well_formed(const std::string& page) {
  const std::string empty_elements = " meta img br ";
  std::vector<std::string> open;
  const std::regex tag("<(/?)([a-z][a-z0-9]*)[^>]*>");
  for (std::sregex_iterator it(page.begin(), page.end(), tag), end; it != end; ++it) {
    const std::string name = (*it)[2];
    if (empty_elements.find(" " + name + " ") != std::string::npos) continue;
    if ((*it)[1].length() == 0) {
      open.push_back(name);
      continue;
    }
    ASSERT_FALSE(open.empty()) << "</" << name << "> closes nothing";
    ASSERT_EQ(open.back(), name);
    open.pop_back();
  }
  EXPECT_TRUE(open.empty());
}

TEST(Findings, HaveTheNumbersOfTheirResultsOrSayWhatToRun) {
  std::set<std::string> seen;
  const std::vector<Result> results = find_results("experiments/results", seen);
  const std::vector<SeededRow> rows = seeded_rows(results);
  const std::string committed = findings_of_the_paper(rows) + open_questions(rows);
  expect_well_formed(committed);
  EXPECT_EQ(committed.find('{'), std::string::npos);
  EXPECT_EQ(committed.find("Not among these results"), std::string::npos);
  EXPECT_GE(finding_pictures(rows).size(), 5u);

  Result timed;
  timed.folder = "runs/running-time", timed.program = "running-time", timed.complete = true;
  timed.config = Json{Json::Object{}};
  timed.summary =
      parse_json(R"({"overhead_inverse": 0.0723, "overhead_inverse_low": 0.003, "overhead_inverse_high": 0.081,
                                 "overhead_cyclic": -0.02, "overhead_svd": 0.4, "rounds": 3, "steps": 2})",
                 "summary");
  std::vector<Result> one = {timed};
  const std::string text = findings_of_the_paper(seeded_rows(one));
  EXPECT_NE(text.find("`inverse` 7.2 % (0.30 .. 8.1), `cyclic` -2 %, `svd` 40 % more"), std::string::npos) << text;
  EXPECT_NE(text.find("3 rounds of 2 steps"), std::string::npos);
  EXPECT_NE(text.find("Not among these results: learned-actions"), std::string::npos);
  EXPECT_EQ(text.find("Not among these results: running-time"), std::string::npos);
  one[0].config.set("quick", true);  // no measurement
  EXPECT_NE(findings_of_the_paper(seeded_rows(one)).find("Not among these results: running-time"), std::string::npos);
}

TEST_F(ReportProgram, MakesAPageOfWhateverIsThere) {
  const std::string runs = file("runs");
  make_folders(join(runs, "one"));
  write_file(join(runs, "one/config.json"),
             R"({"dataset":"cifar10","epochs":3,"seed":7,"quick":false,"generator":"orthogonal","share":"layer",
                 "command":"build/classify --note '<b>'","git_commit":"abc","notes":["a JPEG copy"]})");
  write_file(join(runs, "one/summary.json"), R"({"test_accuracy":0.61234567,"parameters":12050})");
  write_png(join(runs, "one/picture.png"), Canvas(30, 20));
  make_folders(join(runs, "study/runs/part-1"));
  write_file(join(runs, "study/config.json"), R"({"command":"/usr/bin/task-dependence --seeds 2","dataset":"sample"})");
  write_file(join(runs, "study/runs/part-1/summary.json"), R"({"test_mse":0.5})");
  write_file(join(runs, "study/runs/part-1/config.json"), R"({"dataset":"fashion"})");
  make_folders(join(runs, "damaged"));
  write_file(join(runs, "damaged/summary.json"), R"({"test_mse":)");
  make_folders(join(runs, "not-a-result"));

  output_of("report", "--runs " + runs);
  const std::string page = read_file(join(runs, "report.html"));
  expect_well_formed(page);
  for (const char* text :
       {"61.23 %", "about 65 %", "a JPEG copy", "<dt>data</dt><dd>fashion</dd>", "task-dependence", "part-1",
        "published: 100", "&lt;b&gt;", "data:image/png;base64,iVBOR", "This run is not complete", "damaged"})
    EXPECT_NE(page.find(text), std::string::npos) << text;
  for (const char* text : {"<script", "http://", "https://", "<link", "url("})
    EXPECT_EQ(page.find(text), std::string::npos) << text;

  output_of("report", "--megabytes 0 --runs " + runs);
  const std::string small = read_file(join(runs, "report.html"));
  EXPECT_EQ(small.find("<img"), std::string::npos);
  EXPECT_NE(small.find("1 more picture"), std::string::npos);
  expect_refused("report", "--runs " + file("none"), {"none"});
}

TEST_F(SeededRows, AreRunsThatDifferInTheirSeed) {
  const auto add = [&](const std::string& name, const std::string& config, const char* accuracy) {
    make_folders(file(name));
    write_file(join(file(name), "config.json"), config);
    write_file(join(file(name), "summary.json"), concat("{\"test_accuracy\":", accuracy, ",\"parameters\":9}"));
  };
  add("net-1", R"({"seed":1,"command":"x/classify --seed 1 --eta 1 --out a --threads 2"})", "0.5");
  add("net-2", R"({"seed":2,"command":"classify --eta 1 --seed 2 --out b --continue"})", "0.6");
  add("other-2", R"({"seed":2,"command":"classify --eta 2 --seed 2"})", "0.7");
  make_folders(file("runs"));
  add("runs/net-1", R"({"seed":1,"command":"classify --seed 1 --eta 1"})", "0.5");  // the same once more
  add("runs/typed-1", R"({"seed":1,"epochs":2,"regularizer":"none","command":"classify --regularizer none"})", "0.5");
  add("runs/typed-2", R"({"seed":2,"epochs":2,"regularizer":"none","command":"classify --seed 2"})", "0.6");
  add("runs/typed-3", R"({"seed":3,"epochs":2,"regularizer":"svd","command":"classify --seed 3"})", "0.7");
  make_folders(file("many"));
  write_file(
      file("many/runs.jsonl"),
      "{\"name\":\"m\",\"seed\":1,\"test_accuracy\":0.2}\n{\"name\":\"m\",\"seed\":2,\"test_"
      "accuracy\":0.4}\nnot a line of JSON\n{\"study\":\"s\",\"name\":\"m\",\"seed\":1,\"test_accuracy\":0.9}\n");
  std::set<std::string> seen;
  const std::vector<Result> results = find_results(file(""), seen);
  const std::vector<SeededRow> rows = seeded_rows(results);
  ASSERT_EQ(rows.size(), 6u);
  EXPECT_EQ(rows[4].runs.size(), 2u) << "asked for the same, in other words";
  EXPECT_EQ(rows[5].name, "typed");
  EXPECT_EQ(rows[0].name, "many/m");
  EXPECT_EQ(rows[1].name, "many/s-m");  // another study: other data
  EXPECT_EQ(rows[2].name, "net");
  EXPECT_EQ(plain_command(*rows[2].runs.front()), "build/classify --eta 1");
  // t of one degree of freedom: 12.706 times .0707 / sqrt 2.
  EXPECT_EQ(estimate_text("test_accuracy", rows[2].values.at("test_accuracy")), "55.00 +- 63.53 %");
  EXPECT_EQ(estimate_text("test_mse", {0.25}), "0.25");
  const Json json = tables_json(rows);
  EXPECT_NEAR(json.at("many").at("m").at("test_accuracy").as_double(), 0.3, 1e-12);
  EXPECT_NEAR(json.at("net").at("test_accuracy_half_width").as_double(), 0.635310, 1e-5);
  EXPECT_EQ(json.at("net").at("runs").as_integer(), 2);
  const std::string text = tables_text(rows);
  EXPECT_NE(text.find("| `build/classify --eta 1` | 55.00 +- 63.53 % | 9 | 2 |"), std::string::npos) << text;
  EXPECT_NE(report_page(results, 1'000'000).find("runs.jsonl, byte 0"), std::string::npos);
}

/// A network that is published but for its kernel is not listed beside the published number.
TEST_F(ReportProgram, ListsThePublishedConstructionAsItWasTrained) {
  for (const char* kernel : {"6", "4"}) {
    const std::string folder = file(concat("kernel-", kernel));
    make_folders(folder);
    write_file(
        join(folder, "config.json"),
        concat(R"({"command":"build/classify","dataset":"cifar10","generator":"free","share":"none","augment":"",)",
               R"("normalization":"whiten","epochs":100,"limit-train":null,"kernel":)", kernel, "}"));
    write_file(join(folder, "summary.json"), R"({"test_accuracy":0.65})");
  }
  std::set<std::string> seen;
  const std::string page = report_page(find_results(file(""), seen), 1000);
  EXPECT_NE(page.find("published construction (kernel-6"), std::string::npos);
  EXPECT_EQ(page.find("published construction (kernel-4"), std::string::npos);
}

/// What README files quote is what the committed runs say.
TEST(CommittedResults, TablesAreThoseOfTheRuns) {
  std::set<std::string> seen;
  const std::vector<Result> results = find_results("experiments/results", seen);
  EXPECT_EQ(tables_json(seeded_rows(results)).pretty(), read_file("experiments/results/tables.json"))
      << "type make tables";
}

TEST_F(ReportProgram, PutsWordsAndThePapersFiguresFirst) {
  for (const char* program : {"find-group", "running-time", "classify"}) {
    make_folders(file(program));
    write_file(join(file(program), "config.json"), concat("{\"command\":\"build/", program, "\"}"));
    write_file(join(file(program), "summary.json"), R"({"overhead_inverse":0.0123})");
  }
  std::set<std::string> seen;
  const std::string page = report_page(find_results(file(""), seen), 1000);
  std::size_t at = 0;
  for (const char* text : {"Not among these results: task-dependence", "Number for number", "0.012",
                           "<h2>Classification", "<h2>Figure 3", "<h2>Which group"}) {
    const std::size_t found = page.find(text, at);
    ASSERT_NE(found, std::string::npos) << text;
    at = found;
  }
}

TEST_F(ReportProgram, OfAFreshCloneShowsItsCommittedResults) {
  make_folders(file("experiments/results/classify-1"));
  write_file(file("experiments/results/classify-1/summary.json"), R"({"test_accuracy":0.5})");
  const std::string report = std::filesystem::absolute(program("report")).string();
  const test::CommandResult result = test::run_command("cd " + file("") + " && " + report);
  EXPECT_EQ(result.status, 0) << result.output;
  EXPECT_TRUE(file_exists(file("runs/report.html")));
}

TEST_F(ReportProgram, CountsARunOnceAndKeepsItsInputs) {
  const std::string runs = file("runs");
  for (const char* name : {"runs/b", "runs/study/runs/part", "outside/c"}) {
    make_folders(file(name));
    write_file(join(file(name), "summary.json"), R"({"test_accuracy":0.5})");
  }
  write_file(join(runs, "study/config.json"), "{}");
  const auto link = [&](const char* to, const char* name) { std::filesystem::create_symlink(to, join(runs, name)); };
  link("b", "a-latest");
  link(".", "itself");
  link("loop", "loop");
  link("../../..", "study/runs/back");
  link("../outside", "from-outside");
  link("../outside", "from-outside-again");
  std::set<std::string> seen;
  const std::vector<Result> results = find_results(runs, seen);
  ASSERT_EQ(results.size(), 3u);
  EXPECT_EQ(results[0].folder, join(runs, "b"));
  EXPECT_EQ(results[1].folder, join(runs, "from-outside/c"));
  EXPECT_EQ(results[2].runs.size(), 1u);
  EXPECT_TRUE(find_results(join(runs, "b"), seen).empty());

  const std::string report = "--runs " + runs + " --out ";
  expect_refused("report", report + join(runs, "a-latest/summary.json"), {"--out"});
  EXPECT_EQ(read_file(join(runs, "b/summary.json")), R"({"test_accuracy":0.5})");
  output_of("report", report + file("page.html"));
}

}  // namespace
}  // namespace lgn
