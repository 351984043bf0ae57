#include "experiments/common/study/shares.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "experiments/common/training/prepared_data.h"

namespace lgn {

std::string share_text(double fraction) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", 100 * fraction);
  return text;
}

Index training_images(const DataSettings& s) {
  return load_images(s).train.count();
}

Index images_of_share(double fraction, Index images) {
  return std::max<Index>(1, std::llround(fraction * images));
}

Index epochs_for_share(double fraction, Index epochs) {
  return std::llround(epochs / std::sqrt(fraction));
}

}  // namespace lgn
