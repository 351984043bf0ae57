// The program on one page against the library: the same network, numbers and images.
#include <cmath>
#include <sstream>

#include "lgn/network.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

using LgnInOneFile = test::ProgramRuns;

void fill_with_sines(Tensor& x, double phase) {
  for (Index i = 0; i < x.count(); ++i) {
    const double place = static_cast<double>(i);
    x[i] = static_cast<float>(std::sin(phase + 1.7 * place + 0.01 * place * place));
  }
}

/// What --check prints, a line each: a name, and numbers.
struct Line {
  std::string name;
  std::vector<float> numbers;
};

std::vector<Line> parse(const std::string& output) {
  std::vector<Line> lines;
  std::istringstream text(output);
  for (std::string row; std::getline(text, row);) {
    std::istringstream words(row);
    Line line;
    words >> line.name;
    for (float number; words >> number;) line.numbers.push_back(number);
    lines.push_back(line);
  }
  return lines;
}

/// The architecture that --check computes with.
Architecture checked_architecture() {
  Architecture a;
  a.channels = 2, a.height = 9, a.width = 7, a.base_filters = 2, a.group_size = 4, a.kernel = 4, a.layers = 3;
  a.pool = 2, a.classes = 3, a.eta = 0.05;
  return a;
}

TEST_F(LgnInOneFile, LossAndGradientsAreTheLibrarys) {
  const std::string result = output_of("lgn-in-one-file", "--check");
  const std::vector<Line> lines = parse(result);
  ASSERT_EQ(lines.at(0).name, "loss");

  Random random(1);
  Network network(checked_architecture(), random);
  Index numbers = 0;
  for (std::size_t k = 1; k < lines.size(); ++k) {
    Tensor& value = network.parameters().at(lines[k].name).value;
    fill_with_sines(value, static_cast<double>(k - 1));
    numbers += value.count();
  }
  ASSERT_EQ(numbers, network.parameters().trained_count());
  Tensor images({5, 2, 9, 7});
  fill_with_sines(images, 0.5);
  Tape tape;
  const Leaves leaves(tape, network.parameters());
  const Prediction prediction = network.forward(leaves, images, Mode::training, Unfolding::plain);
  const Variable loss = network.task_loss(prediction, images, {0, 1, 2, 0, 1});
  tape.backward(loss);

  EXPECT_NEAR(lines[0].numbers.at(0), loss.value()[0], 1e-6);
  for (std::size_t k = 1; k < lines.size(); ++k) {
    const Tensor& expected = leaves[lines[k].name].gradient();
    EXPECT_LT(test::relative_error(Tensor::from(expected.shape(), lines[k].numbers), expected), 1e-5) << lines[k].name;
  }
}

TEST_F(LgnInOneFile, LearnsFromTheSample) {
  const std::string result = output_of("lgn-in-one-file", program("sample") + " 1");
  const std::size_t last = result.rfind("test accuracy ");
  ASSERT_NE(last, std::string::npos) << result;
  EXPECT_GT(std::stod(result.substr(last + 14)), 60) << result;
}

TEST_F(LgnInOneFile, SaysWhichFilesItMisses) {
  expect_refused("lgn-in-one-file", "nowhere", {"nowhere/train", "make"});
}

}  // namespace
}  // namespace lgn
