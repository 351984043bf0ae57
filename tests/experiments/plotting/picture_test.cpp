// Heat maps and sheets of images: every number has its colour in its place.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "experiments/common/plotting/color_bar.h"
#include "experiments/common/plotting/color_map.h"
#include "experiments/common/plotting/heat_map.h"
#include "experiments/common/plotting/image_grid.h"
#include "tensor/random.h"
#include "tests/support.h"

namespace lgn {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

/// Lightness as the eye has it (CIE L*), 0 to 100.
double lightness(Color c) {
  const auto linear = [](int v) { return std::pow((v / 255.0 + 0.055) / 1.055, 2.4); };
  const double y = 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
  return 116 * std::cbrt(y) - 16;
}

TEST(ColorMap, DivergingIsWhiteAtZeroAndDarkensAlikeOnBothSides) {
  EXPECT_EQ(color_at(ColorMap::diverging, 0.5), colors::white);
  for (double t = 0.05; t <= 0.5; t += 0.05) {
    const Color blue = color_at(ColorMap::diverging, 0.5 - t), red = color_at(ColorMap::diverging, 0.5 + t);
    EXPECT_GT(blue.blue, blue.red);
    EXPECT_GT(red.red, red.blue);
    EXPECT_NEAR(lightness(blue), lightness(red), 6) << t;
  }
}

TEST(ColorMap, LightnessRisesSteadily) {
  for (const ColorMap map : {ColorMap::sequential, ColorMap::gray})
    for (int i = 0; i < 200; ++i)
      EXPECT_LE(lightness(color_at(map, i / 200.0)), lightness(color_at(map, (i + 1) / 200.0)) + 0.35) << i;
  EXPECT_EQ(color_at(ColorMap::gray, 0), colors::black);
  EXPECT_EQ(color_at(ColorMap::gray, 1), colors::white);
}

TEST(ColorMap, EndsHoldBeyondTheRangeAndNoNumberHasItsOwnColor) {
  for (const ColorMap map : {ColorMap::diverging, ColorMap::sequential, ColorMap::gray}) {
    EXPECT_EQ(color_at(map, -5), color_at(map, 0));
    EXPECT_EQ(color_at(map, 1e300), color_at(map, 1));
    EXPECT_EQ(color_at(map, nan), not_a_number);
    for (int i = 0; i <= 1000; ++i) EXPECT_NE(color_at(map, i / 1000.0), not_a_number);
  }
}

TEST(ColorMap, RangesSkipWhatIsNotFiniteAndAreNeverEmpty) {
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(range_of(Tensor::from({4}, {-1, nan, 3, infinity})), (Range{-1, 3}));
  EXPECT_EQ(range_of(Tensor::from({4}, {-1, nan, 3, infinity}), true), (Range{-3, 3}));
  EXPECT_EQ(range_of(Tensor::full({3}, 2)), (Range{1, 3}));
  EXPECT_EQ(range_of(Tensor::full({3}, 0)), (Range{-1, 1}));
  EXPECT_EQ(range_of(Tensor::full({3}, 0), true), (Range{-1, 1}));
  EXPECT_EQ(range_of(Tensor::full({3}, nan)), (Range{0, 1}));
  EXPECT_EQ(range_of(Tensor()), (Range{0, 1}));
  EXPECT_EQ(position_in({2, 6}, 3), 0.25);
  EXPECT_TRUE(std::isnan(position_in({2, 6}, infinity)));
}

/// Where the block of rows x columns cells lies whose colours `expected` gives; {-1, -1} if nowhere.
template <class Expected>
std::pair<Index, Index> find_cells(const Canvas& canvas, Index rows, Index columns, Index cell, Expected&& expected) {
  const auto matches = [&](Index left, Index top) {
    for (Index y = 0; y < rows * cell; ++y)
      for (Index x = 0; x < columns * cell; ++x)
        if (canvas(left + x, top + y) != expected(y / cell, x / cell)) return false;
    return true;
  };
  for (Index top = 0; top + rows * cell <= canvas.height(); ++top)
    for (Index left = 0; left + columns * cell <= canvas.width(); ++left)
      if (matches(left, top)) return {left, top};
  return {-1, -1};
}

TEST(HeatMap, EveryCellHasItsColorInItsPlace) {
  Random random(4);
  Tensor matrix = normal_tensor(random, {5, 7});
  matrix(2, 3) = nan;
  float most = 0;
  for (const float x : matrix)
    if (!std::isnan(x)) most = std::max(most, std::abs(x));
  const Canvas picture = heat_map(matrix, {.title = "A matrix", .row_label = "row", .cell = 9});
  const auto [left, top] = find_cells(picture, 5, 7, 9, [&](Index row, Index column) {
    return color_at(ColorMap::diverging, 0.5 + 0.5 * matrix(row, column) / most);
  });
  ASSERT_GE(left, 0);
  EXPECT_EQ(picture(left - 1, top - 1), colors::axis);
  EXPECT_EQ(picture(left + 7 * 9, top + 5 * 9), colors::axis);
}

TEST(HeatMap, NamesWhatItCannotDraw) {
  test::expect_error([] { heat_map(Tensor({2, 3, 4})); }, "[2, 3, 4]");
  test::expect_error([] { heat_map(Tensor({0, 3})); }, "[0, 3]");
  test::expect_error([] { heat_map(Tensor()); }, "[0]");
  test::expect_error([] { heat_map(Tensor({2, 3}), {.row_names = {"a", "b", "c"}}); }, "3 names for 2");
}

TEST(HeatMap, DrawsWhatHasNoSpread) {
  for (const float value : {0.0f, 3.0f, -1e-30f, 1e38f, nan})
    for (const ColorMap map : {ColorMap::diverging, ColorMap::sequential}) {
      const Canvas picture = heat_map(Tensor::full({1, 1}, value), {.map = map});
      EXPECT_GT(picture.width(), 36);
    }
  EXPECT_GT(heat_map(Tensor({1, 700})).width(), 700);
  EXPECT_GT(heat_map(Tensor({700, 1}), {.indices = false}).height(), 700);
}

TEST(HeatMap, ExplainsTheColorOfCellsWithoutANumber) {
  const auto count = [](const Canvas& picture) {
    Index pixels = 0;
    for (Index y = 0; y < picture.height(); ++y)
      for (Index x = 0; x < picture.width(); ++x) pixels += picture(x, y) == not_a_number;
    return pixels;
  };
  Tensor matrix({4, 4});
  EXPECT_EQ(count(heat_map(matrix, {.cell = 20})), 0);
  matrix(1, 1) = nan;
  EXPECT_GT(count(heat_map(matrix, {.cell = 20})), 400 + 200);
}

TEST(ColorBar, RunsFromTheHighEndDownToTheLow) {
  const Canvas bar = color_bar(300, {.map = ColorMap::sequential, .range = {0, 1}});
  EXPECT_EQ(bar(5, color_bar_overhang), color_at(ColorMap::sequential, 1));
  EXPECT_EQ(bar(5, color_bar_overhang + 299), color_at(ColorMap::sequential, 0));
  EXPECT_EQ(bar.height(), 300 + 2 * color_bar_overhang);
}

TEST(ImageGrid, ImagesStandRowByRow) {
  Random random(5);
  Tensor images = uniform_tensor(random, {5, 3, 2, 4}, 0, 1);
  images[0] = 0, images[1] = 1;  // the ends of the scale
  const Canvas sheet = image_grid(images, {.columns = 2, .enlarge = 6});
  const auto place = [&](Index i) {
    return find_cells(sheet, 2, 4, 6, [&](Index y, Index x) {
      const auto byte = [&](Index c) { return static_cast<std::uint8_t>(std::lround(255 * images(i, c, y, x))); };
      return Color{byte(0), byte(1), byte(2)};
    });
  };
  const auto [left, top] = place(0);
  ASSERT_GE(left, 0);
  EXPECT_GT(place(1).first, left);
  EXPECT_EQ(place(1).second, top);
  EXPECT_EQ(place(2).first, left);
  EXPECT_GT(place(2).second, top);
  EXPECT_EQ(place(4).first, left);
}

TEST(ImageGrid, ScalesTogetherOrEachAlone) {
  const Tensor images = Tensor::from({2, 1, 1, 2}, {0, 1, 0, 4});
  const auto drawn = [&](bool common, float low, float high) {
    const Canvas sheet = image_grid(images, {.columns = 2, .common_scale = common, .enlarge = 8});
    const auto gray = [](float t) { return color_at(ColorMap::gray, t); };
    return find_cells(sheet, 1, 2, 8, [&](Index, Index x) { return gray(x ? high : low); }).first >= 0;
  };
  EXPECT_TRUE(drawn(true, 0, 0.25f));
  EXPECT_TRUE(drawn(true, 0, 1));
  EXPECT_TRUE(drawn(false, 0, 1));
  EXPECT_FALSE(drawn(false, 0, 0.25f));
}

TEST(ImageGrid, NamesWhatItCannotDraw) {
  const auto says = [](const Tensor& images, const ImageGridOptions& options, const char* what) {
    test::expect_error([&] { image_grid(images, options); }, what);
  };
  says(Tensor({2, 2, 4, 4}), {}, "[2, 2, 4, 4]");
  says(Tensor({0, 1, 4, 4}), {}, "[0, 1, 4, 4]");
  says(Tensor({4, 4}), {}, "[4, 4]");
  says(Tensor({3, 1, 4, 4}), {.columns = 3, .row_labels = {"a", "b"}}, "2 row labels");
  says(Tensor({3, 3, 4, 4}), {.color_bar = true}, "one channel");
}

TEST(ImageGrid, SideBySideTakesTurns) {
  const Tensor a = Tensor::from({2, 1, 1, 1}, {1, 2}), b = Tensor::from({2, 1, 1, 1}, {3, 4});
  const Tensor both = side_by_side({a, b});
  EXPECT_EQ(both.shape(), (Shape{4, 1, 1, 1}));
  EXPECT_EQ(std::vector<float>(both.begin(), both.end()), (std::vector<float>{1, 3, 2, 4}));
  EXPECT_THROW(side_by_side({a, Tensor({3, 1, 1, 1})}), Error);
  EXPECT_THROW(side_by_side({}), Error);
}

}  // namespace
}  // namespace lgn
