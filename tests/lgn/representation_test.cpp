// Representations: multiplication tables, multiplicities, conjugation.
#include "lgn/generators/representation.h"

#include <map>

#include "lgn/architecture.h"
#include "lgn/generators/conjugation.h"
#include "lgn/probe/finite_group.h"
#include "lgn/reference/generators.h"
#include "tests/support.h"
#include "tests/tensor/linalg_matrices.h"

namespace lgn {
namespace {

using namespace testing_matrices;

TEST(Multiplicities, AreSpreadAsEvenlyAsPairsAllow) {
  EXPECT_EQ(regular_cyclic_multiplicities(4, 36), (std::vector<Index>{9, 9, 9}));
  EXPECT_EQ(regular_cyclic_multiplicities(5, 36), (std::vector<Index>{8, 7, 7}));  // a fixed pixel
  EXPECT_EQ(regular_cyclic_multiplicities(4, 9), (std::vector<Index>{3, 2, 2}));   // quarter turn of 3 x 3
  EXPECT_EQ(regular_cyclic_multiplicities(8, 36), (std::vector<Index>{4, 5, 5, 4, 4}));
  EXPECT_EQ(regular_cyclic_multiplicities(1, 7), (std::vector<Index>{7}));
  EXPECT_EQ(regular_cyclic_multiplicities(2, 9), (std::vector<Index>{5, 4}));
  EXPECT_EQ(regular_dihedral_multiplicities(8, 64), (std::vector<Index>{8, 8, 8, 8, 16}));
  for (Index d = 1; d < 50; ++d) {
    for (Index n = 1; n <= 12; ++n) {
      EXPECT_EQ(cyclic_representation(n, regular_cyclic_multiplicities(n, d)).dimension(), d);
      EXPECT_EQ(dihedral_representation(2 * n, regular_dihedral_multiplicities(2 * n, d)).dimension(), d);
    }
  }
}

TEST(Representation, CyclicElementsMultiplyAsNumbersModuloN) {
  for (Index n = 1; n <= 12; ++n) {
    const Representation rho = cyclic_representation(n, regular_cyclic_multiplicities(n, 13));
    for (Index i = 0; i < n; ++i) {
      for (Index j = 0; j < n; ++j) {
        const auto product =
            matmul(reference::representation_matrix<double>(rho, i), reference::representation_matrix<double>(rho, j));
        EXPECT_LT(distance(product, reference::representation_matrix<double>(rho, (i + j) % n)), 1e-14);
      }
    }
  }
}

/// Element (s^a r^i) (s^b r^j) = s^(a+b) r^(j + (b ? -i : i)), elements numbered r^j = j, s r^j = n + j.
Index dihedral_product(Index x, Index y, Index n) {
  const Index a = x / n, i = x % n, b = y / n, j = y % n;
  return (a + b) % 2 * n + (j + (b ? n - i : i)) % n;
}

TEST(Representation, DihedralElementsMultiplyByTheWholeTable) {
  for (Index order : {2, 4, 6, 8, 10, 12}) {
    const Index n = order / 2;
    const Representation rho = dihedral_representation(order, regular_dihedral_multiplicities(order, 17));
    for (Index x = 0; x < order; ++x) {
      for (Index y = 0; y < order; ++y) {
        const auto product =
            matmul(reference::representation_matrix<double>(rho, x), reference::representation_matrix<double>(rho, y));
        const auto expected = reference::representation_matrix<double>(rho, dihedral_product(x, y, n));
        EXPECT_LT(distance(product, expected), 1e-14) << order << ": " << x << " " << y;
      }
    }
  }
}

// Orders 12, 24, 60 with the orders of their elements, in every irrep by itself a group of that table.
TEST(Representation, PolyhedralElementsAreTheRotationsOfTheSolids) {
  const std::map<Index, std::map<Index, Index>> of_order = {{12, {{1, 1}, {2, 3}, {3, 8}}},
                                                            {24, {{1, 1}, {2, 9}, {3, 8}, {4, 6}}},
                                                            {60, {{1, 1}, {2, 15}, {3, 20}, {5, 24}}}};
  for (const auto& [order, orders] : of_order) {
    const Representation rho =
        polyhedral_representation(order, order == 12 ? std::vector<Index>{1, 1, 1} : std::vector<Index>{1, 1, 1, 1, 1});
    ASSERT_EQ(rho.order(), order);
    double squares = 0;
    for (const Irrep& irrep : rho.irreps) {  // <chi, chi> is 1 but for the plane of 12, which is two complex lines
      double norm = 0;
      for (const std::vector<double>& m : irrep.matrices) {
        double trace = 0;
        for (Index i = 0; i < irrep.size; ++i) trace += m[i * (irrep.size + 1)];
        norm += trace * trace / static_cast<double>(order);
      }
      EXPECT_NEAR(norm, order == 12 && irrep.size == 2 ? 2 : 1, 1e-12);
      squares += static_cast<double>(irrep.size * irrep.size) / norm;
    }
    EXPECT_NEAR(squares, static_cast<double>(order), 1e-9);  // no irrep is missing, and none stands twice
    FiniteGroup group;
    for (Index j = 0; j < order; ++j) group.elements.push_back(reference::representation_matrix<double>(rho, j));
    for (const TensorD& a : group.elements) {
      group.table.emplace_back();
      for (const TensorD& b : group.elements) {
        const TensorD product = matmul(a, b);
        for (Index c = 0; c < order; ++c)
          if (distance(product, group.elements[c]) < 1e-12) group.table.back().push_back(c);
      }
    }
    ASSERT_TRUE(is_group_table(group.table));
    std::map<Index, Index> found;
    for (const Index each : element_orders(group)) ++found[each];
    EXPECT_EQ(found, orders);
    EXPECT_EQ(element_orders(group)[1], 3);
  }
  EXPECT_EQ(regular_polyhedral_multiplicities(60, 36), (std::vector<Index>{1, 2, 2, 2, 3}));
  EXPECT_EQ(regular_polyhedral_multiplicities(12, 36), (std::vector<Index>{3, 3, 9}));
  for (const Index order : {12, 24, 60})
    for (Index d = 1; d < 70; ++d)
      EXPECT_EQ(polyhedral_representation(order, regular_polyhedral_multiplicities(order, d)).dimension(), d);
  test::expect_error([] { polyhedral_representation(36, {1}); }, "icosahedron");
  Architecture architecture;
  architecture.generator = Form::polyhedral, architecture.group_size = 13;
  test::expect_error([&] { architecture.validate(); }, {"--group-size 13", "12, 24 or 60"});
}

TEST(Representation, MultiplyingFromTheRightIsTheProductWithTheMatrix) {
  const Representation rho = polyhedral_representation(12, {2, 1, 2});
  const TensorD S = random_matrix(5, rho.dimension());
  auto found = TensorD::uninitialized(S.shape());
  for (Index j = 0; j < 6; ++j) {
    const auto matrix = reference::representation_matrix<double>(rho, j);
    multiply_right(rho, j, false, 5, S.data(), found.data());
    EXPECT_LT(distance(found, matmul(S, matrix)), 1e-14);
    multiply_right(rho, j, true, 5, S.data(), found.data());
    EXPECT_LT(distance(found, matmul(S, lgn::transpose(matrix))), 1e-14);
  }
}

TEST(Conjugation, IsItsDefinition) {
  const Representation rho = cyclic_representation(6, regular_cyclic_multiplicities(6, 8));
  const TensorD S = random_matrix(8, 8, 1), T = random_matrix(8, 8, 2);
  TensorD expected = reference::conjugated_elements(rho, S, T);
  const TensorD one = identity(8), found = conjugated_elements(rho, S, T);
  std::copy(one.begin(), one.end(), expected.begin());
  EXPECT_LT(distance(found.reshape({48, 8}), expected.reshape({48, 8})), 1e-12);
}

TEST(RepresentationErrors, NameWhatIsWrong) {
  test::expect_error([] { cyclic_representation(4, {9, 9}); }, "needs 3");
  test::expect_error([] { representation_from("38,9223372036854775807", GroupFamily::cyclic, 3, 36); }, "up to 36");
  test::expect_error([] { dihedral_representation(5, {1}); }, "even");
}

}  // namespace
}  // namespace lgn
