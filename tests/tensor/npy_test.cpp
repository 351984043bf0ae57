// .npy files: as NumPy writes them, round trips, and every kind of file that is refused.
#include "tensor/io/npy.h"

#include <gtest/gtest.h>

#include <cmath>
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

/// A file of the given version and header text, unpadded, and data.
std::string npy_file(const std::string& header, const std::string& data, int version = 1) {
  std::string file = "\x93NUMPY";
  file += static_cast<char>(version);
  file += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) file += static_cast<char>(header.size() >> 8 * i & 0xff);
  return file + header + data;
}

std::string header_of(const std::string& type, const std::string& shape) {
  return "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
}

std::string npy_refusal(const std::string& file) {
  return refusal([&] { parse_npy(file, "a.npy"); });
}

std::string header_refusal(const std::string& header) {
  return npy_refusal(npy_file(header, ""));
}

TEST(Npy, ReadsWhatNumPyWrites) {
  // numpy.save of numpy.array([[1, 2, 3], [-4, 0.5, 6]], dtype=numpy.float32).
  std::string file("\x93NUMPY\x01\x00v\x00", 10);
  file += "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  file.resize(127, ' ');
  file += '\n';
  file += bytes_of<float>({1, 2, 3, -4, 0.5f, 6});
  const NpyArray array = parse_npy(file, "a.npy");
  EXPECT_EQ(array.dtype, "f4");
  EXPECT_EQ(array.shape, (Shape{2, 3}));
  EXPECT_EQ(array.data().size(), 24u);
  const Tensor tensor = to_float(array);
  EXPECT_EQ(tensor.shape(), (Shape{2, 3}));
  EXPECT_EQ(tensor(1, 0), -4);
  EXPECT_EQ(tensor(1, 1), 0.5f);
  EXPECT_EQ(npy_bytes(tensor), file) << "we write the same bytes as NumPy";
}

TEST(Npy, ReadsEveryVersionOrderOfKeysAndSpacing) {
  const std::string data = bytes_of<float>({7, 8});
  for (int version : {1, 2, 3})
    EXPECT_EQ(to_float(parse_npy(npy_file(header_of("<f4", "(2,)"), data, version), "a"))[1], 8);
  for (const char* header : {"{\"shape\":(1,2),\"descr\":\"<f4\",\"fortran_order\":False}",
                             " { 'fortran_order' : False ,\n'descr':\t'<f4', 'shape' : ( 2L , ) } \n"}) {
    EXPECT_EQ(to_float(parse_npy(npy_file(header, data), "a")).count(), 2) << header;
  }
}

TEST(Npy, ReadsScalarsAndEmptyArrays) {
  EXPECT_EQ(parse_npy(npy_file(header_of("<f4", "()"), bytes_of<float>({7})), "a").shape, Shape{});
  const NpyArray empty = parse_npy(npy_file(header_of("|u1", "(0, 28, 28)"), ""), "a");
  EXPECT_EQ(to_float(empty).shape(), (Shape{0, 28, 28}));
  EXPECT_TRUE(to_integers(empty).empty());
}

TEST(Npy, ConvertsToFloatWithoutScaling) {
  const NpyArray bytes = parse_npy(npy_file(header_of("|u1", "(3,)"), bytes_of<std::uint8_t>({0, 128, 255})), "a");
  EXPECT_EQ(to_float(bytes)[1], 128);
  EXPECT_EQ(to_float(bytes)[2], 255);
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> values = {0.1, -1e30, infinity, std::nan("")};
  const Tensor tensor = to_float(parse_npy(npy_file(header_of("<f8", "(4,)"), bytes_of(values)), "a"));
  EXPECT_EQ(tensor[0], 0.1f);
  EXPECT_EQ(tensor[1], -1e30f);
  EXPECT_EQ(tensor[2], infinity);
  EXPECT_TRUE(std::isnan(tensor[3]));
}

template <class Number>
void expect_integers(const std::string& type) {
  const std::vector<Number> numbers = {0, 1, std::numeric_limits<Number>::min(), 99};
  const NpyArray array = parse_npy(npy_file(header_of(type, "(4,)"), bytes_of(numbers)), "a");
  EXPECT_EQ(to_integers(array), std::vector<Index>(numbers.begin(), numbers.end())) << type;
}

TEST(Npy, ReadsEveryIntegerType) {
  expect_integers<std::int8_t>("|i1");
  expect_integers<std::int16_t>("<i2");
  expect_integers<std::int32_t>("<i4");
  expect_integers<std::int64_t>("<i8");
  expect_integers<std::uint8_t>("|u1");
  expect_integers<std::uint16_t>("<u2");
  expect_integers<std::uint32_t>("<u4");
  expect_integers<std::uint64_t>("<u8");
  const NpyArray bytes = parse_npy(npy_file(header_of("|u1", "(1,)"), "\xff"), "a");
  EXPECT_EQ(to_integers(bytes)[0], 255) << "unsigned bytes are not negative";
}

