// The programs as their users call them: a run and what it leaves, resuming, inference, bad input.
#include <cstdio>

#include "tensor/io/safetensors.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

using Programs = test::ProgramRuns;

TEST_F(Programs, ARunLeavesEverythingNeededToUseAndRepeatIt) {
  output_of("classify", own_data() + "--epochs 3 --out " + file("run"));
  expect_files("run", {"config.json", "metrics.jsonl", "summary.json", "model.safetensors", "preprocessing.safetensors",
                       "generators-0.png", "filters-1.png", "codes.png"});
  const Json config = json("run/config.json");
  EXPECT_EQ(config.at("epochs").as_integer(), 3);
  EXPECT_FALSE(config.at("git_commit").as_string().empty());
  EXPECT_EQ(config.at("generator").as_string(), "orthogonal");
  EXPECT_EQ(config.at("share").as_string(), "layer");

  const std::string metrics = read_file(file("run/metrics.jsonl"));
  EXPECT_EQ(std::count(metrics.begin(), metrics.end(), '\n'), 3);
  const Json line = parse_json(std::string_view(metrics).substr(0, metrics.find('\n')), "metrics.jsonl");
  expect_keys(line, {"epoch", "train_loss", "train_accuracy", "test_loss", "test_accuracy", "active_fraction",
                     "seconds", "learning_rate"});
  EXPECT_EQ(line.at("epoch").as_integer(), 1);

  const Json summary = json("run/summary.json");
  expect_keys(summary, {"test_accuracy", "parameters", "active_fraction", "seconds", "closure_worst", "condition_worst",
                        "identity_distance", "phase_distance", "equivariance_start_1", "equivariance_1"});

  const std::string inference =
      output_of("infer", "--model " + file("run/model.safetensors") + " --preprocessing " +
                             file("run/preprocessing.safetensors") + " --images " + file("tx.npy") + " --labels " +
                             file("ty.npy") + " --output " + file("logits.npy") + " --codes " + file("codes.npy"));
  EXPECT_EQ(read_npy(file("logits.npy")).shape, (Shape{20, 3}));
  EXPECT_EQ(read_npy(file("codes.npy")).shape[1], 4);
  char accuracy[32];
  std::snprintf(accuracy, sizeof accuracy, "accuracy %.2f %%", 100 * summary.at("test_accuracy").as_double());
  EXPECT_TRUE(test::contains(inference, accuracy));
}

TEST_F(Programs, ReconstructionNeedsNoLabels) {
  own_data();
  output_of(
      "reconstruct",
      "--train-images " + file("x.npy") +
          " --kernel 3 --stride 2 --groups 2 --layers 2 --normalization none --regularizer inverse --epochs 1 --out " +
          file("run"));
  EXPECT_TRUE(file_exists(file("run/reconstructions.png")));
  const Json summary = json("run/summary.json");
  EXPECT_EQ(summary.find("test_mse"), nullptr);
  EXPECT_NE(summary.find("train_loss"), nullptr);
}

TEST_F(Programs, TheSameSeedGivesTheSameModelWithAnyNumberOfThreads) {
  std::string expected;
  for (int threads : {1, 2, 3, 5}) {
    const std::string out = file(concat("run", threads));
    output_of("classify", own_data() + concat("--epochs 2 --threads ", threads, " --out ", out));
    const std::string model = read_file(out + "/model.safetensors");
    if (threads == 1) expected = model;
    EXPECT_EQ(model, expected) << threads << " threads";
  }
}

TEST_F(Programs, InitTakesWeightsAndArchitectureUnlessAFlagSaysOtherwise) {
  output_of("classify", own_data() + "--epochs 1 --eta 0.03 --out " + file("first"));
  const std::string images =
      training_images() + "--normalization standard --epochs 1 --init " + file("first/model.safetensors");
  output_of("classify", images + " --regularizer inverse --out " + file("second"));
  const auto metadata = read_safetensors(file("second/model.safetensors")).metadata;
  EXPECT_EQ(metadata.at("eta"), "0.03");
  EXPECT_EQ(metadata.at("kernel"), "3");
  EXPECT_EQ(metadata.at("regularizer"), "inverse");
  EXPECT_EQ(metadata.at("mu"), "0.0001");
  EXPECT_TRUE(read_safetensors(file("second/model.safetensors")).contains("A_inv.1"));
  expect_refused("classify", images + " --groups 3 --out " + file("third"),
                 {"first/model.safetensors", "leave out --groups"});
  expect_refused("classify", images + " --group-size 3 --out " + file("third"), {"leave out --group-size"});
  EXPECT_FALSE(folder_exists(file("third")));
}

