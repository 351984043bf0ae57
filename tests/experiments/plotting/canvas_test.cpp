// Shapes and text cover the pixels that they should, and no others.
#include "experiments/common/plotting/canvas.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <set>

#include "experiments/common/plotting/font.h"
#include "experiments/common/plotting/font_glyphs.h"
#include "tensor/error.h"
#include "tests/support.h"

namespace lgn {
namespace {

constexpr Color red{255, 0, 0};

/// Sum over the pixels of how dark they are: 1 for black on white.
double darkness(const Canvas& canvas) {
  double sum = 0;
  for (Index y = 0; y < canvas.height(); ++y)
    for (Index x = 0; x < canvas.width(); ++x) sum += (255 - canvas(x, y).green) / 255.0;
  return sum;
}

/// First and one past the last column (or row) that is not white.
struct Extent {
  Index left, right, top, bottom;
};
Extent ink_extent(const Canvas& canvas) {
  Extent e{canvas.width(), 0, canvas.height(), 0};
  for (Index y = 0; y < canvas.height(); ++y)
    for (Index x = 0; x < canvas.width(); ++x)
      if (canvas(x, y) != colors::white)
        e = {std::min(e.left, x), std::max(e.right, x + 1), std::min(e.top, y), std::max(e.bottom, y + 1)};
  return e;
}

TEST(Canvas, RectanglesAreClippedToThePicture) {
  Canvas canvas(6, 5);
  canvas.fill(-2, 3, 4, 10, red);
  for (Index y = 0; y < 5; ++y)
    for (Index x = 0; x < 6; ++x) EXPECT_EQ(canvas(x, y) == red, x < 2 && y >= 3) << x << ", " << y;
  canvas.fill(100, 100, 5, 5, red);
  canvas.set(-1, 0, red);
  canvas.mix(0, 99, red, 1);
  EXPECT_EQ(darkness(canvas), 4);
}

TEST(Canvas, FramesSurroundTheirRectangle) {
  Canvas canvas(10, 10);
  canvas.frame(3, 3, 4, 2, red);
  EXPECT_EQ(darkness(canvas), 6 * 4 - 4 * 2);
  EXPECT_EQ(canvas(3, 3), colors::white);
  EXPECT_EQ(canvas(2, 2), red);
  EXPECT_EQ(canvas(7, 5), red);
}

TEST(Canvas, LinesThroughPixelCentresAreSharp) {
  Canvas canvas(12, 12);
  canvas.stroke({{2.5, 4.5}, {8.5, 4.5}}, 1, colors::black);
  for (Index y = 0; y < 12; ++y)
    for (Index x = 0; x < 12; ++x)
      EXPECT_EQ(canvas(x, y), y == 4 && x >= 2 && x <= 8 ? colors::black : colors::white) << x << ", " << y;
}

TEST(Canvas, ALineCoversItsLengthTimesItsWidth) {
  for (const double angle : {0.0, 0.3, 0.7, 1.1, 2.0})
    for (const double pen : {1.0, 2.0, 3.5}) {
      Canvas canvas(120, 120);
      const double x = 40 * std::cos(angle), y = 40 * std::sin(angle);
      canvas.stroke({{60 - x, 60 - y}, {60 + x, 60 + y}}, pen, colors::black);
      const double area = 80 * pen + std::numbers::pi * pen * pen / 4;  // with its round ends
      EXPECT_NEAR(darkness(canvas), area, 0.03 * area) << angle << ", " << pen;
    }
}

TEST(Canvas, DiscsAndPolygonsCoverTheirArea) {
  Canvas disc(40, 40);
  disc.disc({20.3, 19.8}, 12, colors::black);
  EXPECT_NEAR(darkness(disc), std::numbers::pi * 144, 4);

  Canvas triangle(40, 40);
  triangle.fill_polygon({{5, 5}, {35, 10}, {12, 33}}, colors::black);
  EXPECT_NEAR(darkness(triangle), 0.5 * (30 * 28 - 7 * 5), 3);

  Canvas ring(40, 40);  // a square that contains another one, joined by a seam
  ring.fill_polygon({{5, 5}, {35, 5}, {35, 35}, {5, 35}, {5, 5}, {10, 10}, {10, 20}, {20, 20}, {20, 10}, {10, 10}},
                    colors::black);
  EXPECT_NEAR(darkness(ring), 900 - 100, 3);
}

TEST(Canvas, JointsOfAThinLineAreNotPaintedTwice) {
  Canvas canvas(30, 30);
  canvas.stroke({{5.5, 15.5}, {15.5, 15.5}, {25.5, 15.5}, {15.5, 15.5}}, 0.5, colors::black);
  EXPECT_EQ(canvas(15, 15), canvas(10, 15));
  EXPECT_NEAR(canvas(15, 15).red, 128, 1);
}

TEST(Canvas, LinesBreakWhereACoordinateIsNotFiniteAndSurviveHugeOnes) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), huge = 1e300;
  Canvas canvas(30, 10);
  canvas.stroke({{2.5, 5.5}, {8.5, 5.5}, {nan, 5.5}, {20.5, 5.5}, {25.5, 5.5}}, 1, colors::black);
  EXPECT_EQ(canvas(5, 5), colors::black);
  EXPECT_EQ(canvas(14, 5), colors::white);
  EXPECT_EQ(canvas(22, 5), colors::black);
  canvas.stroke({{-huge, 2.5}, {huge, 2.5}}, 1, colors::black);
  EXPECT_EQ(canvas(15, 2), colors::black);
  canvas.stroke({}, 1, colors::black);
  canvas.stroke({{nan, nan}}, 1, colors::black);
  canvas.fill_polygon({}, colors::black);
}

