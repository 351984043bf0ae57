// Round numbers along an axis.
#include "experiments/common/plotting/ticks.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "tensor/error.h"

namespace lgn {
namespace {

constexpr double slack = 1e-9;  // a tick may lie this share of a step outside, where rounding has put it

double power_of_ten(int exponent) {
  return std::pow(10.0, exponent);
}

int exponent_of(double magnitude) {
  return static_cast<int>(std::floor(std::log10(magnitude) + 1e-12));
}

/// A step of mantissa x 10^exponent, the mantissa 1, 2 or 5.
struct Step {
  int mantissa, exponent;
  /// The i-th multiple; divided by a whole power where the exponent is negative, so that 0.3 is 0.3.
  double multiple(double i) const {
    return exponent < 0 ? i * mantissa / power_of_ten(-exponent) : i * mantissa * power_of_ten(exponent);
  }
};

/// The smallest step with at most `most` multiples in the range.
Step step_for(const Range& range, int most) {
  const int first = exponent_of((range.high - range.low) / most) - 1;
  for (int exponent = first;; ++exponent)
    for (const int mantissa : {1, 2, 5}) {
      const Step step{mantissa, exponent};
      const double size = step.multiple(1);
      const double count = std::floor(range.high / size + slack) - std::ceil(range.low / size - slack) + 1;
      if (count <= most) return step;
    }
}

/// "20,000", "0.02" or, outside 10^-3 .. 10^5, "2×10⁷".
std::string scaled_text(int mantissa, int exponent, bool plain) {
  if (plain) return number_text(Step{mantissa, exponent}.multiple(1), std::max(0, -exponent));
  return (mantissa == 1 ? "" : std::to_string(mantissa) + "×") + power_of_ten_text(exponent);
}

}  // namespace

std::string number_text(double value, int decimals) {
  char digits[400];
  std::snprintf(digits, sizeof digits, "%.*f", decimals, std::abs(value));
  std::string text = digits;
  const bool zero = text.find_first_not_of("0.") == text.npos;
  const std::size_t whole = std::min(text.find('.'), text.size());
  if (whole >= 5)
    for (std::size_t i = 3; i < whole; i += 3) text.insert(whole - i, ",");
  return value < 0 && !zero ? "−" + text : text;
}

std::string power_of_ten_text(int exponent) {
  static const char* const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = exponent < 0 ? "10⁻" : "10";
  for (const char digit : std::to_string(std::abs(exponent))) text += raised[digit - '0'];
  return text;
}

Ticks linear_ticks(const Range& range, int most, bool whole) {
  Step step = step_for(range, std::max(most, 2));
  if (whole && step.exponent < 0) step = {1, 0};
  const double size = step.multiple(1);
  const double largest = std::max(std::abs(range.low), std::abs(range.high));
  const int scale = largest >= 1e6 || largest < 1e-3 ? exponent_of(largest) : 0;
  const int decimals = std::clamp(scale - step.exponent, 0, 15);
  Ticks ticks;
  const double first = std::ceil(range.low / size - slack), last = std::floor(range.high / size + slack);
  for (double i = first; i <= last; ++i) {
    const Step shown{step.mantissa, step.exponent - scale};
    ticks.marks.push_back({step.multiple(i), number_text(shown.multiple(i), decimals)});
  }
  if (scale) ticks.factor = "×" + power_of_ten_text(scale);
  return ticks;
}

Ticks logarithmic_ticks(const Range& range, int most) {
  require(range.low > 0, "a logarithmic axis from ", range.low, " to ", range.high,
          "; it needs numbers above 0: drop the others, or use a linear axis");
  const int first = exponent_of(range.low), last = exponent_of(range.high);
  const bool plain = first >= -3 && last <= 5 && last - first < 5;
  const int powers = last - static_cast<int>(std::ceil(std::log10(range.low) - 1e-12)) + 1;
  const int stride = std::max(1, (powers + most - 1) / std::max(most, 1));
  Ticks ticks;
  for (int exponent = first; exponent <= last; ++exponent)
    for (int mantissa = 1; mantissa <= 9; ++mantissa) {
      const double value = Step{mantissa, exponent}.multiple(1);
      if (value < range.low * (1 - slack) || value > range.high * (1 + slack)) continue;
      const bool power = mantissa == 1 && (exponent - first) % stride == 0;
      const bool between = powers < 2 && (mantissa == 2 || mantissa == 5);
      if (power || between)
        ticks.marks.push_back({value, scaled_text(mantissa, exponent, plain)});
      else if (powers <= most)
        ticks.marks.push_back({value, ""});
    }
  return ticks;
}

Ticks index_ticks(Index last, Index step) {
  Ticks ticks;
  for (Index i = 0; i <= last; i += step)
    ticks.marks.push_back({static_cast<double>(i), number_text(static_cast<double>(i), 0)});
  return ticks;
}

}  // namespace lgn
