// safetensors files: as Python writes them, round trips, and every lie of a header.
#include "tensor/io/safetensors.h"

#include <gtest/gtest.h>

#include <limits>

#include "tensor/io/bytes.h"
#include "tensor/io/file.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::bytes_of;
using test::contains;
using test::expect_error;
using test::refusal;

std::string file_of(const std::string& header, const std::string& data) {
  return bytes_of<std::uint64_t>({header.size()}) + header + data;
}

/// A header entry in Python's spelling.
std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
  return "\"" + name + "\": {\"dtype\": \"" + dtype + "\", \"shape\": " + shape + ", \"data_offsets\": " + offsets +
         "}";
}

std::string safetensors_refusal(const std::string& file) {
  return refusal([&] { parse_safetensors(file, "m.safetensors"); });
}

/// Refusal of a file with these entries and so many bytes of data.
std::string entries_refusal(const std::string& entries, std::size_t data_size) {
  return safetensors_refusal(file_of("{" + entries + "}", std::string(data_size, '\0')));
}

TEST(Safetensors, ReadsWhatPythonWrites) {
  // json.dumps, metadata first, keys unsorted, padded with spaces.
  std::string header = "{\"__metadata__\": {\"task\": \"classify\", \"eta\": \"0.01\", \"losses\": \"[1.5, 1.25]\"}, " +
                       entry("lmbd.0", "F32", "[1, 2, 1, 1]", "[0, 8]") + ", " + entry("A.0", "F64", "[2]", "[8, 24]") +
                       ", " + entry("bn.0.num_batches_tracked", "I64", "[]", "[24, 32]") + ", " +
                       entry("state", "U64", "[1]", "[32, 40]") + ", " + entry("u", "U8", "[3]", "[40, 43]") + ", " +
                       entry("i", "I32", "[1]", "[43, 47]") + "}";
  header.append((8 - header.size() % 8) % 8, ' ');
  const std::string data = bytes_of<float>({1, -2}) + bytes_of<double>({0.1, 3}) + bytes_of<std::int64_t>({-7}) +
                           bytes_of<std::uint64_t>({0xfedcba9876543210u}) + std::string("\x00\x80\xff", 3) +
                           bytes_of<std::int32_t>({-5});
  const SafetensorsFile file = parse_safetensors(file_of(header, data), "m.safetensors");

  EXPECT_EQ(file.metadata,
            (std::map<std::string, std::string>{{"task", "classify"}, {"eta", "0.01"}, {"losses", "[1.5, 1.25]"}}));
  EXPECT_EQ(file.names(), (std::vector<std::string>{"lmbd.0", "A.0", "bn.0.num_batches_tracked", "state", "u", "i"}));
  EXPECT_TRUE(file.contains("A.0"));
  EXPECT_FALSE(file.contains("A"));
  EXPECT_EQ(file.float_tensor("lmbd.0").shape(), (Shape{1, 2, 1, 1}));
  EXPECT_EQ(file.float_tensor("lmbd.0")[1], -2);
  EXPECT_EQ(file.double_tensor("lmbd.0")[1], -2);
  EXPECT_EQ(file.float_tensor("A.0")[0], 0.1f);
  EXPECT_EQ(file.double_tensor("A.0")[0], 0.1);
  EXPECT_EQ(file.integers("bn.0.num_batches_tracked"), (std::vector<Index>{-7}));
  EXPECT_EQ(file.at("bn.0.num_batches_tracked").shape, Shape{});
  EXPECT_EQ(file.words("state"), (std::vector<std::uint64_t>{0xfedcba9876543210u}));
  EXPECT_EQ(file.integers("u"), (std::vector<Index>{0, 128, 255}));
  EXPECT_EQ(file.integers("i"), (std::vector<Index>{-5})) << "data need not be aligned";
}

TEST(Safetensors, OrdersTensorsByTheirData) {
  const std::string entries = entry("z", "U8", "[2]", "[1, 3]") + "," + entry("e", "U8", "[0, 9]", "[1, 1]") + "," +
                              entry("a", "U8", "[1]", "[0, 1]");
  const SafetensorsFile file = parse_safetensors(file_of("{" + entries + "}", "abc"), "m");
  EXPECT_EQ(file.names(), (std::vector<std::string>{"a", "e", "z"}));
  EXPECT_EQ(file.at("z").bytes, "bc");
}

TEST(Safetensors, ReadsFilesWithoutTensors) {
  EXPECT_TRUE(parse_safetensors(file_of("{}", ""), "m").tensors.empty());
  EXPECT_EQ(parse_safetensors(file_of(R"({"__metadata__":{"a":""}})", ""), "m").metadata.at("a"), "");
}