TEST(Canvas, ImpossibleSizesAreRefused) {
  EXPECT_THROW(Canvas(0, 5), Error);
  EXPECT_THROW(Canvas(5, -1), Error);
  test::expect_error([] { Canvas(5, 20001); }, "20001");
}

TEST(Font, EveryCharacterIsThereAndDiffersFromEveryOther) {
  std::set<std::vector<int>> pictures;
  for (char c = 33; c < 127; ++c) {
    Canvas canvas(60, 60);
    draw_text(canvas, 20, 40, std::string(1, c), {20});
    EXPECT_EQ(find_glyph(static_cast<char32_t>(c)).code, static_cast<char32_t>(c));
    std::vector<int> pixels;
    for (Index y = 0; y < 60; ++y)
      for (Index x = 0; x < 60; ++x) pixels.push_back(canvas(x, y).red);
    EXPECT_TRUE(pictures.insert(pixels).second) << c;
  }
}

TEST(Font, CapitalsAreAsHighAsTheSizeAndStandOnTheBaseLine) {
  for (const int size : {7, 10, 12, 13, 15, 20, 33}) {
    Canvas canvas(100, 100);
    draw_text(canvas, 30, 60, "H", {size});
    const Extent e = ink_extent(canvas);
    EXPECT_NEAR(static_cast<double>(e.top), 60 - size, 1) << size;
    EXPECT_NEAR(static_cast<double>(e.bottom), 60, 1) << size;
    EXPECT_GE(e.left, 30) << size;
    EXPECT_LE(e.right, 31 + text_width("H", {size})) << size;
  }
}

TEST(Font, UprightStrokesAreSharp) {
  Canvas canvas(40, 40);
  draw_text(canvas, 5, 30, "I", {8});  // a pen of one pixel
  EXPECT_NEAR(darkness(canvas), 8 * (255 - colors::ink.green) / 255.0, 1e-9);
}

TEST(Font, DigitsAreEquallyWideAndWidthsAdd) {
  for (const int size : {9, 12, 15, 22}) {
    for (char c = '0'; c <= '9'; ++c) EXPECT_EQ(text_width(std::string(1, c), {size}), text_width("0", {size}));
    EXPECT_EQ(text_width("Ab", {size}), text_width("A", {size}) + text_width("b", {size}));
  }
  EXPECT_EQ(text_width(""), 0);
}

TEST(Font, AlignmentMovesTheTextByItsWidth) {
  const auto drawn = [](Align align, Index x) {
    Canvas canvas(200, 40);
    draw_text(canvas, x, 30, "width", {14}, align);
    return canvas;
  };
  const Index width = text_width("width", {14});
  EXPECT_TRUE(drawn(Align::left, 50) == drawn(Align::right, 50 + width));
  EXPECT_TRUE(drawn(Align::left, 50) == drawn(Align::center, 50 + width / 2));
}

TEST(Font, UpwardsIsAQuarterTurn) {
  Canvas level(60, 60), upright(60, 60);
  const Index half = text_width("Rag", {12}) / 2;
  draw_text(level, 10, 40, "Rag", {12}, Align::left);
  draw_text_upwards(upright, 40, 50 - half, "Rag", {12});
  for (Index y = 0; y < 60; ++y)
    for (Index x = 0; x < 60; ++x) EXPECT_EQ(level(x, y), upright(y, 59 - x));
}

TEST(Font, SuperscriptsAreSmallDigitsAndUnknownCharactersABox) {
  const auto drawn = [](const char* text) {
    Canvas canvas(60, 40);
    draw_text(canvas, 10, 30, text, {15});
    return canvas;
  };
  const Extent digit = ink_extent(drawn("3")), raised = ink_extent(drawn("³"));
  EXPECT_LT(raised.bottom, digit.bottom - 4);
  EXPECT_LT(raised.bottom - raised.top, digit.bottom - digit.top);
  EXPECT_TRUE(drawn("\xe2\x98\x83") == drawn("\xff"));  // a snowman; no UTF-8 at all
  EXPECT_TRUE(drawn("\xc3") == drawn("\xff"));          // cut off
  EXPECT_GT(darkness(drawn("\xff")), 20);
}

}  // namespace
}  // namespace lgn
