// Arrays as other people's programs save them: each refusal names what it found, and its line of Python
// works.
#include "datasets/arrays.h"
#include "tensor/io/file.h"
#include "tests/remedies.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::contains;
using test::expect_error;
using test::refusal;
using Sentences = std::vector<std::vector<std::string>>;

class ForeignArrays : public ::testing::Test {
 protected:
  void SetUp() override {
    if (python_.empty()) GTEST_SKIP() << "NumPy is not installed";
  }

  /// Arrays as NumPy saves them, x of shape [2, 3, 8, 9] and y = [2, 0, 1] among them.
  std::vector<std::string> saved(const std::vector<std::string>& expressions) {
    std::string lines = "import numpy; x = numpy.arange(432).reshape(2, 3, 8, 9); y = numpy.array([2, 0, 1])\n";
    std::vector<std::string> paths;
    for (const std::string& expression : expressions) {
      paths.push_back(folder_.path(concat("it's array ", ++files_, ".npy")));
      lines += "numpy.save(\"" + paths.back() + "\", " + expression + ")\n";
    }
    const auto result = test::run_python(python_, lines);
    EXPECT_EQ(result.status, 0) << result.output;
    return paths;
  }

  /// What reading them as images comes to in the end.
  std::vector<Images> images_of(const std::vector<std::string>& expressions, Sentences* sentences = nullptr) {
    std::vector<Images> images(expressions.size());
    const auto found = test::read_following_remedies(
        python_, saved(expressions),
        [&](std::size_t i, const std::string& path) { images[i] = read_image_array(path); });
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_FALSE(found[i].empty()) << expressions[i];
    if (sentences) *sentences = found;
    return images;
  }

  const std::string python_ = test::python_with("numpy");
  int files_ = 0;
  test::TemporaryFolder folder_;
};

TEST_F(ForeignArrays, ImagesOfEveryTypeAreConvertedByTheirLine) {
  std::vector<std::string> forms = {"x.astype('U')",
                                    "x.astype('S')",
                                    "numpy.asfortranarray(x.astype('uint8'))",
                                    "numpy.array([None] + list(x.astype('float32')), dtype=object)[1:]",
                                    "numpy.array({'y': y, 'x': x.astype('float32')})",
                                    "x.astype('>U3')",
                                    "numpy.array([(i, 1) for i in x], [('image', 'i4', (3, 8, 9)), ('label', 'u1')])",
                                    "(x.astype('float32').view('uint32') >> 16).astype('uint16').view('V2')",
                                    "x.astype('uint8').view('V1')",
                                    "x.reshape(1, 2, 3, 8, 9).astype('uint8')",
                                    "numpy.where(x == 7, numpy.nan, x)",
                                    "numpy.where(x == 7, numpy.inf, x)",
                                    "numpy.where(x == 7, 1e300, x)"};
  for (const char* type : {"uint16", "int16", "int32", "uint32", "int64", "uint64", "int8", "bool", "float16",
                           "longdouble", "complex64", ">f4", ">f8", ">i2", ">u4"})
    forms.push_back(std::string("x.astype('") + type + "')");
  const std::vector<Images> images = images_of(forms);
  for (std::size_t i = 0; i < forms.size(); ++i) EXPECT_EQ(images[i].shape(), (Shape{2, 3, 8, 9})) << forms[i];
}

TEST_F(ForeignArrays, IntegersBecomeBytesOnlyWhereTheyFit) {
  const std::vector<Images> images = images_of(
      {"(x % 256).astype('int32')", "(x * 100).astype('uint16')", "(x % 256 - 128).astype('int8')", "x % 2 == 1"});
  EXPECT_EQ(std::get<Bytes>(images[0].pixels)[255], 255);
  EXPECT_EQ(std::get<Tensor>(images[1].pixels)[1], 100.0f / 65535);
  EXPECT_EQ(std::get<Tensor>(images[2].pixels)[0], -128);
  EXPECT_EQ(std::get<Tensor>(images[3].pixels)[1], 1);
}

TEST_F(ForeignArrays, AxesInAnotherOrderAreNamedAndMended) {
  struct Case {
    const char *shape, *looks;
    Shape mended;
  };
  const std::vector<Case> cases = {
      {"5, 32, 32, 3", "looks like [N, H, W, C], 3 channels of 32 x 32 pixels", {5, 3, 32, 32}},
      {"5, 28, 28, 1", "looks like [N, H, W, C], 1 channel of 28 x 28 pixels", {5, 1, 28, 28}},
      {"5, 20, 30, 4", "--layout nhwc", {5, 4, 20, 30}},
      {"5, 3, 32, 3", "say which with --layout nhwc or --layout nchw", {5, 3, 3, 32}},
      {"32, 32, 3, 50", "[H, W, C, N], 50 images", {50, 3, 32, 32}},
      {"28, 28, 500", "[H, W, N], 500 images", {500, 1, 28, 28}},
      {"32, 32, 3", "one image [H, W, C]", {1, 3, 32, 32}},
      {"5, 784", "if each row is an image", {5, 1, 28, 28}},
      {"5, 785", "if each row is an image", {5, 1, 28, 28}},
      {"784", "if it is one image", {1, 1, 1, 784}},
      {"2, 5, 3, 32, 32", "if the last three are those of an image", {10, 3, 32, 32}},
      {"5, 3072", "if each row is an image", {5, 3, 32, 32}},
      {"5, 40", "if each row is an image", {5, 1, 1, 40}}};
  std::vector<std::string> forms;
  for (const Case& c : cases) forms.push_back(std::string("numpy.zeros((") + c.shape + "), 'uint8')");
  Sentences sentences;
  const std::vector<Images> images = images_of(forms, &sentences);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(images[i].shape(), cases[i].mended) << cases[i].shape;
    EXPECT_TRUE(contains(sentences[i][0], cases[i].looks));
  }
}

