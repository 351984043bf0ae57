// --validation, --select best, --augment; data that moved; flags without a value.
#include <cstdlib>
#include <filesystem>

#include "tensor/io/file.h"
#include "tensor/io/json.h"
#include "tensor/io/npy.h"
#include "tensor/random.h"
#include "tests/support.h"

namespace lgn {
namespace {

class Validation : public testing::Test {
 protected:
  std::string file(const std::string& name) const { return folder_.path(name); }

  test::CommandResult classify(const std::string& words) const {
    const char* folder = std::getenv("LGN_PROGRAMS");
    return test::run_command(std::string(folder ? folder : "build") +
                             "/classify --kernel 3 --groups 2 --layers 2 " +
                             "--pool 2 --normalization standard --batch 16 " + words);
  }

  /// 120 images of 8 x 8 in two classes that a mean tells apart, a fifth of the labels wrong.
  std::string data() const {
    Random random(4);
    Tensor images = normal_tensor(random, {120, 8, 8});
    std::vector<Index> labels;
    for (Index i = 0; i < 120; ++i) {
      labels.push_back(random.uniform() < 0.2 ? (i + 1) % 2 : i % 2);
      for (Index j = 0; j < 64; ++j) images[i * 64 + j] += static_cast<float>(i % 2);
    }
    write_npy(file("x.npy"), images);
    write_npy(file("y.npy"), labels);
    return "--train-images " + file("x.npy") + " --train-labels " + file("y.npy") + " ";
  }

  std::vector<Json> metrics(const std::string& out) const {
    const std::string path = join(file(out), "metrics.jsonl");
    std::vector<Json> lines;
    const std::string text = read_file(path);
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
      lines.push_back(parse_json(text.substr(at, text.find('\n', at) - at), path));
    return lines;
  }

  test::TemporaryFolder folder_;
};

// Other lighting, 3 x + 5, goes away when the test images are standardised by themselves, and only then.
TEST_F(Validation, TestImagesCanBeNormalisedByThemselves) {
  const std::string own = data();
  Tensor lit = to_float(read_npy(file("x.npy")));
  for (float& pixel : lit) pixel = 3 * pixel + 5;
  write_npy(file("lit.npy"), lit);
  const auto loss = [&](const std::string& test_images, const std::string& fit) {
    const auto run = classify(own + "--epochs 2 --test-labels " + file("y.npy") + " --test-images " +
                              file(test_images) + " --fit-preprocessing-on " + fit + " --overwrite --out " + file("fit"));
    EXPECT_EQ(run.status, 0) << run.output;
    return metrics("fit").back().at("test_loss").as_double();
  };
  const double upright = loss("x.npy", "train");
  EXPECT_NEAR(loss("lit.npy", "each"), upright, 1e-4);
  EXPECT_GT(std::abs(loss("lit.npy", "train") - upright), 1e-3);
  EXPECT_EQ(classify(own + "--fit-preprocessing-on test --out " + file("none")).status, 1);
}

TEST_F(Validation, TheBestEpochByHeldOutImagesIsKept) {
  const test::CommandResult run =
      classify(data() + "--epochs 8 --validation 0.25 --select best --augment flip,shift --out " + file("a"));
  ASSERT_EQ(run.status, 0) << run.output;
  EXPECT_NE(run.output.find("90 training images"), std::string::npos) << run.output;
  const std::vector<Json> lines = metrics("a");
  std::size_t best = 0;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].at("validation_accuracy").as_double() > lines[best].at("validation_accuracy").as_double())
      best = i;
  const Json summary = parse_json(read_file(file("a/summary.json")), "summary.json");
  EXPECT_EQ(summary.at("selected_epoch").as_integer(), static_cast<Index>(best) + 1);
  EXPECT_EQ(summary.at("validation_accuracy").as_double(), lines[best].at("validation_accuracy").as_double());
  EXPECT_EQ(read_file(file("a/model.safetensors")), read_file(file("a/best.safetensors")));
}

TEST_F(Validation, AugmentedRunsDoNotDependOnThreadsAndResume) {
  const std::string words = data() + "--epochs 3 --validation 0.1 --augment flip,shift ";
  ASSERT_EQ(classify(words + "--threads 1 --out " + file("one")).status, 0);
  ASSERT_EQ(classify(words + "--threads 3 --out " + file("three")).status, 0);
  EXPECT_EQ(read_file(file("one/model.safetensors")), read_file(file("three/model.safetensors")));
  ASSERT_EQ(classify(data() + "--epochs 3 --validation 0.1 --out " + file("plain")).status, 0);
  EXPECT_NE(read_file(file("one/model.safetensors")), read_file(file("plain/model.safetensors")));
}

TEST_F(Validation, BestWithoutHeldOutImagesIsRefused) {
  const test::CommandResult run = classify(data() + "--epochs 1 --select best --out " + file("none"));
  EXPECT_EQ(run.status, 1);
  EXPECT_NE(run.output.find("--validation 0.1"), std::string::npos) << run.output;
  EXPECT_FALSE(folder_exists(file("none")));
}

// Contents decide, not where they lie: the same arrays elsewhere resume, other ones there do not.
TEST_F(Validation, ResumesWithDataThatMoved) {
  ASSERT_EQ(classify(data() + "--epochs 2 --out " + file("a")).status, 0);
  make_folders(file("moved"));
  std::filesystem::rename(file("x.npy"), file("moved/images.npy"));
  std::filesystem::create_symlink(file("y.npy"), file("moved/labels.npy"));
  const std::string moved = "--train-images " + file("moved/images.npy") + " --train-labels " +
                            file("moved/labels.npy") + " --epochs 2 --resume --out " + file("a");
  const test::CommandResult again = classify(moved);
  EXPECT_EQ(again.status, 0) << again.output;
  Random random(5);
  write_npy(file("moved/images.npy"), normal_tensor(random, {120, 8, 8}));
  const test::CommandResult other = classify(moved);
  EXPECT_EQ(other.status, 1);
  EXPECT_NE(other.output.find("images"), std::string::npos) << other.output;
}

TEST_F(Validation, AFlagIsNotTakenForAValue) {
  const test::CommandResult run = classify(data() + "--epochs 1 --out --overwrite");
  EXPECT_EQ(run.status, 1);
  EXPECT_NE(run.output.find("--out needs a value"), std::string::npos) << run.output;
  EXPECT_NE(run.output.find("--overwrite"), std::string::npos) << run.output;
}

}  // namespace
}  // namespace lgn
