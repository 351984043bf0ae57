// Data in which there is next to nothing: each step of recovery gives finite numbers, or a sentence.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "lgn/probe/preparation.h"
#include "lgn/recovery/convolutional_dictionary.h"
#include "lgn/recovery/group_recovery.h"
#include "tests/lgn/orbits.h"
#include "tests/support.h"

namespace lgn {
namespace {

bool all_finite(const TensorD& x) {
  return std::all_of(x.begin(), x.end(), [](double value) { return std::isfinite(value); });
}

/// Dictionary, group and base filters of patches [N,d].
void recover_from(const TensorD& patches, const char* what) {
  Random random(1);
  DictionarySettings settings{.atoms = 12, .search_steps = 4, .polish_steps = 2};
  const TensorD atoms = learn_dictionary(patches, settings, random);
  EXPECT_TRUE(all_finite(atoms)) << what;
  for (const bool conjugated : {false, true}) {
    RecoverySettings recovery{.conjugated = conjugated};
    RecoveredGroup group = recover_group(atoms, recovery);
    EXPECT_TRUE(all_finite(group.A) && std::isfinite(group.score)) << what;
    TensorD base = base_filters(group, atoms, 3);
    EXPECT_TRUE(all_finite(base)) << what;
    if (group.order > 1) polish_group(group, base, patches, pursuit_settings(settings, patches), 1);
    EXPECT_TRUE(all_finite(base) && all_finite(group.A)) << what;
  }
}

TEST(RecoveryEdges, PatchesThatHoldNothing) {
  Random random(2);
  TensorD patches({60, 9});
  recover_from(patches, "zeros");
  patches.fill(0.5);
  recover_from(patches, "constant patches");
  for (Index i = 0; i < 60; ++i)
    for (Index k = 0; k < 9; ++k) patches(i, k) = i % 2 + (k == 4);
  recover_from(patches, "two patches, again and again");
  for (Index i = 0; i < 60; ++i) {
    const double along = random.normal();
    for (Index k = 0; k < 9; ++k) patches(i, k) = along * static_cast<double>(k);
  }
  recover_from(patches, "a line");
  test::expect_error([&] { recover_from(patches.slice(0, 1), "one patch"); }, {"12 atoms", "1 patches"});
}

TEST(RecoveryEdges, AtomsThatAreUnusedOrDoubled) {
  Random random(3);
  TensorD atoms = test::random_atoms(20, 9, random);
  for (Index k = 0; k < 9; ++k) atoms(3, k) = 0, atoms(5, k) = atoms(6, k);
  for (const bool conjugated : {false, true}) {
    RecoverySettings settings{.conjugated = conjugated};
    EXPECT_TRUE(all_finite(recover_group(atoms, settings).A));
  }
  EXPECT_TRUE(all_finite(whiten_directions(atoms)->root));
  for (Index i = 1; i < 20; ++i)
    for (Index k = 0; k < 9; ++k) atoms(i, k) = atoms(0, k);  // all the same
  EXPECT_FALSE(whiten_directions(atoms));
  EXPECT_TRUE(all_finite(recover_group(atoms, {}).A));
}

TEST(RecoveryEdges, EmptyImages) {
  Random random(4);
  ConvolutionalDictionarySettings settings{.filters = 4, .side = 3};
  EXPECT_TRUE(all_finite(learn_convolutional_dictionary(TensorD({8, 10, 10}), settings, random)));
  TensorD constant({8, 10, 10});
  constant.fill(1);
  EXPECT_TRUE(all_finite(learn_convolutional_dictionary(constant, settings, random)));
}

TEST(RecoveryEdges, AProbeOfNextToNothingSaysSo) {
  std::vector<Index> units(400);
  for (Index i = 0; i < 400; ++i) units[i] = i;
  TensorD vectors({400, 4});
  test::expect_error([&] { prepare_sample(vectors, units, {}); }, {"vary in 0 of 4", "at least two"});
  Random random(5);
  for (Index i = 0; i < 400; ++i) vectors(i, 1) = random.normal(), vectors(i, 2) = 3 * vectors(i, 1);
  test::expect_error([&] { prepare_sample(vectors, units, {}); }, {"vary in 1 of 4", "at least two"});
  for (Index i = 0; i < 400; ++i) vectors(i, 3) = random.normal();  // of rank 2
  const PreparedSample prepared = prepare_sample(vectors, units, {});
  EXPECT_EQ(prepared.dimension(), 2);
  EXPECT_EQ(prepared.left_out, 2);
  EXPECT_TRUE(all_finite(prepared.training.vectors));
  test::expect_error([&] { prepare_sample(vectors.slice(0, 1), {0}, {}); }, {"1 independent units", "40"});
}

}  // namespace
}  // namespace lgn
