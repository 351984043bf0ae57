// Data sets by name: where their files are looked for, what is said of files that are not the originals.
#include "datasets/catalog.h"

#include <unistd.h>

#include <filesystem>

#include "datasets/locate.h"
#include "tensor/io/file.h"
#include "tests/datasets/dataset_files.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::contains;
using test::expect_error;
using test::refusal;

/// A folder with files in the format of MNIST.
void write_mnist(const std::string& folder, std::uint32_t train = 6, std::uint32_t test = 3) {
  make_folders(folder);
  write_file(join(folder, "train-images-idx3-ubyte"), idx_images(train, 4, 4, noise(train * 16, 1)));
  write_file(join(folder, "train-labels-idx1-ubyte"), idx_labels(std::string(train, 5)));
  write_file(join(folder, "t10k-images-idx3-ubyte"), idx_images(test, 4, 4, noise(test * 16, 2)));
  write_file(join(folder, "t10k-labels-idx1-ubyte"), idx_labels(std::string(test, 7)));
}

class Catalog : public ::testing::Test {
 protected:
  Catalog() : variable_("DATA_DIR", std::nullopt), before_(std::filesystem::current_path()) {
    std::filesystem::current_path(folder_.path());
  }
  ~Catalog() override { std::filesystem::current_path(before_); }

  ScopedVariable variable_;
  test::TemporaryFolder folder_;
  std::filesystem::path before_;
};

TEST_F(Catalog, LoadsTheSample) {
  const Dataset sample = load_dataset("sample");
  EXPECT_EQ(sample.name, "sample");
  EXPECT_EQ(sample.classes, 10);
  EXPECT_EQ(sample.train.shape(), (Shape{5000, 1, 28, 28}));
  EXPECT_EQ(sample.test.shape(), (Shape{1000, 1, 28, 28}));
  EXPECT_TRUE(sample.notes.empty());  // the files are those that were put into the repository
  // The first ten labels of Fashion-MNIST's two parts, as published.
  const std::vector<Index> first = {9, 0, 0, 3, 0, 2, 7, 2, 5, 5}, first_test = {9, 2, 1, 1, 6, 1, 4, 6, 5, 7};
  EXPECT_TRUE(std::equal(first.begin(), first.end(), sample.train.labels.begin()));
  EXPECT_TRUE(std::equal(first_test.begin(), first_test.end(), sample.test.labels.begin()));
  EXPECT_EQ(load_dataset("sample", "", {100, 50}).test.count(), 50);
}

TEST_F(Catalog, FindsFilesInTheGivenFolderOrInOneOfTheirName) {
  write_mnist(folder_.path("here"));
  write_mnist(folder_.path("all/mnist"));
  for (const char* place : {"here", "all"}) {
    const Dataset dataset = load_dataset("mnist", folder_.path(place));
    EXPECT_EQ(dataset.train.shape(), (Shape{6, 1, 4, 4}));
    EXPECT_EQ(dataset.train.labels, std::vector<Index>(6, 5));
    EXPECT_EQ(dataset.test.labels, std::vector<Index>(3, 7));
  }
}

TEST_F(Catalog, LooksUnderTheVariableThenInData) {
  const OriginalFiles& mnist = original_files("mnist");
  write_mnist(folder_.path("data/mnist"));
  EXPECT_EQ(locate(mnist, ""), "data/mnist");
  write_mnist(folder_.path("mine"));
  const ScopedVariable variable("DATA_DIR", folder_.path("mine"));
  EXPECT_EQ(locate(mnist, ""), folder_.path("mine"));
  write_mnist(folder_.path("mine/mnist"));
  EXPECT_EQ(locate(mnist, ""), folder_.path("mine/mnist"));
}

TEST_F(Catalog, AGivenFolderIsTheOnlyOne) {
  write_mnist(folder_.path("data/mnist"));
  make_folders(folder_.path("other"));
  const std::string sentence = refusal([&] { load_dataset("mnist", folder_.path("other")); });
  EXPECT_TRUE(contains(sentence, "the files of MNIST (train-images-idx3-ubyte and 3 more) were not found"));
  EXPECT_TRUE(contains(sentence, folder_.path("other/mnist (no such folder)")));
  EXPECT_TRUE(contains(sentence, folder_.path("other (has none of the files)")));
  EXPECT_TRUE(contains(sentence, "type `make data`"));
}

TEST_F(Catalog, SaysWhatAPlaceLacks) {
  write_mnist(folder_.path("part"));
  ::unlink(folder_.path("part/t10k-labels-idx1-ubyte").c_str());
  expect_error([&] { load_dataset("mnist", folder_.path("part")); }, "part (lacks t10k-labels-idx1-ubyte)");
  write_file(folder_.path("part/t10k-labels-idx1-ubyte.gz"), "\x1f\x8b");
  expect_error([&] { load_dataset("mnist", folder_.path("part")); },
               "part (has t10k-labels-idx1-ubyte.gz: unpack it with gunzip ");
}

