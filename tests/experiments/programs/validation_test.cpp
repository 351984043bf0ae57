// --validation, --select best, --augment; data that moved; flags without a value.
#include <cmath>
#include <filesystem>

#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

class Validation : public test::ProgramRuns {
 protected:
  static constexpr const char* network =
      "--kernel 3 --groups 2 --layers 2 --pool 2 --normalization standard --batch 16 ";

  test::CommandResult classify(const std::string& words) const { return run("classify", network + words); }
  void expect_classifies(const std::string& words) const { output_of("classify", network + words); }

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
    return training_images();
  }

  std::vector<Json> metrics(const std::string& out) const {
    const std::string path = join(file(out), "metrics.jsonl");
    std::vector<Json> lines;
    const std::string text = read_file(path);
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
      lines.push_back(parse_json(text.substr(at, text.find('\n', at) - at), path));
    return lines;
  }
};

TEST_F(Validation, NotEveryEpochNeedsATest) {
  expect_classifies(own_data() + "--epochs 5 --test-every 2 --out " + file("every"));
  std::vector<Index> tested;
  for (const Json& line : metrics("every"))
    if (line.find("test_accuracy")) tested.push_back(line.at("epoch").as_integer());
  EXPECT_EQ(tested, (std::vector<Index>{2, 4, 5}));
  expect_classifies(own_data() + "--epochs 5 --out " + file("all"));
  EXPECT_EQ(json("every/summary.json").at("test_loss").text(), json("all/summary.json").at("test_loss").text());
  EXPECT_TRUE(metrics("all").front().find("test_loss"));
}

TEST_F(Validation, ImagesAreMovedWhereAskedFor) {
  const auto loss = [&](const char* flags, const char* out) {
    expect_classifies(own_data() + flags + " --epochs 1 --out " + file(out));
    return json(concat(out, "/summary.json")).at("test_loss").as_double();
  };
  const double upright = loss("", "upright");
  EXPECT_NE(loss("--move-test quarter-turns", "turned"), upright);
  EXPECT_NE(loss("--move-train mirror", "mirrored"), upright);
}

// Other lighting, 3 x + 5, goes away when the test images are standardised by themselves, and only then.
TEST_F(Validation, TestImagesCanBeNormalisedByThemselves) {
  const std::string own = data();
  Tensor lit = to_float(read_npy(file("x.npy")));
  for (float& pixel : lit) pixel = 3 * pixel + 5;
  write_npy(file("lit.npy"), lit);
  const auto loss = [&](const std::string& test_images, const std::string& fit) {
    const auto run =
        classify(own + "--epochs 2 --test-labels " + file("y.npy") + " --test-images " + file(test_images) +
                 " --fit-preprocessing-on " + fit + " --overwrite --out " + file("fit"));
    EXPECT_EQ(run.status, 0) << run.output;
    return metrics("fit").back().at("test_loss").as_double();
  };
  const double upright = loss("x.npy", "train");
  const double accuracy = metrics("fit").back().at("test_accuracy").as_double();
  EXPECT_NEAR(loss("lit.npy", "each"), upright, 1e-4);
  EXPECT_EQ(json("fit/summary.json").at("test_accuracy").as_double(), accuracy);
  const double as_train = json("fit/summary.json").at("test_accuracy_as_train").as_double();
  EXPECT_GT(std::abs(loss("lit.npy", "train") - upright), 1e-3);
  EXPECT_EQ(as_train, metrics("fit").back().at("test_accuracy").as_double());
  EXPECT_EQ(classify(own + "--fit-preprocessing-on test --out " + file("none")).status, 1);
}

TEST_F(Validation, TheBestEpochByHeldOutImagesIsKept) {
  const auto result =
      classify(data() + "--epochs 8 --validation 0.25 --select best --augment flip,shift --out " + file("a"));
  ASSERT_EQ(result.status, 0) << result.output;
  expect_words(result, {"90 training images"});
  const std::vector<Json> lines = metrics("a");
  std::size_t best = 0;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].at("validation_accuracy").as_double() > lines[best].at("validation_accuracy").as_double()) best = i;
  const Json summary = json("a/summary.json");
  EXPECT_EQ(summary.at("selected_epoch").as_integer(), static_cast<Index>(best) + 1);
  EXPECT_EQ(summary.at("validation_accuracy").as_double(), lines[best].at("validation_accuracy").as_double());
  EXPECT_EQ(read_file(file("a/model.safetensors")), read_file(file("a/best.safetensors")));
}

TEST_F(Validation, AugmentedRunsDoNotDependOnThreadsAndResume) {
  const std::string words = data() + "--epochs 3 --validation 0.1 --augment flip,shift ";
  expect_classifies(words + "--threads 1 --out " + file("one"));
  expect_classifies(words + "--threads 3 --out " + file("three"));
  EXPECT_EQ(read_file(file("one/model.safetensors")), read_file(file("three/model.safetensors")));
  expect_classifies(data() + "--epochs 3 --validation 0.1 --out " + file("plain"));
  EXPECT_NE(read_file(file("one/model.safetensors")), read_file(file("plain/model.safetensors")));
}

TEST_F(Validation, GroupConvolutionsOfTurnedImagesResumeToTheSameBits) {
  const std::string words = data() + "--epochs 40 --augment turn --stages 1 --norm shared --head invariant --profile ";
  const auto whole = classify(words + "--threads 1 --out " + file("one"));
  expect_words(whole, {"where the time of the run went", "augmentation", "evaluation", "training steps"});
  expect_classifies(words + "--threads 3 --out " + file("three"));
  EXPECT_EQ(read_file(file("one/model.safetensors")), read_file(file("three/model.safetensors")));
  const std::string command = program("classify") + " " + network + words;
  const auto cut = test::run_command("timeout --foreground --preserve-status -s INT 0.15 " + command +
                                     "--threads 1 --out " + file("cut"));
  ASSERT_EQ(cut.status, 130) << cut.output;
  ASSERT_TRUE(folder_exists(file("cut"))) << cut.output;
  expect_classifies(words + "--threads 1 --resume --out " + file("cut"));
  EXPECT_EQ(read_file(file("one/model.safetensors")), read_file(file("cut/model.safetensors")));
}

TEST_F(Validation, BestWithoutHeldOutImagesIsRefused) {
  expect_refused("classify", network + data() + "--epochs 1 --select best --out " + file("none"), {"--validation 0.1"});
  EXPECT_FALSE(folder_exists(file("none")));
}

// Contents decide, not where they lie: the same arrays elsewhere resume, other ones there do not.
TEST_F(Validation, ResumesWithDataThatMoved) {
  expect_classifies(data() + "--epochs 2 --out " + file("a"));
  make_folders(file("moved"));
  std::filesystem::rename(file("x.npy"), file("moved/images.npy"));
  std::filesystem::create_symlink(file("y.npy"), file("moved/labels.npy"));
  const std::string moved =
      training_images("moved/images.npy", "moved/labels.npy") + "--epochs 2 --resume --out " + file("a");
  expect_classifies(moved);
  Random random(5);
  write_npy(file("moved/images.npy"), normal_tensor(random, {120, 8, 8}));
  expect_refused("classify", network + moved, {"images"});
}

TEST_F(Validation, AFlagIsNotTakenForAValue) {
  expect_refused("classify", network + data() + "--epochs 1 --out --overwrite", {"--out needs a value", "--overwrite"});
}

}  // namespace
}  // namespace lgn