SafetensorsFile example() {
  SafetensorsFile file;
  file.metadata = {{"task", "reconstruct"}, {"note", "\"quoted\" \xc3\xa9\n"}};
  file.add("B.0", Tensor::from({1, 2, 1}, {1.5f, std::numeric_limits<float>::quiet_NaN()}));
  file.add("scalar", Tensor::full({}, 3));
  file.add("mean", TensorD::from({1}, {0.1}));
  file.add("empty", Tensor(Shape{0, 3}));
  file.add("labels", std::vector<Index>{1, -1});
  file.add("state", std::vector<std::uint64_t>{~std::uint64_t{0}});
  return file;
}

TEST(Safetensors, RoundTrips) {
  const test::TemporaryFolder folder;
  const SafetensorsFile written = example();
  write_safetensors(folder.path("m"), written);
  const SafetensorsFile read = read_safetensors(folder.path("m"));
  EXPECT_EQ(read.path, folder.path("m"));
  EXPECT_EQ(read.metadata, written.metadata);
  EXPECT_EQ(read.names(), written.names());
  EXPECT_EQ(read.float_tensor("B.0")(0, 0, 0), 1.5f);
  EXPECT_EQ(read.at("B.0").bytes, written.at("B.0").bytes) << "NaN keeps its bits";
  EXPECT_EQ(read.float_tensor("scalar").shape(), Shape{});
  EXPECT_EQ(read.double_tensor("mean")[0], 0.1);
  EXPECT_EQ(read.float_tensor("empty").shape(), (Shape{0, 3}));
  EXPECT_EQ(read.integers("labels"), (std::vector<Index>{1, -1}));
  EXPECT_EQ(read.words("state"), (std::vector<std::uint64_t>{~std::uint64_t{0}}));
  EXPECT_EQ(serialize(read), serialize(written)) << "equal contents give equal bytes";
}

TEST(Safetensors, WritesTheLayoutOfTheFormat) {
  SafetensorsFile file;
  file.metadata = {{"b", "2"}, {"a", "1"}};
  file.add("x", Tensor::from({2}, {1, 2}));
  std::string header = R"({"__metadata__":{"a":"1","b":"2"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  header.append((8 - header.size() % 8) % 8, ' ');
  EXPECT_EQ(serialize(file), file_of(header, bytes_of<float>({1, 2})));
  EXPECT_EQ(serialize(SafetensorsFile{}), file_of("{}      ", ""));
}

TEST(Safetensors, RefusesToWriteContradictions) {
  SafetensorsFile twice;
  twice.add("x", Tensor(Shape{1}));
  twice.add("x", Tensor(Shape{1}));
  expect_error([&] { serialize(twice); }, "two tensors cannot have the name \"x\"");
  SafetensorsFile reserved;
  reserved.add("__metadata__", Tensor(Shape{1}));
  expect_error([&] { serialize(reserved); }, "the name \"__metadata__\"");
  SafetensorsFile wrong;
  wrong.tensors.push_back({"x", "F32", {2}, "1234"});
  expect_error([&] { serialize(wrong); }, "\"x\" of shape [2] and type F32 cannot have 4 bytes");
  wrong.tensors[0].dtype = "F33";
  expect_error([&] { serialize(wrong); }, "cannot have the type \"F33\"");
  const test::TemporaryFolder folder;
  EXPECT_THROW(write_safetensors(folder.path("m"), wrong), Error);
  EXPECT_EQ(folder.entries(), 0);
}

TEST(Safetensors, RefusesTheWrongTypeOnAccess) {
  SafetensorsFile file = example();
  file.path = "m.safetensors";
  EXPECT_EQ(refusal([&] { file.at("A.0"); }), "m.safetensors has no tensor \"A.0\"");
  expect_error([&] { file.float_tensor("labels"); },
               "m.safetensors: tensor \"labels\" has elements of type I64; expected F32 or F64");
  expect_error([&] { file.double_tensor("state"); }, "type U64; expected F32 or F64");
  expect_error([&] { file.integers("B.0"); }, "type F32; expected U8, I32 or I64");
  expect_error([&] { file.integers("state"); }, "type U64; expected U8, I32 or I64");
  expect_error([&] { file.words("labels"); }, "type I64; expected U64");
  file.add("large", TensorD::from({1}, {-1e300}));
  EXPECT_EQ(refusal([&] { file.float_tensor("large"); }),
            "m.safetensors: tensor \"large\": element 0 is -1e+300, which is too large for float32");
}

