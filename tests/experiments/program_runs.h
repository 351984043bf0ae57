// The programs as their users call them, on a small data set.
#pragma once

#include <cstdlib>

#include "tensor/io/file.h"
#include "tensor/io/json.h"
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

  /// A file of JSON in the folder.
  Json json(const std::string& name) const { return parse_json(read_file(file(name)), name); }

  void expect_files(const std::string& folder, std::initializer_list<const char*> names) const {
    for (const char* name : names) EXPECT_TRUE(file_exists(join(file(folder), name))) << name;
  }
  static void expect_keys(const Json& json, std::initializer_list<const char*> keys) {
    for (const char* key : keys) EXPECT_TRUE(json.find(key)) << key;
  }
  static void expect_words(const CommandResult& result, std::initializer_list<const char*> words) {
    for (const char* word : words) EXPECT_TRUE(contains(result.output, word));
  }

  /// The summary of a study that is run into the folder `out`, and that says the same when it is gone on with.
  Json summary_of_study(const std::string& name, const std::string& arguments, const std::string& out,
                        const char* go_on = " --resume") const {
    const std::string all = arguments + " --out " + file(out), summary = file(out + "/summary.json");
    output_of(name, all);
    const std::string before = read_file(summary);
    output_of(name, all + go_on);
    EXPECT_EQ(read_file(summary), before);
    return parse_json(before, summary);
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
    return training_images() + "--test-images " + file("tx.npy") + " --test-labels " + file("ty.npy") +
           " --kernel 3 --groups 2 --group-size 2 --layers 2 --pool 2 --batch 16 --normalization standard ";
  }

  std::string file(const std::string& name) const { return folder_.path(name); }

  /// The images and labels of these names.
  std::string training_images(const char* images = "x.npy", const char* labels = "y.npy") const {
    return "--train-images " + file(images) + " --train-labels " + file(labels) + " ";
  }

  /// Expects status 1, and a sentence with every word, on a command that leaves nothing behind.
  void expect_refused(const std::string& name, const std::string& arguments,
                      std::initializer_list<const char*> words) const {
    const CommandResult result = run(name, arguments);
    EXPECT_EQ(result.status, 1) << arguments << "\n" << result.output;
    expect_words(result, words);
  }

  test::TemporaryFolder folder_;
};

}  // namespace lgn::test
