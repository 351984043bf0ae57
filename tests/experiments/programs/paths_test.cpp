// Outputs that are inputs: every way to name the same file.
#include "experiments/common/program/paths.h"

#include <unistd.h>

#include <filesystem>

#include "tensor/io/file.h"
#include "tests/support.h"

namespace lgn {
namespace {

class Paths : public ::testing::Test {
 protected:
  void SetUp() override {
    write_file(file("in"), "data");
    make_folders(file("folder"));
    std::filesystem::create_symlink(folder_.path(), file("itself"));
    std::filesystem::create_symlink("in", file("link"));
    std::filesystem::create_symlink("link", file("link to link"));
    std::filesystem::create_symlink("out", file("link to nothing yet"));
    std::filesystem::create_hard_link(file("in"), file("hard"));
  }
  std::string file(const std::string& name) const { return folder_.path(name); }
  test::TemporaryFolder folder_;
};

TEST_F(Paths, AnOutputThatIsAnInputIsRefusedWhateverItIsCalled) {
  for (const char* name :
       {"in", "./in", "folder/../in", "link", "link to link", "hard", "itself/in", "itself/itself/link"}) {
    test::expect_error(
        [&] {
          require_separate({{"--a", ""}, {"--b", file("in")}}, {{"--c", ""}, {"--out", file(name)}});
        },
        {"--out", "--b", "another name"});
    test::expect_error([&] { require_separate({{"--b", file(name)}}, {{"--out", file("in")}}); }, {"--out", "--b"});
  }
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.path());
  test::expect_error([&] { require_separate({{"--b", file("in")}}, {{"--out", "in"}}); }, {"--b"});
  std::filesystem::current_path(before);
}

TEST_F(Paths, TwoOutputsAreTwoFiles) {
  test::expect_error(
      [&] {
        require_separate({}, {{"--x", file("out")}, {"--y", file("itself/out")}});
      },
      {"--x", "--y"});
  test::expect_error(
      [&] {
        require_separate({}, {{"--x", file("out")}, {"--y", file("link to nothing yet")}});
      },
      {"--x", "--y"});
  EXPECT_NO_THROW(require_separate({{"--b", file("in")}}, {{"--x", file("out")}, {"--y", file("out2")}}));
  EXPECT_NO_THROW(require_separate({}, {{"--x", "/dev/null"}, {"--y", "/dev/null"}}));
  EXPECT_NO_THROW(require_separate({}, {{"--x", "in this folder.npy"}}));
}

TEST_F(Paths, AnOutputHasAFolderAndIsNone) {
  test::expect_error([&] { require_separate({}, {{"--x", file("folder")}}); }, {"--x", "is a folder"});
  test::expect_error([&] { require_separate({}, {{"--x", file("none/out")}}); }, {"there is no folder", "mkdir -p"});
}

TEST_F(Paths, ARunKeepsItsInputsOutOfItsFolder) {
  make_folders(file("folder/runs/a"));
  for (const char* name : {"folder/model.safetensors", "folder/runs/a/m.safetensors", "folder/x.npy"})
    write_file(file(name), "data");
  test::expect_error(
      [&] {
        require_not_written_by_run({{"--init", file("folder/model.safetensors")}}, file("folder"));
      },
      {"--init", "another --out"});
  test::expect_error(
      [&] {
        require_not_written_by_run({{"--init", file("itself/folder/runs/a/m.safetensors")}}, file("folder"));
      },
      {"--init"});
  EXPECT_NO_THROW(require_not_written_by_run({{"--train-images", file("folder/x.npy")}}, file("folder")));
  EXPECT_NO_THROW(require_not_written_by_run({{"--init", file("folder2/model.safetensors")}}, file("folder")));
  EXPECT_NO_THROW(require_not_written_by_run({{"--init", file("folder/model.safetensors")}}, ""));
  // What the run would write is a link to what it reads.
  std::filesystem::create_symlink("../in", file("folder/summary.json"));
  test::expect_error(
      [&] {
        require_not_written_by_run({{"--images", file("hard")}}, file("folder"));
      },
      {"--images", "folder/summary.json"});
}

}  // namespace
}  // namespace lgn
