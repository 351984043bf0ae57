// Multiplication tables completed: the least-squares steps, groups, and tables that are no group's.
#include "experiments/two-generators/table_completion.h"

#include "lgn/generators/conjugation.h"
#include "tensor/linalg/matrix.h"
#include "tests/support.h"

namespace lgn {
namespace {

/// S3 as turns r and mirrors of a triangle: s^a r^i is number 3 a + i, as in representation.h.
MultiplicationTable table_of_s3() {
  MultiplicationTable table(6, std::vector<Index>(6));
  for (std::size_t x = 0; x < 6; ++x)
    for (std::size_t y = 0; y < 6; ++y) {
      const std::size_t mirrored = (x / 3 + y / 3) % 2, turned = y % 3 + (y / 3 ? 3 - x % 3 : x % 3);
      table[x][y] = static_cast<Index>(mirrored * 3 + turned % 3);
    }
  return table;
}

MultiplicationTable with_unknown(MultiplicationTable table, Index hidden, Random& random) {
  const auto n = static_cast<Index>(table.size());
  const std::vector<Index> order = random.permutation(n * n);
  for (Index i = 0; i < hidden; ++i) {
    const auto cell = static_cast<std::size_t>(order[i]), size = table.size();
    table[cell / size][cell % size] = unknown_product;
  }
  return table;
}

TableFactors random_factors(Index n, Random& random) {
  TableFactors factors;
  for (std::vector<TensorD>& factor : factors)
    for (Index i = 0; i < n; ++i) factor.push_back(cast<double>(normal_tensor(random, {n, n})));
  return factors;
}

// Where a factor is solved for, the objective's slope along each of its numbers vanishes, which it does not
// for the other two, and it is convex there: one more or less in any number is worse.
TEST(TableCompletion, AStepPutsAFactorWhereTheObjectiveIsLeast) {
  Random random(1);
  const MultiplicationTable known = with_unknown(table_of_s3(), 14, random);
  for (Index which = 0; which < 3; ++which) {
    TableFactors factors = random_factors(6, random);
    solve_table_factor(factors, which, known, 0.2);
    const double least = table_objective(factors, known, 0.2);
    const auto slope = [&](std::size_t factor, Index entry) {
      double& number = factors[factor][3][entry];
      const double there = number, h = 1e-4;
      number = there + h;
      const double above = table_objective(factors, known, 0.2);
      number = there - h;
      const double below = table_objective(factors, known, 0.2);
      number = there;
      if (static_cast<Index>(factor) == which) {
        EXPECT_GT(above, least);
        EXPECT_GT(below, least);
      }
      return std::abs(above - below) / (2 * h);
    };
    double largest_other = 0;
    for (const Index entry : {0, 7, 22, 35}) {
      EXPECT_LT(slope(static_cast<std::size_t>(which), entry), 1e-6);
      largest_other = std::max(largest_other, slope(static_cast<std::size_t>(which + 1) % 3, entry));
    }
    EXPECT_GT(largest_other, 1e-2);
  }
}

TEST(TableCompletion, RegularRepresentationsHaveNoExcess) {
  const Representation rho = dihedral_representation(6, regular_dihedral_multiplicities(6, 6));
  const TensorD elements = conjugated_elements(rho, identity(6), identity(6));
  const MultiplicationTable table = table_of_s3();
  TableFactors factors;
  std::vector<TensorD> regular;
  for (Index j = 0; j < 6; ++j) regular.push_back(elements.slice(j, 1).reshape({6, 6}).clone());
  factors[0] = factors[1] = regular;
  for (const TensorD& each : regular) factors[2].push_back(transpose(each));
  EXPECT_NEAR(table_objective(factors, table, 0), 0, 1e-20);
  EXPECT_NEAR(table_objective(factors, table, 1), 3 * 36, 1e-9);
}

TEST(TableCompletion, FindsTheRestOfAGroup) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Random random(seed);
    const CompletedTable found = complete_table(with_unknown(table_of_s3(), 12, random), random);
    EXPECT_TRUE(found.group);
    EXPECT_EQ(found.table, table_of_s3());
    EXPECT_LT(found.excess, 0.05);
  }
}

// A Latin square with a unit that is no group: five elements whose squares are 1, which no group has.
TEST(TableCompletion, ClaimsNoGroupWhereThereIsNone) {
  const MultiplicationTable loop = {
      {0, 1, 2, 3, 4}, {1, 0, 3, 4, 2}, {2, 4, 0, 1, 3}, {3, 2, 4, 0, 1}, {4, 3, 1, 2, 0}};
  EXPECT_FALSE(is_group_table(loop));
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Random random(seed);
    for (const Index hidden : {0, 5, 10}) {
      const CompletedTable found = complete_table(with_unknown(loop, hidden, random), random);
      EXPECT_FALSE(found.group) << hidden;
      if (hidden) continue;
      EXPECT_EQ(found.table, loop);  // it is fitted, and takes more than a group
      EXPECT_GT(found.excess, 0.05);
    }
  }
}

TEST(TableCompletion, RefusesWhatIsNoTable) {
  Random random(1);
  test::expect_error([&] { complete_table({{0, 1}, {1}}, random); }, {"2 rows", "one of 1"});
  test::expect_error([&] { complete_table({{0, 2}, {1, 0}}, random); }, {"2 elements", "entry 2"});
}

}  // namespace
}  // namespace lgn
