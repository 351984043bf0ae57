// Groups of more than one generator: found from filters that they permute, and completed tables.
#include <map>

#include "experiments/two-generators/partial_tables.h"
#include "experiments/two-generators/whole_group.h"
#include "lgn/probe/dictionary_candidates.h"
#include "lgn/recovery/dictionary_learning.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

TEST(WholeGroup, IsFoundFromFiltersThatItPermutes) {
  const std::map<std::string, Index> orders = {{"Z3 x Z3", 9},      {"Z2 x Z6", 12},    {"dihedral 3", 6},
                                               {"tetrahedral", 12}, {"octahedral", 24}, {"icosahedral", 60},
                                               {"cyclic 4", 4}};
  for (const auto& [name, order] : orders) {
    Random random(2);
    const std::vector<TensorD> planted = planted_elements(name, 6, random);
    ASSERT_EQ(static_cast<Index>(planted.size()), order) << name;
    TensorD atoms = orbits_of(planted, (60 + order - 1) / order, random);
    for (double& x : atoms) x += 0.01 * random.normal();
    normalize_rows(atoms);
    const std::optional<FiniteGroup> found = group_of_atoms(take_rows(atoms, random.permutation(atoms.extent(0))));
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(found->order(), order) << name;
    EXPECT_GT(elements_cosine(planted, found->elements), 0.99) << name;
    EXPECT_TRUE(is_group_table(found->table)) << name;
  }
}

TEST(WholeGroup, IsNotFoundInRandomFilters) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Random random(seed);
    EXPECT_FALSE(group_of_atoms(orbits_of(planted_elements("none", 6, random), 60, random)));
  }
  Random random(1);
  test::expect_error([&] { planted_elements("Monster", 6, random); }, "Monster");
}

TEST(PartialTables, AreThoseOfTheGroups) {
  const std::map<std::string, std::map<Index, Index>> of_order = {
      {"Z6", {{1, 1}, {2, 1}, {3, 2}, {6, 2}}}, {"S3", {{1, 1}, {2, 3}, {3, 2}}}, {"Z2^3", {{1, 1}, {2, 7}}},
      {"D4", {{1, 1}, {2, 5}, {4, 2}}},         {"Q8", {{1, 1}, {2, 1}, {4, 6}}}, {"A4", {{1, 1}, {2, 3}, {3, 8}}}};
  for (const auto& [name, orders] : of_order) {
    const MultiplicationTable table = table_of(name);
    ASSERT_TRUE(is_group_table(table)) << name;
    std::map<Index, Index> found;
    for (std::size_t g = 0; g < table.size(); ++g) {
      Index order = 1;
      for (auto power = static_cast<Index>(g); power != 0; ++order) power = table[power][g];
      ++found[order];
    }
    EXPECT_EQ(found, orders) << name;
    Random random(1);
    EXPECT_FALSE(is_group_table(scrambled(table, random)));
    const MultiplicationTable known = part_of(table, 0.6, random);
    EXPECT_EQ(share_right(known, known, table), 0);
    EXPECT_EQ(share_right(known, table, table), 1);
    // what is deduced is true, and more follows from more axioms
    for (const bool associative : {false, true}) {
      const MultiplicationTable all = deduced(known, associative);
      for (std::size_t a = 0; a < table.size(); ++a)
        for (std::size_t b = 0; b < table.size(); ++b)
          EXPECT_TRUE(all[a][b] == unknown_product || all[a][b] == table[a][b]);
    }
    EXPECT_EQ(deduced(known, true), table) << name;
    EXPECT_GE(share_right(known, deduced(known, true), table), share_right(known, deduced(known, false), table));
  }
  test::expect_error([] { table_of("E8"); }, {"E8", "A4"});
}

// What stays of a group's table when all but a row and a column are known; a unit alone implies nothing.
TEST(PartialTables, DeductionStopsWhereNothingFollows) {
  MultiplicationTable known = table_of("S3"), unit(6, std::vector<Index>(6, unknown_product));
  for (std::size_t k = 0; k < 6; ++k) {
    known[2][k] = known[k][3] = unknown_product;
    unit[0][k] = unit[k][0] = static_cast<Index>(k);
  }
  EXPECT_EQ(deduced(known, false), table_of("S3"));
  EXPECT_EQ(deduced(unit, true), unit);
}

using TwoGenerators = test::ProgramRuns;

TEST_F(TwoGenerators, QuickRunFindsAndRefuses) {
  const std::string settings = "--quick --seeds 1 --shares 0.7";
  const Json summary = summary_of_study("two-generators", settings, "run", " --continue");
  EXPECT_EQ(summary.at("right_tetrahedral").as_integer(), 1);
  EXPECT_EQ(summary.at("right_Z3-x-Z3").as_integer(), 1);
  EXPECT_EQ(summary.at("claimed_none").as_integer(), 0);
  EXPECT_EQ(summary.at("complete_Q8_70").as_integer(), 1);
  EXPECT_EQ(summary.at("table_false_claims").as_integer(), 0);
  expect_files("run", {"two-generators.png"});
  expect_refused("two-generators", settings + " --out " + file("run"), {"not empty", "--overwrite"});
  expect_refused("two-generators", settings + " --seed 2 --continue --out " + file("run"),
                 {"made with --seed 1, not 2"});
}

}  // namespace
}  // namespace lgn