TEST_F(Programs, InitSnapsFreeMatricesToAGroup) {
  output_of("classify", own_data() + "--generator free --share none --epochs 1 --out " + file("first"));
  const std::string images =
      training_images() + "--normalization standard --epochs 1 --init " + file("first/model.safetensors");
  const std::string second =
      output_of("classify", images + " --generator orthogonal --share layer --out " + file("second"));
  EXPECT_TRUE(test::contains(second, "snapped to A^"));
  const std::string third =
      output_of("classify", training_images() + "--normalization standard --epochs 1 --init " +
                                file("second/model.safetensors") + " --generator exact --out " + file("third"));
  EXPECT_TRUE(test::contains(third, "moved by 0.000 of their norm"));
}

TEST_F(Programs, InitKeepsTheMatricesUnderAnotherSharing) {
  output_of("classify", own_data() + "--generator orthogonal --share layer --epochs 1 --out " + file("first"));
  const std::string images = training_images() + "--normalization standard --epochs 1 --lr 1e-9 --init " +
                             file("first/model.safetensors") + " --out ";
  output_of("classify", images + file("second") + " --share none");
  EXPECT_LT(test::relative_error(read_safetensors(file("second/model.safetensors")).float_tensor("A.1"),
                                 read_safetensors(file("first/model.safetensors")).float_tensor("A.1")),
            1e-5);
  const std::string said = output_of("classify", images + file("same") + " --group-size 2");
  EXPECT_FALSE(test::contains(said, "snapped")) << "nothing has changed";
  expect_refused("classify", images + file("third") + " --generator dihedral", {"A", "--generator free"});
  EXPECT_FALSE(folder_exists(file("third")));
}

/// A file with A.k and A_inv.k alone, as PyTorch has them.
TEST_F(Programs, InitTakesMatricesWithoutWhatTheyWereMadeFrom) {
  const auto stripped = [&](const std::string& generator) {
    output_of("classify", own_data() + "--generator " + generator +
                              " --share layer --regularizer inverse --epochs 1 --overwrite --out " + file("first"));
    SafetensorsFile model = read_safetensors(file("first/model.safetensors"));
    std::erase_if(model.tensors, [](const StoredTensor& tensor) { return tensor.name.starts_with("generator."); });
    write_safetensors(file("stripped.safetensors"), model);
    return training_images() + "--normalization standard --epochs 1 --lr 1e-9 --overwrite --out " + file("second") +
           " --init " + file("stripped.safetensors");
  };
  const std::string images = stripped("free");
  for (const char* share : {"layer", "none"}) {
    output_of("classify", images + " --share " + share);
    const SafetensorsFile before = read_safetensors(file("first/model.safetensors")),
                          after = read_safetensors(file("second/model.safetensors"));
    for (const char* matrices : {"A.1", "A_inv.1"})
      EXPECT_LT(test::relative_error(after.float_tensor(matrices), before.float_tensor(matrices)), 1e-5) << share;
  }
  const std::string none = "--generator orthogonal --share none";  // from matrices and A_inv that are parameters
  output_of("classify", images + " --share none");
  output_of("classify", training_images() + "--normalization standard --epochs 1 --overwrite --out " + file("third") +
                            " --init " + file("second/model.safetensors") + " " + none);
  expect_refused("classify", stripped("lie"), {"stripped.safetensors", "generator.", "--generator free --share none"});
  output_of("classify", stripped("lie") + " --generator free --share none");
}

TEST_F(Programs, BadCommandLinesAreAnsweredWithASentence) {
  expect_refused("classify", "--epoch 3", {"--epoch", "--epochs"});
  expect_refused("classify", "--epochs 0", {"--epochs", "0"});
  expect_refused("classify", "--lr nan", {"--lr", "nan"});
  expect_refused("classify", "--batch -1", {"--batch", "-1"});
  expect_refused("classify", "--kernel six", {"--kernel", "six"});
  expect_refused("classify", "--dataset imagenet", {"--dataset", "imagenet", "cifar10"});
  expect_refused("classify", own_data() + "--kernel 9", {"--kernel 9", "8"});
  expect_refused("classify", "--resume", {"--resume", "--out"});
  expect_refused("learned-actions", "--quick --kernel 1 --out " + file("run"), {"--kernel 1"});
  expect_refused("task-dependence", "--quick --group-size 1 --out " + file("run"), {"--group-size 1"});
  expect_refused("two-generators", "--quick --shares= --out " + file("run"), {"--shares"});
  EXPECT_FALSE(folder_exists(file("run")));
  expect_refused("infer", "--model m.safetensors", {"--images", "--output"});
  output_of("classify", "--help");
  EXPECT_NE(run("reconstruct", "--help").output.find("--regularizer"), std::string::npos);
}

