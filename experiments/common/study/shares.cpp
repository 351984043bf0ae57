#include "experiments/common/study/shares.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "datasets/catalog.h"
#include "tensor/io/npy.h"

namespace lgn {

std::string share_text(double fraction) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", 100 * fraction);
  return text;
}

Index training_images(const DataSettings& s) {
  if (s.train_images.empty()) return load_dataset(s.dataset, s.data_dir, {s.limit_train, s.limit_test}).train.count();
  const Index images = read_npy(s.train_images).shape.at(0);
  return std::min(images, s.limit_train.value_or(images));
}

Index images_of_share(double fraction, Index images) {
  return std::max<Index>(1, std::llround(fraction * images));
}

Index epochs_for_share(double fraction, Index epochs) {
  return std::llround(epochs / std::sqrt(fraction));
}

}  // namespace lgn
