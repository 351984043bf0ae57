// The programs as their users call them, on a small data set.
#pragma once

#include <cstdlib>

#include "tensor/io/npy.h"
#include "tensor/random.h"
#include "tests/support.h"

namespace lgn::test {

class ProgramRuns : public testing::Test {
 protected:
  /// Where the programs are: make says so.
  static std::string program(const std::string& name) {
    const char* folder = std::getenv("LGN_PROGRAMS");
    return std::string(folder ? folder : "build") + "/" + name;
  }

  /// Whether the programs run in an emulator, by scripts of the same names.
  static bool emulated() { return program("").ends_with("/emulated/"); }

  CommandResult run(const std::string& name, const std::string& arguments) const {
    return run_command(program(name) + " " + arguments);
  }

  /// What a run prints that has to succeed.
  std::string output_of(const std::string& name, const std::string& arguments) const {
    const CommandResult result = run(name, arguments);
    require(result.status == 0, name, " ", arguments, ": ", result.output);
    return result.output;
  }

  /// A small data set of its own: 40 training and 20 test images of 1 x 8 x 8, three classes.
  std::string own_data() const {
    Random random(11);
    write_npy(file("x.npy"), normal_tensor(random, {40, 8, 8}));
    write_npy(file("tx.npy"), normal_tensor(random, {20, 8, 8}));
    std::vector<Index> labels, test_labels;
    for (Index i = 0; i < 40; ++i) labels.push_back(i % 3);
    for (Index i = 0; i < 20; ++i) test_labels.push_back(i % 3);
    write_npy(file("y.npy"), labels);
    write_npy(file("ty.npy"), test_labels);
    return "--train-images " + file("x.npy") + " --train-labels " + file("y.npy") + " --test-images " +
           file("tx.npy") + " --test-labels " + file("ty.npy") +
           " --kernel 3 --groups 2 --group-size 2 --layers 2 --pool 2 --batch 16 --normalization standard ";
  }

  std::string file(const std::string& name) const { return folder_.path(name); }

  /// Expects status 1, and a sentence with every word, on a command that leaves nothing behind.
  void expect_refused(const std::string& name, const std::string& arguments,
                      std::initializer_list<const char*> words) const {
    const CommandResult result = run(name, arguments);
    EXPECT_EQ(result.status, 1) << arguments << "\n" << result.output;
    for (const char* word : words) EXPECT_TRUE(contains(result.output, word));
  }

  test::TemporaryFolder folder_;
};

}  // namespace lgn::test