TEST_F(Programs, BadFilesAreAnsweredWithASentenceAndLeaveNothing) {
  const std::string data = own_data();
  const std::string out = "--out " + file("run");
  expect_refused("classify", training_images("none.npy") + out, {"none.npy"});
  write_file(file("page.npy"), "<!DOCTYPE html><html><body>404</body></html>");
  expect_refused("classify", training_images("page.npy") + out, {"page.npy"});
  write_npy(file("short.npy"), std::vector<Index>{0, 1, 2});
  expect_refused("classify", training_images("x.npy", "short.npy") + out, {"short.npy", "3", "40"});
  expect_refused("classify", data + "--classes 2 " + out, {"label"});
  const std::string bytes = read_file(file("x.npy"));
  write_file(file("cut.npy"), std::string_view(bytes).substr(0, bytes.size() - 7));
  expect_refused("reconstruct", "--train-images " + file("cut.npy") + " " + out, {"cut.npy"});
  Tensor with_nan({4, 8, 8});
  with_nan[9] = std::nanf("");
  write_npy(file("nan.npy"), with_nan);
  expect_refused("reconstruct", "--train-images " + file("nan.npy") + " " + out, {"nan.npy"});
  for (const char* program : {"classify", "learned-actions"})
    expect_refused(program, "--dataset mnist --data-dir " + file("") + " " + out, {"make data"});
  expect_refused("learned-actions", "--models nowhere " + out, {"--models", "'nowhere'"});
  expect_refused("learned-actions", "--dataset sample --surrogate gaussian " + out, {"leave out --surrogate"});
  expect_refused("learned-actions", "--train-images " + file("x.npy") + " " + out, {"x.npy", "--train-labels"});
  expect_refused("transfer", "--datasets foo,bar " + out, {"foo", "mnist"});
  expect_refused("find-group", "--benchmark --laws foo " + out, {"foo", "patches"});
  expect_refused("classify", "--dataset mnist1d --augment turn --kernel 1x40 " + out, {"--augment turn", "1 x 40"});
  write_npy(file("large.npy"), std::vector<Index>(40, 1'000'000));
  expect_refused("classify", training_images("x.npy", "large.npy") + out, {"large.npy", "1000001 classes"});
  EXPECT_FALSE(folder_exists(file("run")));
}

TEST_F(Programs, FilesOfMnistThatAreZerosAreNamed) {
  make_folders(file("mnist"));
  for (const char* name :
       {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"})
    write_file(file("mnist/") + name, std::string(1000, '\0'));
  expect_refused("classify", "--dataset mnist --data-dir " + file("mnist"), {"idx3-ubyte", "begins with"});
}

TEST_F(Programs, APictureThatWouldBeTooLargeIsLeftOut) {
  const std::string output =
      output_of("classify", own_data() + "--groups 1500 --group-size 1 --layers 1 --epochs 1 --out " + file("wide"));
  EXPECT_TRUE(test::contains(output, "filters-0.png is left out"));
  EXPECT_FALSE(file_exists(file("wide/filters-0.png")));
  expect_files("wide", {"summary.json", "training.png"});
}

TEST_F(Programs, TestImagesFarFromThoseOfTrainingAreNamed) {
  const std::string data = own_data();
  Tensor images({20, 8, 8});
  for (Index i = 0; i < 64; ++i) images[i] = i % 2 ? 3e38f : -3e38f;
  write_npy(file("tx.npy"), images);
  expect_refused("classify", data + "--epochs 1 --out " + file("run"), {"epoch 1", "test images", "infinity"});
}

TEST_F(Programs, OverwritingAFolderThatIsNoRunLeavesWhatIsInIt) {
  make_folders(file("pictures"));
  write_file(file("pictures/holiday.png"), "somebody's");
  write_file(file("pictures/config.json"), "{}");
  output_of("classify", own_data() + "--epochs 1 --overwrite --out " + file("pictures"));
  EXPECT_EQ(read_file(file("pictures/holiday.png")), "somebody's");
  write_file(file("pictures/figure.png"), "of a run");
  output_of("classify", own_data() + "--epochs 1 --overwrite --out " + file("pictures"));
  EXPECT_FALSE(file_exists(file("pictures/figure.png")));
}

TEST_F(Programs, OutputFoldersAreNotOverwrittenUnasked) {
  make_folders(file("full"));
  write_file(file("full/notes.txt"), "mine");
  expect_refused("classify", own_data() + "--epochs 1 --out " + file("full"), {"full", "not empty", "--overwrite"});
  output_of("classify", own_data() + "--epochs 1 --overwrite --out " + file("full"));
  EXPECT_EQ(read_file(file("full/notes.txt")), "mine");
  write_file(file("plain"), "a file");
  expect_refused("classify", own_data() + "--epochs 1 --out " + file("plain/run"), {"plain"});
}

}  // namespace
}  // namespace lgn
