// From images to free filters, wherever they stand, to the group that made them, into a network.
#include <gtest/gtest.h>

#include <algorithm>

#include "lgn/generators/snap.h"
#include "lgn/inference.h"
#include "lgn/recovery/convolutional_dictionary.h"
#include "lgn/recovery/dictionary_learning.h"
#include "lgn/recovery/installation.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"
#include "tests/support.h"

namespace lgn {
namespace {

TensorD random_filters(Index count, Index m, Random& random) {
  TensorD filters = cast<double>(normal_tensor(random, {count, m * m}));
  normalize_rows(filters);
  return filters;
}

double square_sum(const TensorD& x) {
  double sum = 0;
  for (const double v : x) sum += v * v;
  return sum;
}

/// Images of `size` x `size` pixels in which `active` filters stand at random places.
TensorD drawn_images(const TensorD& filters, Index count, Index size, Index active, Random& random) {
  const auto F = static_cast<std::uint64_t>(filters.extent(0));
  const auto places = static_cast<std::uint64_t>(size - filter_side(filters) + 1);
  const auto drawn = [&](std::uint64_t bound) { return static_cast<Index>(random.below(bound)); };
  std::vector<SparseMaps> codes(count);
  for (SparseMaps& code : codes) {
    for (Index i = 0; i < active; ++i)
      code.push_back({drawn(F), drawn(places), drawn(places), -0.5 - random.uniform()});
  }
  return residual_images(TensorD({count, size, size}), filters, codes);
}

TEST(ConvolutionalRecovery, ShiftedProductsAreThoseOfShiftedFilters) {
  Random random(1);
  const Index F = 3, m = 3;
  const TensorD filters = random_filters(F, m, random), shifted = shifted_products(filters);
  ASSERT_EQ(shifted.shape(), (Shape{F, 5, 5, F}));
  for (Index i = 0; i < shifted.count(); ++i) {
    const Index f = i / (25 * F), down = i / (5 * F) % 5 - 2, right = i / F % 5 - 2, g = i % F;
    double expected = 0;
    for (Index r = 0; r < m; ++r) {
      for (Index c = 0; c < m; ++c) {
        const bool both = r - down >= 0 && r - down < m && c - right >= 0 && c - right < m;
        if (both) expected += filters(f, r * m + c) * filters(g, (r - down) * m + c - right);
      }
    }
    EXPECT_NEAR(shifted[i], expected, 1e-14) << f << " " << down << " " << right << " " << g;
  }
}

TEST(ConvolutionalRecovery, PursuitFindsOverlappingFilters) {
  Random random(2);
  const TensorD filters = random_filters(4, 4, random);
  const std::vector<SparseMaps> codes = {{{0, 0, 0, -2}, {1, 2, 1, -1}, {3, 8, 6, -1.5}}, {}};
  const TensorD images = residual_images(TensorD({2, 12, 10}), filters, codes);
  const std::vector<SparseMaps> found = pursue_images(images, filters, {10, 1e-5});
  EXPECT_TRUE(found[1].empty());
  EXPECT_LT(square_sum(residual_images(images, filters, found)), 1e-6);
  for (const Activation& planted : codes[0]) {
    const auto same = std::find_if(found[0].begin(), found[0].end(), [&](const Activation& a) {
      return a.filter == planted.filter && a.row == planted.row && a.column == planted.column;
    });
    ASSERT_NE(same, found[0].end()) << planted.filter;
    EXPECT_NEAR(same->value, -planted.value, 1e-3);
  }
}

TEST(ConvolutionalRecovery, PursuitKeepsToItsBounds) {
  Random random(3);
  const TensorD filters = random_filters(5, 3, random);
  const TensorD images = cast<double>(normal_tensor(random, {4, 9, 9}));
  for (const SparseMaps& code : pursue_images(images, filters, {3, 0.1})) {
    EXPECT_LE(code.size(), 3u);
    for (const Activation& a : code) EXPECT_GT(a.value, 0);
  }
  test::expect_error([&] { pursue_images(images, random_filters(5, 10, random), {}); }, {"[4, 9, 9]", "10"});
  test::expect_error([&] { pursue_images(images, TensorD({5, 8}), {}); }, {"[5, 8]"});
}

TEST(ConvolutionalRecovery, FiltersImproveToLeastSquares) {
  Random random(4);
  const TensorD filters = random_filters(3, 3, random);
  const TensorD images = drawn_images(filters, 30, 9, 4, random);
  TensorD wrong = filters.clone();
  for (double& x : wrong) x += 0.05 * random.normal();
  const std::vector<SparseMaps> codes = pursue_images(images, filters, {10, 1e-6});
  TensorD residual = residual_images(images, wrong, codes);
  double before = square_sum(residual);
  for (int round = 0; round < 20; ++round) {
    improve_filters(wrong, residual, codes);
    EXPECT_LE(square_sum(residual), before * (1 + 1e-12));
    before = square_sum(residual);
  }
  EXPECT_LT(test::largest_difference(residual, residual_images(images, wrong, codes)), 1e-10);
  EXPECT_LT(test::largest_difference(wrong, filters), 0.01);
}

/// Cosine with the learned filter that is nearest, for each planted one.
std::vector<double> nearest_cosines(const TensorD& planted, const TensorD& learned) {
  const TensorD cosines = matmul(planted, transpose(learned));
  std::vector<double> nearest;
  for (Index f = 0; f < planted.extent(0); ++f) {
    const double* row = cosines.data() + f * learned.extent(0);
    nearest.push_back(*std::max_element(row, row + learned.extent(0)));
  }
  return nearest;
}

// A cyclic row shift nearly is a translation by a row: where one of the two is not found the other explains
// its windows but for a row, and single rows come to stand for the rest.
TEST(ConvolutionalRecovery, FiltersThatAreNearlyShiftedOnesAreFound) {
  Random random(1);
  const Index q = 3, n = 6, m = 6;
  TensorD row_shift({m * m, m * m});
  for (Index i = 0; i < m * m; ++i) row_shift((i + m) % (m * m), i) = 1;
  const TensorD planted = group_bank(row_shift, n, random_filters(q, m, random));
  const TensorD images = drawn_images(planted, 200, 24, 6, random);
  ConvolutionalDictionarySettings settings{.filters = n * q};
  const TensorD learned = learn_convolutional_dictionary(images, settings, random);
  for (const double cosine : nearest_cosines(planted, learned)) EXPECT_GT(cosine, 0.99);
}

TEST(ConvolutionalRecovery, GroupFromImages) {
  Random random(5);
  const Index n = 3, q = 8, m = 4;
  const TensorD A = snap_orthogonal(random_orthogonal(m * m, random), n).matrix;
  const TensorD bank = group_bank(A, n, random_filters(q, m, random));
  TensorD images = drawn_images(bank, 300, 18, 5, random);
  for (double& x : images) x += 0.01 * random.normal();
  ConvolutionalDictionarySettings settings{.filters = n * q, .side = m, .search_steps = 25, .polish_steps = 3};
  const TensorD filters = learn_convolutional_dictionary(images, settings, random);
  RecoveredGroup group = recover_group(filters, {});
  ASSERT_EQ(group.order, n);
  TensorD base = base_filters(group, filters, q);
  polish_group_on_images(group, base, images, image_pursuit_settings(settings, images), 2);
  const double distance =
      std::min(test::largest_difference(group.A, A), test::largest_difference(group.A, transpose(A)));
  EXPECT_LT(distance, 0.05);
  settings.filters = 301;
  test::expect_error([&] { learn_convolutional_dictionary(images, settings, random); }, {"301", "300"});
}

TEST(ConvolutionalRecovery, NetworkStartsFromTheGroup) {
  const Index n = 4, q = 2, m = 3, d = 9;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {  // bases that turn, and bases that mirror
    Random random(seed);
    RecoveredGroup group{snap_orthogonal(random_orthogonal(d, random), n).matrix, n};
    const TensorD base = random_filters(q, m, random);
    Architecture a;
    a.task = Task::reconstruct;
    a.channels = 1;
    a.height = a.width = 8;
    a.kernel = m;
    a.base_filters = q;
    a.group_size = n;
    a.layers = 2;
    a.generator = Form::orthogonal;
    a.share = Sharing::network;
    a.multiplicities = fitting_multiplicities(group);
    Network network(a, random);
    install_group(network, group, base, 0.25);
    const TensorD bank = group_bank(group.A, n, base);
    for (Index k = 0; k < a.layers; ++k) {
      const TensorD matrices = cast<double>(network.generator_matrices(k));
      EXPECT_LT(test::largest_difference(matrices.slice(1, 1).reshape({d, d}), group.A), 1e-5) << seed;
      EXPECT_EQ(network.parameters().at(numbered("lmbd", k)).value[n * q - 1], 0.25f);
      const TensorD installed = cast<double>(network.parameters().at(numbered("B", k)).value);
      EXPECT_LT(test::largest_difference(installed.reshape(base.shape()), base), 1e-7);
    }
    const TensorD decoder = cast<double>(network.parameters().at("D").value);
    EXPECT_LT(test::largest_difference(decoder.reshape(bank.shape()), bank), 1e-6);
  }
}

}  // namespace
}  // namespace lgn
