// JSON: values, the writer, and a parser that accepts the grammar and nothing else.
#include "tensor/io/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support.h"

namespace lgn {
namespace {

using test::contains;
using test::expect_error;
using test::refusal;

Json parse(std::string_view text) {
  return parse_json(text, "a.json");
}

std::string json_refusal(std::string_view text) {
  return refusal([&] { parse(text); });
}

TEST(Json, WritesEveryKindOfValue) {
  EXPECT_EQ(Json().text(), "null");
  EXPECT_EQ(Json(nullptr).text(), "null");
  EXPECT_EQ(Json(true).text(), "true");
  EXPECT_EQ(Json(-3).text(), "-3");
  EXPECT_EQ(Json("a").text(), "\"a\"");
  EXPECT_EQ(Json(std::string("a")).text(), "\"a\"");
  EXPECT_EQ(Json(std::vector<int>{1, 2}).text(), "[1,2]");
  EXPECT_EQ(Json(Json::Array{}).text(), "[]");
  EXPECT_EQ(Json(Json::Object{}).text(), "{}");
  EXPECT_EQ(Json(Json::Object{{"b", 1}, {"a", Json::Array{true, "x", nullptr}}}).text(),
            R"({"b":1,"a":[true,"x",null]})");
}

TEST(Json, KeepsTheOrderOfMembersAndReplacesInPlace) {
  Json json;
  json.set("z", 1);
  json.set("a", 2);
  json.set("z", "new");
  EXPECT_EQ(json.text(), R"({"z":"new","a":2})");
  EXPECT_EQ(parse(json.text()).text(), json.text());
  EXPECT_EQ(json.at("a").as_integer(), 2);
  EXPECT_EQ(json.find("b"), nullptr);
  EXPECT_EQ(refusal([&] { json.at("b"); }), "there is no \"b\"");
  EXPECT_EQ(refusal([] { Json(3).set("a", 1); }), "found the number 3; expected an object");
}

TEST(Json, IsWrittenForPeople) {
  const Json json = Json::Object{{"a", 1}, {"b", Json::Object{{"c", std::vector<int>{1, 2}}}}, {"d", Json::Object{}}};
  EXPECT_EQ(json.pretty(), "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": [1, 2]\n  },\n  \"d\": {}\n}\n");
  EXPECT_EQ(parse(json.pretty()).text(), json.text());
}

TEST(Json, NumbersRoundTrip) {
  using limits = std::numeric_limits<double>;
  const std::vector<double> doubles = {0.0,     -0.0,          1.0,           0.1,
                                       1.0 / 3, 1e22,          1e-7,          123456.789,
                                       5e-324,  limits::max(), limits::min(), -2.2250738585072011e-308};
  for (const double x : doubles) {
    const double again = parse(Json(x).text()).as_double();
    EXPECT_EQ(again, x) << Json(x).text();
    EXPECT_EQ(std::signbit(again), std::signbit(x));
  }
  const float floats[] = {0.1f, 1.0f / 3, 16777216.0f, 1e-45f, std::numeric_limits<float>::max()};
  for (const float x : floats) EXPECT_EQ(static_cast<float>(parse(Json(x).text()).as_double()), x);
  for (const std::int64_t x : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1},
                               std::int64_t{9007199254740993}, std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(parse(Json(x).text()).as_integer(), x);
  }
}

TEST(Json, NumbersAreShort) {
  EXPECT_EQ(Json(1.0).text(), "1");
  EXPECT_EQ(Json(0.1).text(), "0.1");
  EXPECT_EQ(Json(0.1f).text(), "0.1");
  EXPECT_EQ(Json(1e-8).text(), "1e-08");
  EXPECT_EQ(Json(std::uint64_t{18446744073709551615u}).text(), "18446744073709551615");
}

TEST(Json, WritesNullForWhatIsNotANumber) {
  EXPECT_TRUE(Json(std::nan("")).is_null());
  EXPECT_TRUE(Json(std::numeric_limits<float>::infinity()).is_null());
  EXPECT_EQ(Json(Json::Array{-std::numeric_limits<double>::infinity()}).text(), "[null]");
}

