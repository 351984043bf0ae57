// IDX and CIFAR-10 files: what they hold, and what is refused.
#include "datasets/formats.h"

#include "tensor/io/file_kind.h"
#include "tests/datasets/dataset_files.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::contains;
using test::refusal;

const std::string web_page = "\n<!DOCTYPE html>\n<html><head><title>404</title></head></html>";

TEST(Idx, ReadsImages) {
  const std::string pixels = noise(5 * 3 * 4);
  const Bytes images = parse_idx_images(idx_images(5, 3, 4, pixels), "f");
  EXPECT_EQ(images.shape(), (Shape{5, 1, 3, 4}));
  EXPECT_TRUE(std::equal(images.begin(), images.end(), pixels.begin(),
                         [](std::uint8_t a, char b) { return a == static_cast<unsigned char>(b); }));
}

TEST(Idx, ReadsLabels) {
  EXPECT_EQ(parse_idx_labels(idx_labels({3, 0, 9}), 10, "f"), (std::vector<Index>{3, 0, 9}));
}

TEST(Idx, RefusesDamagedImages) {
  const std::string whole = idx_images(2, 3, 3, noise(18));
  const auto of = [](const std::string& file) { return refusal([&] { parse_idx_images(file, "dir/images"); }); };
  EXPECT_TRUE(
      contains(of(whole.substr(0, whole.size() - 1)), "dir/images: its header says 2 images of 9 bytes each; only 17"));
  EXPECT_TRUE(contains(of(whole + "x"), "1 bytes follow after the last of its 2 images"));
  EXPECT_TRUE(contains(of(whole.substr(0, 15)), "it has 15 bytes, too few for the header"));
  EXPECT_TRUE(contains(of(""), "it has 0 bytes"));
  EXPECT_TRUE(contains(of(idx_labels({1, 2, 3, 4, 5, 6, 7, 8})),
                       "begins with the number 2049; an IDX file of images begins with 2051"));
  EXPECT_TRUE(contains(of(idx_images(0, 28, 28, "")), "holds no images"));
  EXPECT_TRUE(contains(of(idx_images(5, 0, 28, "")), "images of 0 x 28 pixels"));
  EXPECT_TRUE(contains(of(web_page), "it is a web page"));
  EXPECT_TRUE(contains(of("\x1f\x8b" + whole), "still compressed"));
}

TEST(Idx, DoesNotBelieveAnAbsurdHeader) {
  const std::uint32_t most = 0xffffffff;
  const std::string sentence = refusal([&] { parse_idx_images(idx_images(most, most, most, noise(100)), "f"); });
  EXPECT_TRUE(contains(sentence, "4294967295 images"));
  EXPECT_TRUE(contains(sentence, "only 100 bytes follow"));
}

TEST(Idx, RefusesDamagedLabels) {
  const std::string whole = idx_labels({1, 2, 3});
  const auto of = [](const std::string& file) { return refusal([&] { parse_idx_labels(file, 10, "dir/labels"); }); };
  EXPECT_TRUE(contains(of(whole.substr(0, 10)), "dir/labels: its header says 3 labels"));
  EXPECT_TRUE(contains(of(whole + "x"), "1 bytes follow after the last of its 3 labels"));
  EXPECT_TRUE(contains(of(idx_labels({1, 10})), "label number 1 is 10; expected 0 to 9"));
  EXPECT_TRUE(contains(of(idx_labels("\xff")), "label number 0 is 255"));
  EXPECT_TRUE(contains(of(idx_labels("")), "holds no labels"));
  EXPECT_TRUE(contains(of(idx_images(1, 2, 2, noise(4))), "begins with the number 2051"));
  EXPECT_TRUE(contains(of(web_page), "it is a web page"));
}

TEST(Cifar10, ReadsTrainingFilesOneAfterTheOtherAndTheTestFile) {
  const std::string planes = noise(6 * 3072);
  const auto record = [&](std::size_t i, char label) { return label + planes.substr(i * 3072, 3072); };
  const Dataset dataset = parse_cifar10(
      {record(0, 7) + record(1, 0), record(2, 9) + record(3, 1), record(4, 2) + record(5, 8)}, {"a", "b", "c"}, 2);
  EXPECT_EQ(dataset.name, "cifar10");
  EXPECT_EQ(dataset.classes, 10);
  EXPECT_EQ(dataset.train.shape(), (Shape{4, 3, 32, 32}));
  EXPECT_EQ(dataset.test.shape(), (Shape{2, 3, 32, 32}));
  EXPECT_EQ(dataset.train.labels, (std::vector<Index>{7, 0, 9, 1}));
  EXPECT_EQ(dataset.test.labels, (std::vector<Index>{2, 8}));
  const auto same = [](std::uint8_t a, char b) { return a == static_cast<unsigned char>(b); };
  const Bytes &train = std::get<Bytes>(dataset.train.pixels), &test = std::get<Bytes>(dataset.test.pixels);
  EXPECT_TRUE(std::equal(train.begin(), train.end(), planes.begin(), same));
  EXPECT_TRUE(std::equal(test.begin(), test.end(), planes.begin() + 4 * 3072, same));
}

TEST(Cifar10, RefusesDamagedFiles) {
  const std::string good = std::string(1, 3) + noise(3072);
  const auto of = [&](const std::string& file) {
    return refusal([&] { parse_cifar10({good, file, good}, {"dir/a.bin", "dir/b.bin", "dir/c.bin"}, 1); });
  };
  EXPECT_TRUE(contains(of(good.substr(1)), "dir/b.bin: it has 3072 bytes; a file of the binary CIFAR-10 has 3073"));
  EXPECT_TRUE(contains(of(good + good), "it has 6146 bytes"));
  EXPECT_TRUE(contains(of(""), "it has 0 bytes"));
  EXPECT_TRUE(contains(of(std::string(1, 10) + noise(3072)), "dir/b.bin: the label of image 0 is 10; expected 0 to 9"));
  EXPECT_TRUE(contains(of(web_page), "dir/b.bin: it is a web page"));
}

TEST(FileKind, KnowsWebPagesAndCompressedFiles) {
  const auto kind = [](const std::string& bytes) { return unwanted_kind(bytes, "dir/f", idx_file); };
  for (const char* page : {"<!DOCTYPE html>", "  \r\n<HTML>", "\xef\xbb\xbf<html lang=en>", "<?xml version='1.0'?>"})
    EXPECT_TRUE(contains(kind(page), "web page")) << page;
  EXPECT_TRUE(contains(kind("\x1f\x8b\x08"), "mv dir/f dir/f.gz && gunzip dir/f.gz"));
  EXPECT_TRUE(contains(unwanted_kind("\x1f\x8b\x08", "a.gz", npy_file), "unpack it with: gunzip a.gz"));
  EXPECT_TRUE(contains(kind("7z\xbc\xaf\x27\x1c"), "7z x dir/f"));
  EXPECT_TRUE(contains(kind("version https://git-lfs.github.com/spec/v1\noid"), "git lfs pull"));
  EXPECT_TRUE(contains(kind(std::string("\x93NUMPY\x01\0", 8)), "it is a .npy file; expected an IDX file"));
  for (const std::string& data : {std::string(), std::string(600, '\0'), std::string("   "), noise(1000)})
    EXPECT_EQ(kind(data), "");
}

}  // namespace
}  // namespace lgn
