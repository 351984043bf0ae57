// What is said of a training that went nowhere, and that what it tells to try helps.
#include <regex>

#include "tests/experiments/program_runs.h"
#include "tests/remedies.h"

namespace lgn {
namespace {

using test::CommandResult;

class TrainingNotes : public test::ProgramRuns {
 protected:
  /// 160 images of 12 x 12 whose band of light tells the class, `scale` bright; labels `first`, `first` + 1,
  /// ..
  std::string bands(float scale, Index first = 0) const {
    Random random(3);
    Tensor images = normal_tensor(random, {160, 12, 12});
    std::vector<Index> labels;
    for (Index i = 0; i < 160; ++i) {
      labels.push_back(first + i % 4);
      for (Index p = 0; p < 36; ++p) images[i * 144 + (i % 4) * 36 + p] += 3;
    }
    for (float& x : images) x *= scale;
    write_npy(file("x.npy"), images);
    write_npy(file("y.npy"), labels);
    return data();
  }
  std::string data(const char* images = "x.npy", const char* labels = "y.npy") const {
    return training_images(images, labels) + network();
  }
  std::string network() const {
    return " --kernel 4 --groups 3 --group-size 2 --layers 3 --batch 32 --normalization standard --overwrite --out " +
           file("run") + " ";
  }
  std::string train(const std::string& arguments) const { return output_of("classify", arguments); }
  static bool says(const std::string& output, const char* words) { return output.find(words) != std::string::npos; }
  /// Of the images trained on, in evaluation: the row of the table of classes would do as well.
  double accuracy(const std::string& output) const {
    std::smatch match;
    const std::string text = output.substr(output.find("class  images"));
    double sum = 0;
    const std::regex row("\n *[0-9]+ +[0-9]+ +([0-9.]+) %");
    auto begin = std::sregex_iterator(text.begin(), text.end(), row);
    const auto count = std::distance(begin, std::sregex_iterator());
    for (; begin != std::sregex_iterator(); ++begin) sum += std::stod((*begin)[1]);
    return sum / static_cast<double>(count);
  }
};

TEST_F(TrainingNotes, UnsettledStatisticsAreNamedAndRecomputingThemHelps) {
  const std::string command = bands(1) + "--epochs 4 ", output = train(command);
  EXPECT_TRUE(says(output, "have not settled")) << output;
  EXPECT_TRUE(says(output, "add --statistics recomputed, or train for more steps"));
  EXPECT_LT(accuracy(output), 60);
  const std::string recomputed = train(command + "--statistics recomputed");
  EXPECT_FALSE(says(recomputed, "note:")) << recomputed;
  EXPECT_GT(accuracy(recomputed), 90);
  const std::string longer = train(command + "--epochs 60");
  EXPECT_FALSE(says(longer, "note:")) << longer;
  EXPECT_GT(accuracy(longer), 90);
}

TEST_F(TrainingNotes, ACodeWithoutActiveEntriesIsNamedAndTheAdviceHelps) {
  const std::string raw = bands(1e-3f) + "--normalization none --epochs 3 ", output = train(raw);
  EXPECT_TRUE(says(output, "no entry of the code is active")) << output;
  EXPECT_TRUE(says(output, "try --normalization standard"));
  EXPECT_FALSE(says(train(raw + "--normalization standard --statistics recomputed"), "note:"));
  const std::string sparse = bands(1) + "--epochs 5 --statistics recomputed ";
  const std::string dead = "--train-images " + file("x.npy") + network() + "--epochs 30 --lr 0.1 --sparsity ";
  const std::string killed = run("reconstruct", dead + "1e5").output;
  EXPECT_TRUE(says(killed, "a smaller --sparsity (now 100000)")) << killed;
  EXPECT_FALSE(says(run("reconstruct", dead + "0.01").output, "note:"));
  const std::string creeping = train(sparse + "--lr 1e-9");
  EXPECT_TRUE(says(creeping, "--lr 0.01 (now 1e-09)")) << creeping;
  EXPECT_FALSE(says(train(sparse + "--lr 0.01"), "note:"));
}

TEST_F(TrainingNotes, ALossThatDoesNotFallIsNamed) {
  const std::string images = bands(3);
  const CommandResult creeping =
      run("reconstruct", "--train-images " + file("x.npy") + network() + "--epochs 3 --lr 1e-9");
  EXPECT_TRUE(says(creeping.output, "the training loss has not fallen")) << creeping.output;
  EXPECT_TRUE(says(creeping.output, "try --lr 0.01 (now 1e-09)"));
  const CommandResult better =
      run("reconstruct", "--train-images " + file("x.npy") + network() + "--epochs 3 --lr 0.01");
  EXPECT_FALSE(says(better.output, "note:")) << better.output;
}

TEST_F(TrainingNotes, EverythingTakenForOneClassIsNamed) {
  bands(1);
  write_npy(file("y.npy"), std::vector<Index>(160, 0));
  std::vector<Index> labels(160, 0);
  labels[7] = labels[90] = 1;
  write_npy(file("y.npy"), labels);
  const std::string output = train(data() + "--epochs 2 --statistics recomputed");
  EXPECT_TRUE(says(output, "2 classes, training images of each: 158 2")) << output;
  EXPECT_TRUE(says(output, "every image is taken for class 0; try more --epochs (now 2)")) << output;
  EXPECT_FALSE(says(train(data() + "--epochs 80 --statistics recomputed"), "every image is taken"));
}

TEST_F(TrainingNotes, OddLabelsAreNamedAndTheirLinesOfPythonWork) {
  EXPECT_TRUE(says(train(bands(1) + "--epochs 1"), "4 classes, training images of each: 40 40 40 40\n"));
  const std::string python = test::python_with("numpy");
  if (python.empty()) GTEST_SKIP() << "NumPy is not installed";
  const auto mended = [&](const std::string& output) {
    const std::string line = test::remedy_after(output.substr(0, output.find("epoch 1/1")), "in Python: ");
    const CommandResult result = test::run_python(python, line.substr(0, line.rfind(')') + 1));
    EXPECT_EQ(result.status, 0) << line << result.output;
  };
  const std::string from_one = train(bands(1, 1) + "--epochs 1");
  EXPECT_TRUE(says(from_one, "5 classes, training images of each: 0 40 40 40 40\n")) << from_one;
  EXPECT_TRUE(says(from_one, "the labels are 1 to 4, which makes one class too many")) << from_one;
  mended(from_one);
  EXPECT_TRUE(
      says(train(data("x.npy", "y-new.npy") + "--epochs 1"), "4 classes, training images of each: 40 40 40 40\n"));

  bands(1);
  std::vector<Index> labels = to_integers(read_npy(file("y.npy")));
  for (std::size_t i = 0; i < labels.size(); i += 16) labels[i] = 255;
  write_npy(file("y.npy"), labels);
  const std::string ignoring = train(data() + "--epochs 1");
  EXPECT_TRUE(says(ignoring, "10 labels are 255, which makes 256 classes of 5; if 255 means \"ignore\"")) << ignoring;
  mended(ignoring);
  EXPECT_TRUE(
      says(train(data("x-new.npy", "y-new.npy") + "--epochs 1"), "4 classes, training images of each: 30 40 40 40\n"));
}

}  // namespace
}  // namespace lgn