TEST(Safetensors, KeepsTensorsOfTypesItDoesNotComputeWith) {
  const SafetensorsFile file = parse_safetensors(file_of("{" + entry("h", "F16", "[2]", "[0, 4]") + "}", "1234"), "m");
  EXPECT_EQ(file.at("h").bytes, "1234");
  expect_error([&] { file.float_tensor("h"); }, "type F16; expected F32 or F64 (in PyTorch: tensor.float())");
}

TEST(Safetensors, RefusesAFileCutShortAnywhere) {
  const std::string file = serialize(example());
  for (std::size_t size = 0; size < file.size(); ++size)
    EXPECT_TRUE(contains(safetensors_refusal(file.substr(0, size)), "m.safetensors")) << size;
  EXPECT_TRUE(contains(safetensors_refusal("abc"), "m.safetensors has 3 bytes"));
  EXPECT_TRUE(contains(safetensors_refusal(file.substr(0, 100)), "but only 92 follow"));
}

TEST(Safetensors, RefusesALengthThatLies) {
  EXPECT_TRUE(
      contains(safetensors_refusal("<!DOCTYPE html>"), "it is a web page, not data; expected a safetensors file"));
  EXPECT_TRUE(contains(safetensors_refusal("what is\a this"),
                       "is not a safetensors file: it begins with \"what is\\u0007 this\", "
                       "which would mean a header of"));
  EXPECT_TRUE(contains(safetensors_refusal(bytes_of<std::uint64_t>({~std::uint64_t{0}}) + "{}"),
                       "of 18446744073709551615 bytes; expected at most 100000000"));
  EXPECT_TRUE(contains(safetensors_refusal(bytes_of<std::uint64_t>({3}) + "{}"),
                       "announces a header of 3 bytes, but only 2 follow"));
  EXPECT_TRUE(contains(safetensors_refusal(bytes_of<std::uint64_t>({1}) + "{}"),
                       "m.safetensors (header), byte 1: found the end of the text"));
  EXPECT_TRUE(
      contains(safetensors_refusal(bytes_of<std::uint64_t>({0})), "found the end of the text; expected a value"));
}