TEST(Npy, RefusesConversionsThatLoseTheValue) {
  const NpyArray large = parse_npy(npy_file(header_of("<f8", "(2,)"), bytes_of<double>({1, 1e300})), "a.npy");
  expect_error([&] { to_float(large); }, "a.npy: element 1 is 1e+300, which is too large for float32: in Python: ");
  const NpyArray words =
      parse_npy(npy_file(header_of("<u8", "(1,)"), bytes_of<std::uint64_t>({std::uint64_t{1} << 63})), "a.npy");
  expect_error([&] { to_integers(words); }, "a.npy: element 0 is 9223372036854775808");
  expect_error([&] { to_integers(large); }, "elements of type f8; expected integers");
  expect_error([&] { to_float(words); }, "elements of type u8; expected uint8, float32 or float64");
}

TEST(Npy, RoundTrips) {
  const test::TemporaryFolder folder;
  for (const Shape& shape : {Shape{}, Shape{0}, Shape{1}, Shape{5}, Shape{2, 3}, Shape{2, 0, 3}, Shape{1, 2, 3, 4}}) {
    Tensor tensor = Tensor::uninitialized(shape);
    for (Index i = 0; i < tensor.count(); ++i) tensor[i] = 0.1f * static_cast<float>(i) - 1;
    write_npy(folder.path("a.npy"), tensor);
    const Tensor again = to_float(read_npy(folder.path("a.npy")));
    EXPECT_EQ(again.shape(), shape);
    EXPECT_TRUE(std::equal(tensor.begin(), tensor.end(), again.begin(), again.end()));
    EXPECT_EQ(npy_bytes(tensor).size() % 64, static_cast<std::size_t>(tensor.count()) * 4 % 64) << "data are aligned";
  }
  for (const std::vector<Index>& labels : {std::vector<Index>{}, {3}, {-1, 1'000'000'000'000, 7}}) {
    write_npy(folder.path("b.npy"), labels);
    EXPECT_EQ(to_integers(read_npy(folder.path("b.npy"))), labels);
  }
}

TEST(Npy, NamesAFileThatIsMissing) {
  EXPECT_EQ(refusal([] { read_npy("/no/such.npy"); }), "there is no file /no/such.npy");
}

TEST(Npy, RefusesOtherFiles) {
  EXPECT_EQ(npy_refusal(""), "a.npy is empty; expected a .npy file; copy it, or save it, again");
  EXPECT_TRUE(
      contains(npy_refusal("<!DOCTYPE html><html>"), "a.npy: it is a web page, not data; expected a .npy file"));
  EXPECT_TRUE(contains(npy_refusal(std::string("\x89PNG\r\n\x1a\n", 8)), "a.npy: it is a single picture"));
  EXPECT_TRUE(contains(npy_refusal("what is\a this"),
                       "a.npy is not a .npy file: it begins with \"what is. this\"; expected the bytes \\x93NUMPY"));
  EXPECT_TRUE(contains(npy_refusal(npy_file("", "", 4)), "version 4.0 of the .npy format; expected 1.0, 2.0 or 3.0"));
}

TEST(Npy, RefusesAFileCutShortAnywhere) {
  for (int version : {1, 2}) {
    const std::string file = npy_file(header_of("<f4", "(2,)"), bytes_of<float>({7, 8}), version);
    ASSERT_NO_THROW(parse_npy(file, "a.npy"));
    for (std::size_t size = 0; size < file.size(); ++size)
      EXPECT_TRUE(contains(npy_refusal(file.substr(0, size)), "a.npy")) << size;
  }
  const std::string file = npy_file(header_of("<f4", "(2,)"), bytes_of<float>({7, 8}));
  EXPECT_TRUE(contains(npy_refusal(file.substr(0, 40)), "is cut short: its header takes 58 bytes, but only 30 follow"));
  EXPECT_TRUE(contains(npy_refusal(file.substr(0, file.size() - 1)),
                       "has 7 bytes of data; its header (shape [2] of 4-byte elements) announces 8: the file is cut"));
}

TEST(Npy, RefusesBytesBehindTheLastElement) {
  EXPECT_TRUE(
      contains(npy_refusal(npy_file(header_of("<f4", "(2,)"), std::string(9, 'x'))),
               "has 9 bytes of data; its header (shape [2] of 4-byte elements) announces 8: there is something"));
}

