// The README.md files against the tree that they describe (readme_check.h says what is looked up).
#include <algorithm>
#include <filesystem>
#include <map>

#include "tensor/io/file.h"
#include "tests/cited_numbers.h"
#include "tests/experiments/program_runs.h"
#include "tests/readme_check.h"

int readme_example();  // main() of the C++ in README.md, as make compiles it

namespace lgn {
namespace {

class Readme : public test::ProgramRuns {
 protected:
  test::Tree tree() const {
    return test::read_tree(root_, [this](const std::string& program) -> const std::string& {
      std::string& text = helps_[program];
      if (text.empty()) text = run(program, "--help").output;
      return text;
    });
  }

  const std::string root_ = ".";
  mutable std::map<std::string, std::string> helps_;
};

TEST_F(Readme, EveryOneNamesOnlyWhatThereIs) {
  const test::Tree known = tree();
  int readmes = 0;
  for (const std::string& path : known.paths) {
    if (path != "README.md" && !path.ends_with("/README.md")) continue;
    ++readmes;
    const std::string folder = std::filesystem::path(path).parent_path().generic_string();
    for (const std::string& complaint : test::rot(read_file(root_ + "/" + path), folder, known))
      ADD_FAILURE() << path << ": " << complaint;
  }
  EXPECT_GE(readmes, 4);
}

TEST_F(Readme, ItsProgramPrintsWhatItSays) {
  const std::vector<test::Block> blocks = test::fenced_blocks(read_file(root_ + "/README.md"));
  std::size_t programs = 0;
  for (std::size_t i = 0; i + 1 < blocks.size(); ++i) {
    if (blocks[i].language != "cpp") continue;
    ++programs;
    testing::internal::CaptureStdout();
    EXPECT_EQ(readme_example(), 0);
    EXPECT_EQ(testing::internal::GetCapturedStdout(), blocks[i + 1].text);
  }
  EXPECT_EQ(programs, 1u);
}

/// A text that has rotted in one place.
TEST_F(Readme, TheCheckFindsWhatIsNotThere) {
  const test::Tree known = tree();
  const auto complaints = [&](const std::string& text) { return test::rot(text, "lgn", known).size(); };
  EXPECT_EQ(complaints("`lgn/network.h`, `network.h`, `generators/`, `summary.json`, `unfolded_layer`, `make demo`, "
                       "`make classify ARGS=\"--epochs 1\"`, `build/infer --model F.safetensors`, `--epochs 10`"),
            0u);
  EXPECT_EQ(complaints("`lgn/networks.h`"), 1u);
  EXPECT_EQ(complaints("`netwurks.h`"), 1u);
  EXPECT_EQ(complaints("`generator/`"), 1u);
  EXPECT_EQ(complaints("`unfoldedd_layer`"), 1u);
  EXPECT_EQ(complaints("`lgn::unfoldedd_layer()`"), 1u);
  EXPECT_EQ(complaints("`make demoo`"), 1u);
  EXPECT_EQ(complaints("`build/classifi --epochs 1`"), 1u);
  EXPECT_EQ(complaints("`make classify ARGS=\"--epoch 1\"`"), 1u);
  EXPECT_EQ(complaints("`build/infer --modell F.safetensors`"), 1u);
  EXPECT_EQ(complaints("`--epoch 10`"), 1u);
  EXPECT_EQ(complaints("```sh\nmake all && build/sweep \\\n  --varyy x\n```\n"), 1u);
}

TEST_F(Readme, NumbersAreThoseOfTheResults) {
  const std::string results = root_ + "/experiments/results";
  const std::string cited = read_file(results + "/cited.tsv");
  EXPECT_GT(std::count(cited.begin(), cited.end(), '\n'), 500);
  for (const std::string& complaint : test::unfounded_numbers(cited, root_, results)) ADD_FAILURE() << complaint;
}

TEST_F(Readme, TheCheckOfNumbersFindsOneThatIsNotTheResults) {
  write_file(file("a.json"), "{\"accuracy\": 0.69876, \"count\": 8090, \"part\": {\"loss\": 0.25449}, \"seeds\": 5}");
  write_file(file("text.md"), "of 5 runs, 5 epochs: 69.88 % | 8,090 | **0.254** | 69.87 | 80");
  const auto complaints = [&](const std::string& cited) {
    return test::unfounded_numbers("# text.md\n" + cited, folder_.path(), folder_.path()).size();
  };
  EXPECT_EQ(complaints("of 5\ta.json\tseeds\n69.88 %\ta.json\taccuracy\n8,090\ta.json\tcount\n"
                       "0.254\ta.json\tpart/loss\n"),
            0u);
  EXPECT_EQ(complaints("69.87 %\ta.json\taccuracy\n"), 1u) << "not the file's";
  EXPECT_EQ(complaints("69.9 %\ta.json\taccuracy\n"), 1u) << "not in the text";
  EXPECT_EQ(complaints("8,090\ta.json\tcount\n5\ta.json\tseeds\n"), 1u) << "in the text, but before";
  EXPECT_EQ(complaints("0.25\ta.json\tpart/loss\n"), 1u) << "within a longer one";
  EXPECT_EQ(complaints("5\ta.json\tnothing\n5\tb.json\tseeds\nof\ta.json\tseeds\n5\n"), 4u);
}

}  // namespace
}  // namespace lgn