TEST(Json, StringsRoundTrip) {
  std::string every;
  for (int c = 0; c < 128; ++c) every += static_cast<char>(c);
  for (const std::string& text : {every, std::string("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), std::string()})
    EXPECT_EQ(parse(Json(text).text()).as_string(), text);
  EXPECT_EQ(Json("\"\\\n\t\r\x01/").text(), R"("\"\\\n\t\r\u0001/")");
}

TEST(Json, WritesBytesThatAreNotUtf8AsTheReplacementCharacter) {
  EXPECT_EQ(Json("a\xff\xc3").text(), "\"a\xef\xbf\xbd\xef\xbf\xbd\"");
  EXPECT_NO_THROW(parse(Json("\xed\xa0\x80 \xc0\x80").text()));
}

TEST(Json, ReadsEscapes) {
  EXPECT_EQ(parse(R"("\"\\\/\b\f\n\r\t")").as_string(), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(parse(R"("\u0041\u00e9\u20AC")").as_string(), "A\xc3\xa9\xe2\x82\xac");
  EXPECT_EQ(parse(R"("\ud83d\ude00")").as_string(), "\xf0\x9f\x98\x80");
  EXPECT_EQ(parse(R"("\u0000")").as_string(), std::string(1, '\0'));
}

TEST(Json, ReadsSpaceWhereItMayBe) {
  EXPECT_EQ(parse(" \t\r\n{ \"a\" : [ 1 , 2 ] , \"b\" : { } } \n").text(), R"({"a":[1,2],"b":{}})");
}

TEST(Json, ReadsNumbersByTheGrammar) {
  for (const char* good : {"0", "-0", "10", "0.5", "-1.25e+10", "1E5", "1e-5"}) EXPECT_EQ(parse(good).text(), good);
  for (const char* bad :
       {"01", "-", "+1", ".5", "1.", "1e", "1e+", "0x10", "1_000", "NaN", "Infinity", "-Infinity", "1.e5"}) {
    EXPECT_TRUE(contains(json_refusal(bad), "a.json, byte ")) << bad;
  }
}

TEST(Json, SaysWhatWasFoundAndExpected) {
  EXPECT_EQ(json_refusal(""), "a.json, byte 0: found the end of the text; expected a value");
  EXPECT_EQ(json_refusal("x"), "a.json, byte 0: found 'x'; expected a value");
  EXPECT_EQ(json_refusal("\xef\xbb\xbf{}"), "a.json, byte 0: found a byte of value 239; expected a value");
  EXPECT_EQ(json_refusal("nul"), "a.json, byte 0: found 'n'; expected a value");
  EXPECT_EQ(json_refusal("1 2"), "a.json, byte 2: found '2'; expected the end of the text");
  EXPECT_EQ(json_refusal("truex"), "a.json, byte 4: found 'x'; expected the end of the text");
  EXPECT_EQ(json_refusal(std::string_view("1\0", 2)),
            "a.json, byte 1: found a byte of value 0; expected the end of the text");
  EXPECT_EQ(json_refusal("[1"), "a.json, byte 2: found the end of the text; expected ',' or ']'");
  EXPECT_EQ(json_refusal("[1,]"), "a.json, byte 3: found ']'; expected a value");
  EXPECT_EQ(json_refusal("[,1]"), "a.json, byte 1: found ','; expected a value");
  EXPECT_EQ(json_refusal("{"), "a.json, byte 1: found the end of the text; expected a key in quotes or '}'");
  EXPECT_EQ(json_refusal("{a:1}"), "a.json, byte 1: found 'a'; expected a key in quotes or '}'");
  EXPECT_EQ(json_refusal("{\"a\":1,}"), "a.json, byte 7: found '}'; expected a key in quotes");
  EXPECT_EQ(json_refusal("{\"a\" 1}"), "a.json, byte 5: found '1'; expected ':'");
  EXPECT_EQ(json_refusal("{\"a\":1 \"b\"}"), "a.json, byte 7: found '\"'; expected ',' or '}'");
  EXPECT_EQ(json_refusal("// no\n1"), "a.json, byte 0: found '/'; expected a value");
  EXPECT_EQ(json_refusal("01"), "a.json, byte 1: found '1'; expected no digit after a leading 0");
}

TEST(Json, RefusesStringsOutsideTheGrammar) {
  EXPECT_TRUE(
      contains(json_refusal("\"abc"), "byte 4: found the end of the text; expected '\"' at the end of the string"));
  EXPECT_TRUE(contains(json_refusal("\"abc\\"), "after a backslash"));
  EXPECT_TRUE(contains(json_refusal("\"\\x41\""), "byte 2: found 'x'; expected one of"));
  EXPECT_TRUE(contains(json_refusal("\"a\nb\""), "byte 2: found a byte of value 10"));
  EXPECT_TRUE(contains(json_refusal("\"\\u12g4\""), "byte 5: found 'g'; expected four hexadecimal digits"));
  EXPECT_TRUE(contains(json_refusal("\"\\u12"), "byte 5: found the end of the text; expected four"));
}

TEST(Json, RefusesUnpairedSurrogates) {
  for (const char* text : {R"("\ud83d")", R"("\ud83dx")", R"("\ud83d\n")", R"("\ud83dA")", R"("\ud83d\ud83d")"})
    EXPECT_TRUE(contains(json_refusal(text), "a first half of a surrogate pair without a second")) << text;
  EXPECT_TRUE(contains(json_refusal(R"("\ude00")"), "a second half of a surrogate pair without a first"));
}

TEST(Json, RefusesTextThatIsNotUtf8) {
  for (const char* bytes :
       {"\x80", "\xff", "\xc3", "\xc3(", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xe2\x82", "\xed\xa0\x80",
        "\xf0\x80\x80\xaf", "\xf0\x9f\x98", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80"}) {
    const std::string message = json_refusal("\"" + std::string(bytes) + "\"");
    EXPECT_TRUE(contains(message, "a.json, byte 1: found a byte of value ")) << message;
    EXPECT_TRUE(contains(message, "expected text in UTF-8"));
  }
  for (const char* bytes :
       {"\xc2\x80", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_EQ(parse("\"" + std::string(bytes) + "\"").as_string(), bytes);
  }
}

TEST(Json, RefusesTheSameKeyTwice) {
  EXPECT_EQ(json_refusal(R"([{"a":1,"b":2,"\u0061":3}])"),
            R"(a.json, byte 1: found an object that has the key "a" twice, which is not accepted)");
  EXPECT_NO_THROW(parse(R"({"a":{"a":1},"b":{"a":1}})"));
}

TEST(Json, BoundsTheDepth) {
  const auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_NO_THROW(parse(nested(deepest_json)));
  EXPECT_EQ(json_refusal(nested(deepest_json + 1)),
            "a.json, byte 64: found more than 64 levels of nesting, which is not accepted");
  EXPECT_TRUE(contains(json_refusal(std::string(1'000'000, '[')), "more than 64 levels"));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_TRUE(contains(json_refusal(objects), "more than 64 levels"));
}

TEST(Json, BoundsTheNumberOfValues) {
  std::string text = "[0";
  for (int i = 2; i < most_json_values; ++i) text += ",0";
  EXPECT_EQ(parse(text + "]").as_array().size(), static_cast<std::size_t>(most_json_values - 1));
  EXPECT_TRUE(contains(json_refusal(text + ",0]"), "more than 1000000 values"));
}

TEST(Json, DescribesWhatItIsWhenAskedForSomethingElse) {
  EXPECT_EQ(refusal([] { Json(3).as_string(); }), "found the number 3; expected a string");
  EXPECT_EQ(refusal([] { Json("x").as_integer(); }), "found the string \"x\"; expected an integer");
  EXPECT_EQ(refusal([] { Json().as_bool(); }), "found null; expected true or false");
  EXPECT_EQ(refusal([] { Json(true).as_double(); }), "found true; expected a number");
  EXPECT_EQ(refusal([] { Json(Json::Array{}).as_object(); }), "found an array; expected an object");
  EXPECT_EQ(refusal([] { Json(Json::Object{}).as_array(); }), "found an object; expected an array");
  EXPECT_EQ(refusal([] { Json(Json::Array{}).find("a"); }), "found an array; expected an object");
  EXPECT_LT(refusal([] { Json(std::string(1000, 'x')).as_bool(); }).size(), 150u) << "long strings are cut";
}

TEST(Json, IntegersAreSpeltAsIntegers) {
  for (const char* text : {"1.0", "1e3", "0.5", "9223372036854775808", "-9223372036854775809"}) {
    EXPECT_EQ(refusal([&] { parse(text).as_integer(); }),
              concat("found the number ", text, "; expected an integer of 64 bits"));
  }
  EXPECT_EQ(parse("-0").as_integer(), 0);
  EXPECT_EQ(parse("18446744073709551615").text(), "18446744073709551615");
  expect_error([] { parse("1e999").as_double(); }, "expected a number within the range of a double");
}

}  // namespace
}  // namespace lgn
