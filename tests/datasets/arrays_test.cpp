// One's own data from .npy files.
#include "datasets/arrays.h"

#include <limits>

#include "tensor/io/file.h"
#include "tensor/io/npy.h"
#include "tests/datasets/dataset_files.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::bytes_of;
using test::contains;
using test::expect_error;
using test::refusal;

/// An .npy file as NumPy writes it.
std::string npy(const std::string& type, const std::string& shape, const std::string& data) {
  std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
  while ((header.size() + 11) % 64) header += ' ';
  header += '\n';
  std::string file = "\x93NUMPY\x01";
  file += '\0';
  file += static_cast<char>(header.size() & 255);
  file += static_cast<char>(header.size() >> 8);
  return file + header + data;
}

class Arrays : public ::testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& bytes) {
    write_file(folder_.path(name), bytes);
    return folder_.path(name);
  }
  std::string images(const std::string& name, Shape shape) {
    Random random(1);
    write_npy(folder_.path(name), normal_tensor(random, std::move(shape)));
    return folder_.path(name);
  }
  std::string labels(const std::string& name, const std::vector<Index>& numbers) {
    write_npy(folder_.path(name), numbers);
    return folder_.path(name);
  }
  test::TemporaryFolder folder_;
};

TEST_F(Arrays, BytesStayBytes) {
  const Images images = read_image_array(file("x.npy", npy("|u1", "(2, 3, 1, 2)", noise(12))));
  EXPECT_EQ(images.shape(), (Shape{2, 3, 1, 2}));
  EXPECT_EQ(std::get<Bytes>(images.pixels)[11], static_cast<unsigned char>(noise(12)[11]));
}

TEST_F(Arrays, ImagesWithoutChannelAxisHaveOneChannel) {
  EXPECT_EQ(read_image_array(file("x.npy", npy("|u1", "(2, 3, 4)", noise(24)))).shape(), (Shape{2, 1, 3, 4}));
}

TEST_F(Arrays, FloatsAreTakenAsTheyAre) {
  const Images single = read_image_array(file("f.npy", npy("<f4", "(1, 1, 3)", bytes_of<float>({-2, 0.5f, 300}))));
  const Images twice = read_image_array(file("d.npy", npy("<f8", "(1, 1, 3)", bytes_of<double>({-2, 0.1, 300}))));
  EXPECT_EQ(std::get<Tensor>(single.pixels)[2], 300.0f);
  EXPECT_EQ(std::get<Tensor>(twice.pixels)[1], 0.1f);
}

TEST_F(Arrays, RefusesWhatAreNoImages) {
  const auto of = [&](const std::string& bytes) { return refusal([&] { read_image_array(file("x.npy", bytes)); }); };
  EXPECT_TRUE(contains(of(npy("<i4", "(1, 1, 1)", noise(4))), "type i4; expected uint8, float32 or float64"));
  EXPECT_TRUE(contains(of(npy("|u1", "(4,)", noise(4))), "shape [4]; expected images as [N, C, H, W] or [N, H, W]"));
  EXPECT_TRUE(contains(of(npy("|u1", "(0, 2, 2)", "")), "no images"));
  EXPECT_TRUE(contains(of(npy("|u1", "(2, 0, 2)", "")), "no images"));
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  EXPECT_TRUE(
      contains(of(npy("<f4", "(2, 1, 2)", bytes_of<float>({0, 1, 2, nan}))), "image 1 holds nan (element 1 of it)"));
  EXPECT_TRUE(contains(of(npy("<f4", "(2, 1, 2)", bytes_of<float>({-infinity, 1, 2, 3}))), "image 0 holds -inf"));
  EXPECT_TRUE(contains(of("<html>"), "x.npy"));
  expect_error([&] { read_image_array(folder_.path("none.npy")); }, "none.npy");
}

TEST_F(Arrays, LabelsOfAnyIntegerType) {
  const std::vector<Index> expected = {2, 0, 1};
  EXPECT_EQ(read_label_array(file("a.npy", npy("|u1", "(3,)", bytes_of<std::uint8_t>({2, 0, 1})))), expected);
  EXPECT_EQ(read_label_array(file("b.npy", npy("<i2", "(3,)", bytes_of<std::int16_t>({2, 0, 1})))), expected);
  EXPECT_EQ(read_label_array(file("c.npy", npy("<u8", "(3,)", bytes_of<std::uint64_t>({2, 0, 1})))), expected);
}

TEST_F(Arrays, RefusesWhatAreNoLabels) {
  const auto of = [&](const std::string& bytes) { return refusal([&] { read_label_array(file("l.npy", bytes)); }); };
  EXPECT_TRUE(contains(of(npy("<i4", "(2,)", bytes_of<std::int32_t>({0, -1}))), "label number 1 is -1"));
  EXPECT_TRUE(contains(of(npy("<i8", "(1,)", bytes_of<std::int64_t>({1'000'001}))), "label number 0 is 1000001"));
  EXPECT_TRUE(contains(of(npy("<i4", "(2, 1)", noise(8))), "expected labels as [N]"));
  EXPECT_TRUE(contains(of(npy("<i4", "(0,)", "")), "no labels"));
  EXPECT_TRUE(contains(of(npy("<f4", "(1,)", noise(4))), "l.npy"));
}

TEST_F(Arrays, MakesADataSet) {
  const Dataset dataset = load_arrays({images("a.npy", {6, 2, 3, 4}),
                                       labels("b.npy", {0, 1, 4, 1, 0, 2}),
                                       images("c.npy", {2, 2, 3, 4}),
                                       labels("d.npy", {6, 0}),
                                       {}});
  EXPECT_EQ(dataset.name, "own");
  EXPECT_EQ(dataset.classes, 7);  // the largest of both parts, plus one
  EXPECT_EQ(dataset.train.count(), 6);
  EXPECT_EQ(dataset.test.labels, (std::vector<Index>{6, 0}));
  EXPECT_EQ(dataset.fingerprint.size(), 64u);
}

TEST_F(Arrays, TestPartAndLabelsMayBeAbsent) {
  const Dataset dataset = load_arrays({images("a.npy", {6, 2, 3, 4}), "", "", "", {}}, {4, 3});
  EXPECT_EQ(dataset.classes, 0);
  EXPECT_EQ(dataset.train.count(), 4);
  EXPECT_EQ(dataset.test.count(), 0);
}

TEST_F(Arrays, RefusesPartsThatDoNotFit) {
  const std::string x = images("x.npy", {3, 2, 4, 4}), y = labels("y.npy", {0, 1, 2}), none;
  const auto of = [](const ArrayFiles& files) { return refusal([&] { load_arrays(files); }); };
  EXPECT_TRUE(contains(of({x, labels("z.npy", {0, 1}), none, none, {}}), "z.npy: it holds 2 labels, but "));
  EXPECT_TRUE(contains(of({x, y, images("t.npy", {1, 2, 4, 5}), none, {}}),
                       "the test images have shape [1, 2, 4, 5], the training images [3, 2, 4, 4]"));
  EXPECT_TRUE(contains(of({x, y, none, none, 2}), "y.npy: label number 2 is 2; with 2 classes, expected 0 to 1"));
  EXPECT_TRUE(contains(of({x, y, none, y, {}}), "test labels without test images"));
  EXPECT_TRUE(contains(of({x, none, x, y, {}}), "test labels without training labels"));
  EXPECT_TRUE(contains(of({none, y, none, none, {}}), "--train-images"));
}

}  // namespace
}  // namespace lgn