TEST_F(ForeignArrays, AxesAsExpectedAreNotAskedAbout) {
  const std::vector<Shape> shapes = {{5, 1, 28, 28}, {5, 3, 32, 32}, {5, 3, 3, 3}, {5, 8, 4, 4}, {5, 1, 1, 40},
                                     {5, 1, 40, 1},  {5, 2, 3, 4},   {5, 6, 6},    {40, 1, 40},  {5, 40, 3, 40}};
  for (const Shape& shape : shapes) EXPECT_NO_THROW(image_axes(shape, Layout::unstated, "x.npy")) << to_string(shape);
  const Shape odd = {24, 2, 40, 1};
  EXPECT_THROW(image_axes(odd, Layout::unstated, "x.npy"), Error);
  EXPECT_EQ(image_axes(odd, Layout::unstated, "x.npy", {2, 40, 1}), odd) << "a model was made for them";
}

TEST_F(ForeignArrays, TheFlagReadsChannelsLast) {
  const std::string path = saved({"x.transpose(0, 2, 3, 1).astype('float32')"})[0];
  const Images images = read_image_array(path, Layout::nhwc);
  EXPECT_EQ(images.shape(), (Shape{2, 3, 8, 9}));
  for (Index i = 0; i < 432; ++i) ASSERT_EQ(std::get<Tensor>(images.pixels)[i], static_cast<float>(i));
  EXPECT_EQ(read_image_array(path, Layout::nchw).shape(), (Shape{2, 8, 9, 3}));
  expect_error([&] { read_image_array(path); }, ".transpose(0,3,1,2)");
  expect_error([] { layout_from("hwc"); }, "expected nchw or nhwc");
}

TEST_F(ForeignArrays, LabelsOfEveryFormBecomeNumbers) {
  const std::vector<std::string> forms = {"y.astype('float64')",
                                          "y.astype('float32')",
                                          "y.astype('float16')",
                                          "y.astype('U')",
                                          "y.astype('S')",
                                          "y.astype(object)",
                                          "y.reshape(3, 1)",
                                          "y.reshape(3, 1).astype('float32')",
                                          "numpy.eye(3)[y]",
                                          "numpy.array(['cat', 'ant', 'bee'])",
                                          "numpy.array(['cat', 'ant', 'bee'], dtype=object)",
                                          "numpy.array({'x': numpy.zeros((3, 4)), 'labels': y, 'text': 'abc'})",
                                          "numpy.array(['2.0', '0.0', '1.0'])",
                                          "numpy.array(['5', '1', 'x'])[[2, 1, 0]]",
                                          "numpy.array(['b', 1, None], dtype=object)",
                                          "numpy.array([2.5, .5, 1.5])",
                                          "numpy.array([1, numpy.nan, 0])[[1, 2, 0]]",
                                          "y.reshape(1, 3)",
                                          "numpy.stack([[9, 7, 5], y], 1)",
                                          "numpy.hstack([y[:, None], numpy.zeros((3, 784), int)])",
                                          "numpy.eye(3)[y].astype('bool')",
                                          "numpy.eye(3)[y] * .7 + .1",
                                          "numpy.array([(i,) for i in y], [('label', 'u2')])",
                                          "y.astype('uint64') + 2**63",
                                          "y - 1",
                                          "y.astype('>i4')",
                                          "numpy.array([90, -1, 7]) * 10**7",
                                          "y.astype('complex64')",
                                          "y == 2"};
  std::vector<std::vector<Index>> labels(forms.size());
  const Sentences sentences = test::read_following_remedies(
      python_, saved(forms), [&](std::size_t i, const std::string& path) { labels[i] = read_label_array(path); });
  EXPECT_EQ(labels.back(), (std::vector<Index>{1, 0, 0}));
  labels.pop_back();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    EXPECT_EQ(labels[i], (std::vector<Index>{2, 0, 1})) << forms[i];
    EXPECT_FALSE(sentences[i].empty()) << forms[i];
  }
  expect_error([&] { read_label_array(saved({"y + 0.5"})[0]); }, "is 2.5, not a whole number");
}

