// The program on one page against the library: the same network, numbers and images.
#include "lgn/network.h"
#include "tests/experiments/program_runs.h"

#define main main_of_the_page
#include "experiments/lgn-in-one-file.cpp"
#undef main

namespace lgn {
namespace {

using LgnInOneFile = test::ProgramRuns;

double sine(double phase, Index i) {
  const double place = static_cast<double>(i);
  return std::sin(phase + 1.7 * place + 0.01 * place * place);
}

/// That of the page's network below.
Architecture small_architecture() {
  Architecture a;
  a.channels = 2, a.height = 9, a.width = 7, a.base_filters = 2, a.group_size = 4, a.kernel = 4, a.layers = 3;
  a.pool = 2, a.classes = 3, a.eta = 0.05;
  return a;
}

TEST(LgnOnOnePage, LossAndGradientsAreTheLibrarys) {
  ::Network page{.C = 2, .G = 2, .n = 4, .kernel = 4, .layers = 3, .P = 2, .classes = 3, .eta = 0.05};
  ::Tensor page_images({5, 2, 9, 7});
  Tensor images({5, 2, 9, 7});
  for (int i = 0; i < page_images.count(); ++i) page_images[i] = images[i] = static_cast<float>(sine(0.5, i));
  int correct = 0;
  page.loss(page_images, {0, 1, 2, 0, 1}, correct);  // makes the parameters

  Random random(1);
  Network network(small_architecture(), random);
  Index numbers = 0;
  double phase = 0;
  for (::Parameter& parameter : page.parameters) {
    Tensor& value = network.parameters().at(parameter.name).value;
    ASSERT_EQ(value.count(), parameter.value.count()) << parameter.name;
    for (int i = 0; i < parameter.value.count(); ++i)
      parameter.value[i].value = value[i] = static_cast<float>(sine(phase, i));
    numbers += value.count(), phase += 1;
  }
  ASSERT_EQ(numbers, network.parameters().trained_count());
  const Number page_loss = page.loss(page_images, {0, 1, 2, 0, 1}, correct);
  run_backward(page_loss);

  Tape tape;
  const Leaves leaves(tape, network.parameters());
  const Prediction prediction = network.forward(leaves, images, Mode::training, Unfolding::plain);
  const Variable loss = network.task_loss(prediction, images, {0, 1, 2, 0, 1});
  tape.backward(loss);
  EXPECT_NEAR(page_loss.value, loss.value()[0], 1e-6);
  for (const ::Parameter& parameter : page.parameters) {
    const Tensor& expected = leaves[parameter.name].gradient();
    Tensor found(expected.shape());
    for (int i = 0; i < parameter.value.count(); ++i) found[i] = static_cast<float>(gradient[parameter.value[i].place]);
    EXPECT_LT(test::relative_error(found, expected), 1e-5) << parameter.name;
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
  for (const std::string part : {"train", "t10k"}) {  // letters: labels from 0 to 25
    write_file(file(part + "-images-idx3-ubyte"), std::string(16 + 1000 * 28 * 28, '\1'));
    write_file(file(part + "-labels-idx1-ubyte"), std::string(8 + 1000, '\31'));
  }
  expect_refused("lgn-in-one-file", file(""), {"other classes than 0 to 9"});
}

}  // namespace
}  // namespace lgn
