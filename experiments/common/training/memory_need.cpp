#include "experiments/common/training/memory_need.h"

#include <algorithm>
#include <cstdio>

#include "tensor/memory_limit.h"

namespace lgn {
namespace {

/// Matrices A whose entries are numbers of their own.
double distinct_matrices(const Architecture& a) {
  if (a.share == "network") return 1;
  const double per_layer = a.share == "layer" ? 1 : static_cast<double>(a.base_filters);
  return static_cast<double>(a.layers) * per_layer *
         (a.share == "none" ? static_cast<double>(a.channels) : 1);
}

std::string gigabytes(double bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GB", bytes / 1e9);
  return text;
}

}  // namespace

double least_training_memory(const Architecture& a, Index batch) {
  const double F = static_cast<double>(a.filters()), C = static_cast<double>(a.channels),
               m2 = static_cast<double>(a.kernel_size()), K = static_cast<double>(a.layers);
  const double code = F * static_cast<double>(a.code_height() * a.code_width()),
               image = C * static_cast<double>(a.height * a.width);
  const double generators = a.generator == "free" ? distinct_matrices(a) * m2 * m2 : 0;
  const double last = a.task == Task::classify
                          ? static_cast<double>(a.classes) * static_cast<double>(a.pooled_features())
                          : F * C * m2;
  const double parameters = K * static_cast<double>(a.base_filters) * C * m2 + generators + last;
  const double banks = K * F * C * m2;
  return sizeof(float) * (4 * parameters + banks + static_cast<double>(batch) * K * (code + image));
}

void require_memory_for(const Architecture& architecture, const TrainingSettings& settings,
                        const PreparedData& data) {
  const Index batch = std::min(settings.batch, data.train_images.extent(0));
  const double need = least_training_memory(architecture, batch);
  const auto available = static_cast<double>(available_memory());
  require(need <= available, "training this network takes at least ", gigabytes(need),
          " of memory; this process may use ", gigabytes(available), " more; use a smaller --batch (now ",
          batch, "), --layers, --groups, --group-size or --kernel");
}

}  // namespace lgn
