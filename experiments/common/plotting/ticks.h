// Round numbers along an axis, and numbers as text.
#pragma once

#include <string>
#include <vector>

#include "experiments/common/plotting/color_map.h"

namespace lgn {

struct Tick {
  double value;
  std::string label;  // empty for a small mark between the labelled ones
};

struct Ticks {
  std::vector<Tick> marks;
  std::string factor;  // such as "×10⁻⁵", by which all labels are to be multiplied; empty if none
};

/// At most `most` (at least 2) multiples of 1, 2 or 5 times a power of ten inside the range; of whole numbers
/// only, if so wished.
Ticks linear_ticks(const Range& range, int most, bool whole = false);

/// Powers of ten inside the range, with small marks between them; in a range of less than two powers also
/// their multiples by 2 and 5. Throws Error unless low > 0.
Ticks logarithmic_ticks(const Range& range, int most);

/// Whole multiples of `step` from 0 up to `last`, for rows and columns.
Ticks index_ticks(Index last, Index step);

/// A number with `decimals` digits behind the point, a proper minus, and commas in numbers from 10,000 on.
std::string number_text(double value, int decimals);

/// "10⁻³".
std::string power_of_ten_text(int exponent);

}  // namespace lgn