TEST_F(Catalog, NamesWhatAPlaceHasInstead) {
  const auto sentence = [&](const char* name, const std::string& place) {
    return refusal([&] { load_dataset(name, folder_.path(place)); });
  };
  const auto run = [](const std::string& command) { EXPECT_EQ(test::run_command(command).status, 0) << command; };
  const auto command = [](const std::string& text, const std::string& mark) {
    const std::size_t at = text.find(mark) + mark.size();
    return text.substr(at, text.find(')', at) - at);
  };
  // 7-zip's names, one after the other.
  write_mnist(folder_.path("seven"));
  for (const char* name : {"train-images.idx3-ubyte", "train-labels.idx1-ubyte"}) {
    std::string ours = name;
    ours[12] = '-';
    run("mv " + folder_.path("seven/" + ours) + " " + folder_.path(std::string("seven/") + name));
  }
  for (const char* name : {"train-images-idx3-ubyte", "train-labels-idx1-ubyte"}) {
    const std::string text = sentence("mnist", "seven");
    EXPECT_TRUE(contains(text, std::string("instead of ") + name));
    run(command(text, std::string("instead of ") + name + ": "));
  }
  EXPECT_NO_THROW(load_dataset("mnist", folder_.path("seven")));

  for (const char* place : {"double/MNIST-data", "triple/a/MNIST-data"}) {
    write_mnist(folder_.path(join(place, "MNIST-data")));
    const std::string deeper = sentence("mnist", std::string(place).substr(0, 6));
    EXPECT_TRUE(contains(deeper, "in a folder below"));
    EXPECT_NO_THROW(load_dataset("mnist", command(deeper, "--data-dir ")));
  }
  // A folder by the name of the file that is in it.
  write_mnist(folder_.path("named"));
  const std::string images = folder_.path("named/train-images-idx3-ubyte");
  run("cd " + folder_.path("named") + " && mv train-images-idx3-ubyte i && mkdir " + images + " && mv i " + images +
      "/train-images-idx3-ubyte");
  run(command(sentence("mnist", "named"), "has a folder named train-images-idx3-ubyte: "));
  EXPECT_NO_THROW(load_dataset("mnist", folder_.path("named")));

  write_mnist(folder_.path("packed"));
  run("cd " + folder_.path("packed") + " && tar -cf all.tar * && rm t* && true");
  run(command(sentence("mnist", "packed"), "still packed: "));
  EXPECT_NO_THROW(load_dataset("mnist", folder_.path("packed")));

  make_folders(folder_.path("pickles/cifar-10-batches-py"));
  write_file(folder_.path("pickles/cifar-10-batches-py/data_batch_1"), "\x80\x02}");
  EXPECT_TRUE(contains(sentence("cifar10", "pickles"), "data_batch_1 of the version for Python, a pickle"));
}

TEST_F(Catalog, NotesThatFilesAreNotTheOriginals) {
  write_mnist(folder_.path("mnist"));
  const Dataset dataset = load_dataset("mnist", folder_.path());
  ASSERT_EQ(dataset.notes.size(), 1u);
  EXPECT_TRUE(contains(dataset.notes[0],
                       "the MNIST files are not bit for bit the original ones: train-images-idx3-ubyte has SHA-256 "));
  EXPECT_TRUE(contains(dataset.notes[0], "..., the original ba891046e6505d7a...; likewise train-labels-idx1-ubyte, "));
}

TEST_F(Catalog, RefusesAnotherSetsFiles) {
  // The sample's files have the names of MNIST's.
  const std::string sample = locate(original_files("sample"), "");
  const std::string sentence = refusal([&] { load_dataset("mnist", sample); });
  EXPECT_TRUE(contains(sentence, "this is train-images-idx3-ubyte of the embedded sample, but MNIST was asked for"));
}

TEST_F(Catalog, RefusesPartsThatDoNotFit) {
  write_mnist(folder_.path("mnist"));
  write_file(folder_.path("mnist/train-labels-idx1-ubyte"), idx_labels(std::string(5, 1)));
  expect_error([&] { load_dataset("mnist", folder_.path()); }, "train-labels-idx1-ubyte: it holds 5 labels, but ");
  write_mnist(folder_.path("mnist"));
  write_file(folder_.path("mnist/t10k-images-idx3-ubyte"), idx_images(3, 2, 8, noise(48)));
  expect_error([&] { load_dataset("mnist", folder_.path()); },
               "the test images have 2 x 8 pixels, the training images 4 x 4");
  write_file(folder_.path("mnist/t10k-images-idx3-ubyte"), "<html>not found</html>");
  expect_error([&] { load_dataset("mnist", folder_.path()); }, "t10k-images-idx3-ubyte: it is a web page");
}

TEST_F(Catalog, RotatedMnistNeedsTheWholeOfIt) {
  write_mnist(folder_.path("mnist"));
  expect_error([&] { load_dataset("rotated-mnist", folder_.path()); }, "rotated mnist needs 62000 images; there are 9");
}

TEST_F(Catalog, Cifar10AndItsGreyVersionHaveTheSameFiles) {
  make_folders(folder_.path("cifar10"));
  for (const OriginalFile& file : original_files("cifar10").files)
    write_file(join(folder_.path("cifar10"), file.name), noise(3073));
  for (const char* name : {"cifar10", "cifar10-gray"}) {
    expect_error([&] { load_dataset(name, folder_.path()); },
                 "data_batch_1.bin: it has 3073 bytes; a file of the binary CIFAR-10 has 30730000");
  }
}

TEST_F(Catalog, RefusesUnknownNames) {
  expect_error(
      [] { load_dataset("cifar"); },
      "no data set named 'cifar'; expected one of sample, mnist, fashion, rotated-mnist, cifar10, cifar10-gray");
}

}  // namespace
}  // namespace lgn
