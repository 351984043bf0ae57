// Command lines: strict numbers, nearest flags, defaults in the help.
#include "experiments/common/program/flags.h"

#include "tests/support.h"

namespace lgn {
namespace {

struct Settings {
  Index epochs = 100;
  double lr = 0.01;
  std::string out, task = "a";
  bool quick = false;
  std::vector<double> cuts = {0.5, 0.75};
  std::optional<Index> limit;
};

Flags make_flags(Settings& s) {
  Flags flags("program", "does things.");
  flags.add("--epochs", s.epochs, "passes", 1, 1000);
  flags.add("--lr", s.lr, "rate", 1e-9, 10);
  flags.add("--out", s.out, "folder", "DIR");
  flags.add_choice("--task", s.task, {"a", "b"}, "which");
  flags.add("--quick", s.quick, "short");
  flags.add("--cuts", s.cuts, "where", 0, 1);
  flags.add("--limit", s.limit, "only so many", 1, 50);
  return flags;
}

Settings parsed(std::vector<const char*> words) {
  Settings s;
  Flags flags = make_flags(s);
  words.insert(words.begin(), "program");
  flags.parse(static_cast<int>(words.size()), words.data());
  return s;
}

TEST(FlagValues, AreReadInBothSpellings) {
  const Settings s = parsed({"--epochs", "7", "--lr=1e-3", "--quick", "--cuts", "0.25,1", "--task=b", "--limit", "3"});
  EXPECT_EQ(s.epochs, 7);
  EXPECT_EQ(s.lr, 1e-3);
  EXPECT_TRUE(s.quick);
  EXPECT_EQ(s.cuts, (std::vector<double>{0.25, 1}));
  EXPECT_EQ(s.task, "b");
  EXPECT_EQ(s.limit, 3);
  EXPECT_EQ(parsed({"--epochs", "7", "--epochs", "8"}).epochs, 8);
  EXPECT_TRUE(parsed({"--cuts="}).cuts.empty());
}

TEST(FlagValues, ThatMakeNoSenseAreNamed) {
  using test::expect_error;
  for (const char* bad : {"", "x", "1.5", "1e3", "12x", " 5", "0x10", "99999999999999999999"})
    expect_error([&] { parsed({"--epochs", bad}); }, {"--epochs", "expected a whole number"});
  expect_error([] { parsed({"--epochs", "0"}); }, {"--epochs is 0", "1 to 1000"});
  expect_error([] { parsed({"--epochs", "-3"}); }, {"-3"});
  for (const char* bad : {"nan", "inf", "fast", "", "1e999"})
    expect_error([&] { parsed({"--lr", bad}); }, {"--lr", "expected a number"});
  expect_error([] { parsed({"--task", "c"}); }, {"--task", "'c'", "expected a or b"});
  expect_error([] { parsed({"--cuts", "0.5,,1"}); }, {"--cuts"});
  expect_error([] { parsed({"--cuts", "0.5,2"}); }, {"--cuts"});
  expect_error([] { parsed({"--epochs"}); }, {"--epochs", "needs a value"});
  for (const char* flag : {"--quick", "--quik", "--cuts=1", "--help", "-h"})
    expect_error([&] { parsed({"--epochs", flag}); }, {"--epochs", "what follows it is the flag", flag});
  expect_error([] { parsed({"--quick=yes"}); }, {"--quick"});
}

TEST(FlagNames, UnknownOnesAreAnsweredWithTheNearest) {
  test::expect_error([] { parsed({"--epoch", "3"}); }, {"--epoch", "did you mean --epochs?"});
  test::expect_error([] { parsed({"--qiuck"}); }, {"did you mean --quick?"});
  test::expect_error([] { parsed({"--something-else-entirely"}); }, {"--help"});
  test::expect_error([] { parsed({"epochs"}); }, {"epochs", "--help"});
}

TEST(FlagHelp, ShowsEveryFlagWithItsDefault) {
  Settings s;
  const std::string help = make_flags(s).help();
  for (const char* text : {"--epochs N", "(100)", "--lr X", "(0.01)", "--task a|b", "(0.5,0.75)", "--quick\n"})
    EXPECT_NE(help.find(text), std::string::npos) << text;
}

TEST(FlagRecord, HoldsTypedValuesAndTheCommand) {
  Settings s;
  Flags flags = make_flags(s);
  const char* words[] = {"program", "--out", "a b", "--quick"};
  EXPECT_TRUE(flags.parse(4, words));
  EXPECT_EQ(flags.values().text(),
            R"({"epochs":100,"lr":0.01,"out":"a b","task":"a","quick":true,"cuts":[0.5,0.75],"limit":null})");
  EXPECT_EQ(flags.command(), "program --out 'a b' --quick");
  EXPECT_TRUE(flags.given("--quick"));
  EXPECT_FALSE(flags.given("--epochs"));
}

}  // namespace
}  // namespace lgn