TEST_F(ForeignArrays, LabelsThatCountFromOneAreToldSo) {
  const std::string path = saved({"y + 1"})[0];
  const std::string sentence = refusal([&] { require_labels_within(read_label_array(path), 3, path, "; more"); });
  EXPECT_TRUE(contains(sentence, "label number 0 is 3; with 3 classes, expected 0 to 2; these count from 1"));
  const std::string line = test::remedy_after(sentence, "in Python: ");
  ASSERT_EQ(test::run_python(python_, line).status, 0);
  EXPECT_NO_THROW(require_labels_within(read_label_array(test::saved_by(line)), 3, path));
  expect_error(
      [] {
        require_labels_within({0, 255, 7}, 8, "y.npy", "; more");
      },
      "y.npy: label number 1 is 255; with 8 classes, expected 0 to 7; more");
}

TEST_F(ForeignArrays, OldFilesOfPyTorchAreToldApartByWhatTheyHold) {
  using namespace std::string_literals;
  const std::string start =
      "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}q\x00(X\x0a\x00\x00\x00"
      "type_sizesq\x01}q\x02uu.\x80\x02"s;
  for (const auto& [object, words] : {std::pair{"}q\x00"s, "it is a dictionary of torch.save"},
                                      std::pair{"ctorch._utils\n_rebuild_tensor_v2"s, "it is a file of torch.save"}}) {
    write_file(folder_.path("old.pt"), start + object);
    test::expect_error([&] { read_image_array(folder_.path("old.pt")); }, words);
  }
}

TEST_F(ForeignArrays, OtherFormatsAreNamedAndConverted) {
  struct Case {
    const char *name, *write, *word;
  };
  const std::vector<Case> cases = {
      {"a.npz", "numpy.savez(p, images=x)", "a .npz archive of NumPy, whose first array is 'images'"},
      {"a.npy", "numpy.savez_compressed(open(p, 'wb'), x)", "a .npz archive"},
      {"a.pkl", "pickle.dump(x, open(p, 'wb'))", "a Python pickle"},
      {"b.npz", "numpy.savez(p, labels=x[:, 0, 0], images=x)", "whose first array is 'labels'"},
      {"b.pkl", "pickle.dump([i for i in x], open(p, 'wb'))", "a Python pickle of a list"},
      {"c.pkl", "pickle.dump([x[0], x[1, :6]], open(p, 'wb'), 2)", "a Python pickle of a list"},
      {"d.pkl", "pickle.dump((x, x[:, 0, 0]), open(p, 'wb'))", "a Python pickle of a tuple"},
      {"e.pkl", "pickle.dump({'x': x, 'y': x[:, 0, 0]}, open(p, 'wb'), 2)", "a Python pickle"},
      {"f.pkl", "pickle.dump(x.tolist(), open(p, 'wb'), 0)", "a Python pickle"},
      {"a.json", "open(p, 'w').write(str(x.tolist()))", "text that begins \"[[[0, 1"},
      {"floats-idx3",
       "open(p, 'wb').write(bytes([0, 0, 13, 3, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0, 8]) + x.astype('>f4').tobytes())",
       "an IDX file"},
      {"cut.npy", "numpy.save(p, x); b = open(p, 'rb').read(); open(p, 'wb').write(b[:-9])",
       "the file is cut short or its header is wrong; copy it, or save it, again, or keep the first 1: "},
      {"long.npy", "numpy.save(p, x); open(p, 'ab').write(b'more')", "something behind the last element"},
      {"a.csv", "numpy.savetxt(p, x.reshape(2, -1), delimiter=',')", "text that begins"},
      {"b.csv", "numpy.savetxt(p, x.reshape(2, -1), delimiter=',', header='label,pixel0', comments='')",
       "text that begins \"label,pixel0\""},
      {"a.txt", "numpy.savetxt(p, x.reshape(2, -1), fmt='%d')", "text that begins"},
      {"images-idx3-ubyte",
       "open(p, 'wb').write(bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0, 8]) + x.tobytes())", "an IDX file"},
      {"data_batch_1",
       "pickle.dump({b'batch_label': b'1', b'data': numpy.zeros((2, 3072), 'uint8')}, open(p, 'wb'), 2)",
       "a pickle of CIFAR-10's Python version"}};
  std::string lines = "import numpy, pickle; x = numpy.arange(128, dtype='uint8').reshape(2, 8, 8)\n";
  std::vector<std::string> paths;
  for (const Case& c : cases) {
    paths.push_back(folder_.path(c.name));
    lines += "p = '" + paths.back() + "'; " + c.write + "\n";
  }
  const auto made = test::run_python(python_, lines);
  ASSERT_EQ(made.status, 0) << made.output;
  const Sentences sentences = test::read_following_remedies(
      python_, paths, [](std::size_t, const std::string& path) { read_image_array(path); });
  for (std::size_t i = 0; i < cases.size(); ++i) EXPECT_TRUE(contains(sentences[i].at(0), cases[i].word));
}

}  // namespace
}  // namespace lgn
