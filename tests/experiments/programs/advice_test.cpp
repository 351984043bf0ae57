// Sentences of refusals end with what to type: it is typed here, until the program does its work.
#include <filesystem>
#include <regex>

#include "tests/experiments/program_runs.h"
#include "tests/remedies.h"

namespace lgn {
namespace {

using test::CommandResult;

class Advice : public test::ProgramRuns {
 protected:
  void SetUp() override {
    if (python_.empty()) GTEST_SKIP() << "NumPy is not installed";
    data_ = own_data();
    ASSERT_EQ(run("classify", data_ + "--epochs 1 --out " + file("m")).status, 0);
  }

  /// What follows from the last sentence: files are saved and named in place of others, flags replaced or
  /// added.
  std::string advised(std::string arguments, const std::string& sentence) const {
    const std::string line = test::remedy_after(sentence, "in Python: ");
    if (!line.empty()) {
      const auto result = test::run_python(python_, line);
      EXPECT_EQ(result.status, 0) << line << result.output;
      std::smatch load;
      EXPECT_TRUE(std::regex_search(line, load, std::regex("(?:load|fromfile)\\('([^']*)'"))) << line;
      const std::size_t at = arguments.find(load[1].str());
      return at == std::string::npos ? "" : arguments.replace(at, load[1].length(), test::saved_by(line));
    }
    std::smatch flag;
    const std::regex form("(?:use|give|add|leave out:?) (--[a-z-]+)( [^ ,;\\n]+)?");
    if (!std::regex_search(sentence, flag, form)) return "";
    const std::string value = flag[2].str().starts_with(" to") ? "" : flag[2].str();
    arguments = std::regex_replace(arguments, std::regex(flag[1].str() + " [^ ]+ "), "");
    return sentence.find("leave out") < sentence.size() ? arguments : arguments + flag[1].str() + value + " ";
  }

  /// The sentences on the way to status 0; expects to arrive.
  std::vector<std::string> follow(const std::string& name, std::string arguments) const {
    std::vector<std::string> sentences;
    for (int i = 0; i < 6 && !arguments.empty(); ++i) {
      const CommandResult result = run(name, arguments);
      if (result.status == 0) return sentences;
      EXPECT_EQ(result.status, 1) << result.output;
      sentences.push_back(result.output);
      arguments = advised(arguments, result.output);
    }
    ADD_FAILURE() << name << ": no way out of: " << (sentences.empty() ? arguments : sentences.back());
    return sentences;
  }

  static void expect_first(const std::vector<std::string>& sentences, const std::string& part) {
    ASSERT_FALSE(sentences.empty()) << part;
    EXPECT_NE(sentences[0].find(part), std::string::npos) << part << " is not in: " << sentences[0];
  }

  void make(const std::string& line) const {
    const auto result = test::run_python(
        python_, "import numpy; x = numpy.load('" + file("x.npy") + "'); y = numpy.load('" + file("y.npy") +
                     "')\nsave = lambda n, a: numpy.save('" + file("") + "/' + n, a)\n" + line);
    ASSERT_EQ(result.status, 0) << result.output;
  }

  const std::string python_ = test::python_with("numpy");
  std::string data_;
};

TEST_F(Advice, LeadsFromAModelOfOtherClassesAndImagesToTraining) {
  make(
      "save('y5.npy', numpy.arange(40) % 5); save('y2.npy', y % 2); save('y1.npy', y + 1)\n"
      "save('big.npy', numpy.zeros((40, 12, 9), 'u1')); save('small.npy', x[:, :6, :]);\n"
      "save('colour.npy', x[:, None].repeat(3, 1)); save('last.npy', x[..., None].repeat(3, 3))");
  const auto tune = [&](const char* images, const char* labels, const std::string& more = "") {
    return follow("classify", "--epochs 1 --batch 16 --overwrite --out " + file("t") + " --init " +
                                  file("m/model.safetensors") + " --train-images " + file(images) + " --train-labels " +
                                  file(labels) + " " + more);
  };
  expect_first(tune("x.npy", "y5.npy"), "add --new-head");
  expect_first(tune("x.npy", "y.npy", "--classes 7 "), "add --new-head");
  expect_first(tune("x.npy", "y5.npy", "--classes 3 "), "give --classes 5");
  expect_first(tune("x.npy", "y1.npy", "--classes 3 "), "these count from 1");
  EXPECT_TRUE(tune("x.npy", "y2.npy").empty());
  for (const char* images : {"big.npy", "small.npy"}) expect_first(tune(images, "y.npy"), "for their middle");
  expect_first(tune("colour.npy", "y.npy"), "for colours as grey images");
  expect_first(tune("last.npy", "y.npy"), "looks like [N, H, W, C]");
  expect_first(tune("x.npy", "y.npy", "--pool 3 "), "add --new-head");
  for (const char* flag : {"--kernel 5 ", "--groups 3 ", "--layers 4 "})
    expect_first(tune("x.npy", "y.npy", flag), "leave out");
}

TEST_F(Advice, LeadsFromImagesAndLabelsThatDoNotFitToAnswers) {
  make(
      "save('long.npy', numpy.arange(50) % 3); save('f.npy', x.astype('f2')); save('signals.npy', x.reshape(40, 64))\n"
      "save('named.npy', numpy.array(['a', 'b', 'c'])[y])");
  const std::string infer = "--model " + file("m/model.safetensors") + " --output " + file("o.npy") + " --images ";
  expect_first(follow("infer", infer + file("x.npy") + " --labels " + file("long.npy") + " "),
               "if the first 40 belong together");
  follow("infer", infer + file("f.npy") + " --labels " + file("named.npy") + " ");
  make("save('signals.npy', x.reshape(40, 64)[:, :62])");
  follow("classify", "--epochs 1 --pool 1 --overwrite --kernel 3 --out " + file("t") + " --train-images " +
                         file("signals.npy") + " --train-labels " + file("named.npy") + " ");
}

TEST_F(Advice, FilesOfOtherKindsAndNamesAreNamed) {
  make("save('nhwc.npy', x[..., None].repeat(3, 3).repeat(10, 0)); save('nan.npy', numpy.where(y, y, numpy.nan))");
  const std::string model = file("m/model.safetensors"), images = " --images " + file("x.npy") + " --output ";
  expect_refused("infer", "--model " + model + " --preprocessing " + model + images + file("o.npy"),
                 {"it has no tensor mean", "expected a run's preprocessing.safetensors"});
  expect_refused("classify", data_ + "--epochs 1 --init \"\"", {"--init is empty", "leave --init out"});
  expect_refused("find-group", "--quick --images " + file("nhwc.npy"), {"--layout nhwc"});
  expect_refused("find-group", "--quick --vectors " + file("nan.npy"), {"nan.npy: image 0 holds nan", "nan_to_num"});
  // A start is an input too: it stays, and a run goes on with one of another name.
  const std::string start = data_ + "--epochs 1 --out " + file("m") + " --overwrite --init-generator ";
  expect_refused("classify", start + model, {"--init-generator", "name another --out"});
  std::filesystem::copy_file(model, file("copy.safetensors"));
  expect_refused("classify", start + "rotations --search moments", {"--search", "give one of them"});
  const std::string other = data_ + "--epochs 2 --out " + file("g") + " --init-generator ";
  ASSERT_EQ(run("classify", other + model).status, 0);
  std::filesystem::remove(file("g/summary.json"));
  EXPECT_EQ(run("classify", other + file("copy.safetensors") + " --resume").status, 0);
}

}  // namespace
}  // namespace lgn
