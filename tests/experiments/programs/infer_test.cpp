// infer on what people bring: files that would be overwritten, labels and images that do not belong to the
// model, PyTorch's names, and what it tells about classes.
#include <filesystem>

#include "experiments/common/analysis/confusion.h"
#include "tensor/io/file.h"
#include "tensor/io/safetensors.h"
#include "tests/experiments/program_runs.h"
#include "tests/remedies.h"

namespace lgn {
namespace {

class InferProgram : public test::ProgramRuns {
 protected:
  void SetUp() override { output_of("classify", own_data() + "--epochs 1 --out " + file("run")); }
  /// Flags of a model and images for it.
  std::string model(const char* images = "tx.npy", const char* name = "run/model.safetensors") const {
    return "--model " + file(name) + " --images " + file(images) + " ";
  }
  std::string preprocessing() const { return "--preprocessing " + file("run/preprocessing.safetensors") + " "; }
};

TEST_F(InferProgram, NoOutputDestroysAnInput) {
  const std::string before = read_file(file("run/model.safetensors")), images = read_file(file("tx.npy"));
  std::filesystem::create_symlink(file("run"), file("link"));
  std::filesystem::create_symlink(file("tx.npy"), file("alias.npy"));
  for (const std::string& outputs :
       {"--output " + file("run/model.safetensors"), "--output " + file("link/model.safetensors"),
        "--output " + file("alias.npy"), "--output " + file("o.npy") + " --codes " + file("tx.npy"),
        "--output " + file("o.npy") + " --codes " + file("run/../o.npy"),
        "--output " + file("o.npy") + " --predictions " + file("o.npy"),
        "--labels " + file("ty.npy") + " --output " + file("o.npy") + " --confusion " + file("ty.npy")})
    expect_refused("infer", model() + outputs, {"another name"});
  EXPECT_FALSE(file_exists(file("o.npy")));
  EXPECT_EQ(read_file(file("run/model.safetensors")), before);
  EXPECT_EQ(read_file(file("tx.npy")), images);
}

TEST_F(InferProgram, AnAnswerThatIsNoNumberIsNotWritten) {
  Tensor images({3, 8, 8});
  for (Index i = 2 * 64; i < images.count(); ++i) images[i] = i % 2 ? 3e38f : -3e38f;
  write_npy(file("far.npy"), images);
  expect_refused("infer", model("far.npy") + "--output " + file("o.npy"), {"image 2", "far.npy", "infinity"});
  EXPECT_FALSE(file_exists(file("o.npy")));
}

TEST_F(InferProgram, LabelsBeyondTheClassesAreRefused) {
  std::vector<Index> one_based, other;
  for (Index i = 0; i < 20; ++i) one_based.push_back(1 + i % 3), other.push_back(i == 7 ? 255 : 0);
  write_npy(file("one.npy"), one_based);
  write_npy(file("other.npy"), other);
  const std::string output = "--output " + file("o.npy") + " --labels ";
  expect_refused("infer", model() + output + file("one.npy"), {"one.npy", "is 3; with 3 classes", "count from 1"});
  expect_refused("infer", model() + output + file("other.npy"), {"label number 7 is 255", "trained for"});
  EXPECT_FALSE(file_exists(file("o.npy")));
}

TEST_F(InferProgram, NotesUnusedPreprocessingAndTheFlagToAdd) {
  const std::string raw = output_of("infer", model() + "--output " + file("o.npy"));
  const std::string flag = test::remedy_after(raw, "unless yours are prepared already, add ");
  ASSERT_EQ(flag, "--preprocessing " + file("run/preprocessing.safetensors"));
  const std::string followed = output_of("infer", model() + flag + " --output " + file("o.npy"));
  EXPECT_FALSE(test::contains(followed, "note:"));
}

TEST_F(InferProgram, NotesImagesInAnotherScale) {
  Tensor images = to_float(read_npy(file("tx.npy")));
  for (float& x : images) x *= 255;
  write_npy(file("large.npy"), images);
  expect_words(run("infer", model("large.npy") + preprocessing() + "--output " + file("o.npy")),
               {"look like the training images times 255"});
  expect_words(
      run("classify", training_images() + "--test-images " + file("large.npy") + " --test-labels " + file("ty.npy") +
                          " --kernel 3 --layers 2 --epochs 1 --normalization none --out " + file("n")),
      {"times 255"});
  const auto started =
      run("classify", "--init " + file("run/model.safetensors") + " " + training_images("large.npy", "ty.npy") +
                          "--epochs 1 --out " + file("started"));
  EXPECT_EQ(started.status, 0) << started.output;
  expect_words(started, {"times 255"});
}

TEST_F(InferProgram, PredictionsAndClassesAreThoseOfTheLogits) {
  const std::string result =
      output_of("infer", model() + preprocessing() + "--labels " + file("ty.npy") + " --output " + file("o.npy") +
                             " --predictions " + file("p.npy") + " --confusion " + file("c.png"));
  const Tensor logits = to_float(read_npy(file("o.npy")));
  const std::vector<Index> predictions = to_integers(read_npy(file("p.npy"))),
                           labels = to_integers(read_npy(file("ty.npy")));
  ASSERT_EQ(predictions.size(), 20u);
  for (Index i = 0; i < 20; ++i)
    for (Index j = 0; j < 3; ++j) EXPECT_GE(logits(i, predictions[i]), logits(i, j));
  EXPECT_NE(result.find(confusion_table(confusion_matrix(labels, predictions, 3))), std::string::npos) << result;
  EXPECT_TRUE(read_file(file("c.png")).starts_with("\x89PNG"));
  EXPECT_TRUE(file_exists(file("run/confusion.png")));
  EXPECT_NE(read_file(file("run/table.txt")).find("class  images  accuracy"), std::string::npos);
  expect_refused("infer", model() + "--output " + file("q.npy") + " --confusion " + file("d.png"), {"add --labels"});
}

TEST_F(InferProgram, ChannelsLastAreNamedForTheModel) {
  Tensor images({20, 8, 8, 1});
  write_npy(file("last.npy"), images);
  const std::string last = model("last.npy") + "--output " + file("o.npy");
  expect_refused("infer", last, {"looks like [N, H, W, C]", "--layout nhwc", ".transpose(0,3,1,2)"});
  expect_refused("infer", last + " --layout nchw", {"add --layout nhwc", ".transpose(0,3,1,2)"});
  output_of("infer", last + " --layout nhwc");
}

/// A copy of a model file with every name changed.
template <class Rename>
void rename_tensors(const std::string& from, const std::string& to, Rename rename) {
  SafetensorsFile contents = read_safetensors(from);
  for (StoredTensor& tensor : contents.tensors) tensor.name = rename(tensor.name);
  write_safetensors(to, contents);
}

TEST_F(InferProgram, PrefixesOfWrappersAreTakenOffWithANote) {
  output_of("infer", model() + preprocessing() + "--output " + file("plain.npy"));
  const auto infer_renamed = [&](auto rename) {
    rename_tensors(file("run/model.safetensors"), file("m.safetensors"), rename);
    return run("infer", model("tx.npy", "m.safetensors") + preprocessing() + "--output " + file("o.npy"));
  };
  for (const std::string prefix : {"module.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module.", "net.model."}) {
    const auto result = infer_renamed([&](const std::string& name) { return prefix + name; });
    EXPECT_EQ(result.status, 0) << result.output;
    expect_words(result, {"prefix of a wrapper"});
    EXPECT_EQ(read_file(file("o.npy")), read_file(file("plain.npy"))) << prefix;
  }
  const std::string started =
      output_of("classify", own_data() + "--epochs 1 --init " + file("m.safetensors") + " --out " + file("again"));
  EXPECT_NE(started.find("prefix of a wrapper"), std::string::npos);

  const auto lost = infer_renamed([](const std::string& name) { return name == "lmbd.1" ? "threshold.1" : name; });
  EXPECT_EQ(lost.status, 1);
  expect_words(lost,
               {"the tensor lmbd.1 of shape [1, 4, 1, 1] is missing", "the file has", "threshold.1 [1, 4, 1, 1]"});
}

TEST_F(InferProgram, UnknownTensorsAreNoted) {
  SafetensorsFile contents = read_safetensors(file("run/model.safetensors"));
  contents.add("bn.0.num_batches_tracked", std::vector<Index>{3});
  write_safetensors(file("run/model.safetensors"), contents);
  const std::string result = output_of("infer", model() + "--output " + file("o.npy"));
  EXPECT_TRUE(test::contains(result, "holds a tensor bn.0.num_batches_tracked"));
}

TEST_F(InferProgram, ANewHeadFollowsTheAdvice) {
  std::vector<Index> labels;
  for (Index i = 0; i < 40; ++i) labels.push_back(i % 5);
  write_npy(file("y5.npy"), labels);
  const std::string tune = training_images("x.npy", "y5.npy") + "--epochs 1 --init " + file("run/model.safetensors") +
                           " --out " + file("tuned");
  expect_refused("classify", tune, {"holds a network of 3 classes, 5 are wanted", "add --new-head"});
  expect_refused("classify", tune + " --classes 5", {"add --new-head"});
  output_of("classify", tune + " --new-head");
  EXPECT_EQ(read_safetensors(file("tuned/model.safetensors")).at("fc.weight").shape[0], 5);
  expect_refused("classify", own_data() + "--new-head --out " + file("n"), {"--new-head", "add --init"});
}

TEST_F(InferProgram, ARunDoesNotOverwriteWhatItStartsFrom) {
  const std::string before = read_file(file("run/model.safetensors"));
  for (const char* how : {" --overwrite", " --resume", ""})
    expect_refused("classify", own_data() + "--init " + file("run/model.safetensors") + " --out " + file("run") + how,
                   {"--init", "another --out"});
  EXPECT_EQ(read_file(file("run/model.safetensors")), before);
}

TEST(Confusion, CountsByClass) {
  const BasicTensor<Index> counts = confusion_matrix({0, 0, 2, 2}, {0, 2, 2, 2}, 3);
  EXPECT_EQ(counts(0, 0), 1);
  EXPECT_EQ(counts(0, 2), 1);
  EXPECT_EQ(counts(2, 2), 2);
  const std::string table = confusion_table(counts);
  EXPECT_TRUE(test::contains(table, "50.0 %"));
  EXPECT_TRUE(test::contains(table, "1           0         -"));
  test::expect_error([] { confusion_matrix({3}, {0}, 3); }, {"label 3", "0 to 2"});
  test::expect_error([] { confusion_matrix({1}, {}, 3); }, {"1 labels and 0 predictions"});
  EXPECT_NE(confusion_table(confusion_matrix({13, 13}, {12, 12}, 40)).find("12 (2)"), std::string::npos);
}

}  // namespace
}  // namespace lgn