TEST(Safetensors, RefusesAHeaderThatIsNotAnObjectInJson) {
  EXPECT_TRUE(contains(safetensors_refusal(file_of("{'a': 1}", "")), "m.safetensors (header), byte 1: found '''"));
  EXPECT_TRUE(
      contains(safetensors_refusal(file_of("[]", "")), "m.safetensors: the header is an array; expected an object"));
  EXPECT_TRUE(contains(safetensors_refusal(file_of(std::string("{}\0", 3), "")), "byte 2: found a byte of value 0"));
  EXPECT_TRUE(contains(safetensors_refusal(file_of(std::string(100'000, '['), "")), "levels of nesting"));
}

TEST(Safetensors, RefusesTheSameNameTwice) {
  const std::string a = entry("a", "U8", "[1]", "[0, 1]");
  EXPECT_TRUE(contains(entries_refusal(a + "," + a, 1), "the key \"a\" twice"));
}

TEST(Safetensors, RefusesMetadataThatAreNotStrings) {
  EXPECT_TRUE(
      contains(entries_refusal(R"("__metadata__": {"layers": 4})", 0),
               "m.safetensors: header, \"__metadata__\": the value of \"layers\" is the number 4; expected a string"));
  EXPECT_TRUE(contains(entries_refusal(R"("__metadata__": {"a": null})", 0), "is null; expected a string"));
  EXPECT_TRUE(contains(entries_refusal(R"("__metadata__": "a")", 0), "found the string \"a\"; expected an object"));
}

TEST(Safetensors, RefusesEntriesOfTheWrongForm) {
  const auto expect = [](const std::string& entries, const std::string& finding) {
    const std::string message = entries_refusal(entries, 8);
    EXPECT_TRUE(contains(message, finding)) << entries;
    EXPECT_TRUE(contains(message, "m.safetensors: header, \"a\": ")) << entries;
  };
  expect("\"a\": 1", "found the number 1; expected an object");
  expect("\"a\": {}", "there is no \"dtype\"");
  expect(R"("a": {"dtype": "F32", "shape": [2]})", "there is no \"data_offsets\"");
  expect(R"("a": {"dtype": "F32", "data_offsets": [0, 8]})", "there is no \"shape\"");
  expect(R"("a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8], "more": 1})",
         "found the key \"more\"; expected only");
  expect(R"("a": {"dtype": 32, "shape": [2], "data_offsets": [0, 8]})", "found the number 32; expected a string");
  expect(entry("a", "F99", "[2]", "[0, 8]"), "found the type \"F99\"; expected F32");
  expect(entry("a", "f32", "[2]", "[0, 8]"), "found the type \"f32\"");
  expect(entry("a", "F32", "2", "[0, 8]"), "found the number 2; expected an array");
  expect(entry("a", "F32", "[\"2\"]", "[0, 8]"), "found the string \"2\"; expected an integer");
  expect(entry("a", "F32", "[2.0]", "[0, 8]"), "found the number 2.0; expected an integer");
  expect(entry("a", "F32", "[-2]", "[0, 8]"), "the shape [-2] has a negative extent");
  expect(entry("a", "F32", "[2]", "8"), "found the number 8; expected an array");
  expect(entry("a", "F32", "[2]", "[8]"), "found 1 data_offsets; expected 2");
  expect(entry("a", "F32", "[2]", "[0, 8, 16]"), "found 3 data_offsets; expected 2");
  expect(entry("a", "F32", "[2]", "[0.0, 8]"), "found the number 0.0; expected an integer");
  expect(entry("a", "F32", "[2]", "[\"0\", 8]"), "found the string \"0\"");
}

TEST(Safetensors, RefusesOffsetsAndShapesThatDoNotFit) {
  const auto expect = [](const std::string& dtype, const std::string& shape, const std::string& offsets,
                         const std::string& finding) {
    EXPECT_TRUE(contains(entries_refusal(entry("a", dtype, shape, offsets), 8), finding)) << shape << offsets;
  };
  expect("F32", "[2]", "[0, 9]",
         "found data_offsets [0, 9]; expected them in order and within the 8 bytes of data "
         "that the file has: the file is cut short");
  expect("F32", "[2]", "[-8, 0]", "found data_offsets [-8, 0]");
  expect("F32", "[0]", "[8, 0]", "found data_offsets [8, 0]");
  expect("F32", "[0]", "[9223372036854775807, 9223372036854775807]", "found data_offsets [9223372036854775807");
  expect("F32", "[0]", "[18446744073709551608, 0]", "expected an integer of 64 bits");
  expect("F32", "[3]", "[0, 8]", "which is 8 bytes; expected 3 elements of 4 bytes for shape [3]");
  expect("F32", "[1]", "[0, 8]", "which is 8 bytes; expected 1 elements of 4 bytes for shape [1]");
  expect("F32", "[1]", "[0, 7]", "which is 7 bytes; expected 1 elements");
  expect("F64", "[2305843009213693953]", "[0, 8]", "expected 2305843009213693953 elements of 8 bytes");
  expect("F32", "[4294967296, 4294967296]", "[0, 8]", "more elements than can be counted");
  expect("F32", "[9223372036854775807, 2]", "[0, 8]", "more elements than can be counted");
  expect("F32", "[9223372036854775808]", "[0, 8]", "expected an integer of 64 bits");
  std::string many = "[2";
  for (int i = 0; i < 32; ++i) many += ", 1";
  expect("F32", many + "]", "[0, 8]", "found a shape of 33 axes; expected at most 32");
}

TEST(Safetensors, RefusesOverlapsHolesAndLeftovers) {
  const auto a = entry("a", "U8", "[4]", "[0, 4]");
  EXPECT_EQ(entries_refusal(a + "," + entry("b", "U8", "[5]", "[3, 8]"), 8),
            "m.safetensors: the data of tensor \"b\" begin at byte 3 and overlap those before, which end at 4");
  EXPECT_TRUE(contains(entries_refusal(a + "," + entry("b", "U8", "[4]", "[0, 4]"), 4), "overlap"));
  EXPECT_EQ(entries_refusal(a + "," + entry("b", "U8", "[3]", "[5, 8]"), 8),
            "m.safetensors: the data of tensor \"b\" begin at byte 5, leaving a hole after byte 4, where "
            "those before end");
  EXPECT_TRUE(contains(entries_refusal(entry("a", "U8", "[7]", "[1, 8]"), 8), "leaving a hole after byte 0"));
  EXPECT_TRUE(contains(entries_refusal(a, 5),
                       "m.safetensors has 5 bytes of data; its tensors take 4: there is something behind"));
  EXPECT_TRUE(contains(entries_refusal(a + "," + entry("b", "U8", "[0]", "[2, 2]"), 4), "overlap"));
}

TEST(Safetensors, ShowsHostileNamesHarmlessly) {
  const std::string name = "\\u001b[31m" + std::string(100'000, 'x');
  const std::string message = entries_refusal("\"" + name + "\": 1", 0);
  EXPECT_LT(message.size(), 200u);
  EXPECT_EQ(message.find('\x1b'), std::string::npos) << "no control characters reach a terminal";
}

}  // namespace
}  // namespace lgn