TEST(Npy, RefusesTypesThatAreNotSupported) {
  for (const char* type : {"|V4", "<M8[ns]", "", "<", "f44", "<f3", "<U0", "|S", "<U99999999999", "O8", "b2"}) {
    const std::string message = header_refusal(header_of(type, "(0,)"));
    EXPECT_TRUE(contains(message, std::string("elements of type '") + type + "' are not supported")) << type;
    EXPECT_TRUE(contains(message, "expected uint8, float32, float64 or an integer type"));
  }
  EXPECT_TRUE(contains(header_refusal("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (0,)}"),
                       "a type of several fields"));
  EXPECT_TRUE(contains(header_refusal(header_of(">f4", "(0,)")), "big endian ('>f4'); expected little endian"));
  EXPECT_NO_THROW(parse_npy(npy_file(header_of(">u1", "(0,)"), ""), "a")) << "a single byte has no order";
}

TEST(Npy, ReadsOtherTypesForOthersToRefuse) {
  for (const char* type : {"<f2", "|b1", "|O", "<c8", "<U5", "|S3"}) {
    const NpyArray array = parse_npy(npy_file(header_of(type, "(0,)"), ""), "a.npy");
    EXPECT_TRUE(contains(refusal([&] { to_float(array); }), "expected uint8, float32 or float64")) << type;
    EXPECT_TRUE(contains(refusal([&] { to_integers(array); }), "expected integers")) << type;
  }
  EXPECT_TRUE(contains(npy_refusal(npy_file(header_of("<U5", "(2,)"), std::string(39, 'x'))), "announces 40"));
  EXPECT_EQ(parse_npy(npy_file(header_of("|O", "(2,)"), "a pickle"), "a.npy").data(), "a pickle");
}

TEST(Npy, RefusesFortranOrder) {
  EXPECT_TRUE(
      contains(header_refusal("{'descr': '<f4', 'fortran_order': True, 'shape': (0, 3)}"),
               "a.npy is in Fortran order; expected C order: in Python: import numpy; numpy.save('a-new.npy', "));
}

TEST(Npy, RefusesAbsurdShapes) {
  EXPECT_TRUE(
      contains(header_refusal(header_of("|u1", "(4611686018427387904, 4)")), "more elements than can be counted"));
  EXPECT_TRUE(contains(header_refusal(header_of("<f8", "(1152921504606846976,)")), "announces more than 2^62"));
  EXPECT_TRUE(contains(header_refusal(header_of("<f4", "(1000000, 1000000)")), "announces 4000000000000"));
  EXPECT_TRUE(contains(header_refusal(header_of("<f4", "(99999999999999999999,)")), "an extent beyond 64 bits"));
  EXPECT_TRUE(contains(header_refusal(header_of("<f4", "(-1,)")), "found \"-1,), }.\"; expected an extent"));
  std::string many = "(";
  for (int i = 0; i < 33; ++i) many += "1, ";
  EXPECT_TRUE(contains(header_refusal(header_of("<f4", many + ")")), "33 axes; expected at most 32"));
}

TEST(Npy, RefusesHeadersThatAreNotTheDict) {
  const auto expect = [](const std::string& header, const std::string& finding) {
    const std::string message = header_refusal(header);
    EXPECT_TRUE(contains(message, finding)) << header;
    EXPECT_TRUE(contains(message, "a.npy: the header of the .npy file")) << header;
  };
  expect("", "found its end; expected '{'");
  expect("[1, 2]", "found \"[1, 2]\"; expected '{'");
  expect("{", "found its end; expected a key in quotes");
  expect("{}", "lacks the key 'descr'");
  expect("{'descr': '<f4', 'shape': (0,)}", "lacks the key 'fortran_order'");
  expect("{'descr': '<f4', 'fortran_order': False}", "lacks the key 'shape'");
  expect("{'descr': '<f4', 'descr': '<f4'}", "the key 'descr' twice");
  expect("{'descr': '<f4', 'more': 1}", "the key 'more'; expected only 'descr', 'fortran_order' and 'shape'");
  expect("{'descr': 3}", "found \"3}\"; expected the element type in quotes");
  expect("{'descr': '<f4}", "a string without its closing quote");
  expect("{'descr' '<f4'}", "expected ':'");
  expect("{'descr': '<f4' 'shape': (0,)}", "expected '}'");
  expect("{'fortran_order': 0}", "found \"0}\"; expected True or False");
  expect("{'shape': 3}", "expected '('");
  expect("{'shape': (3)}", "expected ','");
  expect("{'shape': (3, 4", "expected ')'");
  expect("{'shape': (a,)}", "expected an extent");
  expect("{'shape': (,)}", "expected an extent");
  expect(header_of("<f4", "(0,)") + "x", "found \"x\"; expected the end of the header");
}

}  // namespace
}  // namespace lgn
