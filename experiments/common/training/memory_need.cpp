#include "experiments/common/training/memory_need.h"

#include <algorithm>
#include <cmath>

#include "datasets/catalog.h"
#include "datasets/whitening_cache.h"
#include "lgn/fused/unfolding.h"
#include "lgn/generators/basis_action.h"
#include "tensor/lanes.h"
#include "tensor/memory_limit.h"

namespace lgn {
namespace {

constexpr Index rows_at_once = 1024;   // that are whitened
constexpr Index most_evaluated = 256;  // images together

/// A block of memory as it is handed out: large ones in pages of 2 MiB.
double block(double bytes) {
  constexpr double page = 2 << 20;
  return bytes < page ? bytes : std::ceil(bytes / page) * page;
}

/// Matrices A whose entries are numbers of their own.
double distinct_matrices(const Architecture& a) {
  if (a.share == Sharing::network) return 1;
  const double per_layer = a.share == Sharing::layer ? 1 : static_cast<double>(a.base_filters);
  return a.layers * per_layer * (a.share == Sharing::none ? static_cast<double>(a.channels) : 1);
}

bool acts_on_filters(const Architecture& a) {
  return (a.generator == Form::orthogonal || a.generator == Form::householder || a.generator == Form::circulant) &&
         a.kernel_size() >= shortest_acted_on;
}

/// How many matrices [d, d] a step keeps for every A, as measured: on the tape, gradients, moments.
double matrices_kept(const Architecture& a) {
  const Form generator = a.generator;
  if (acts_on_filters(a)) return generator == Form::orthogonal ? 12 : 8;
  if (generator == Form::free) return 10;
  if (generator == Form::orthogonal) return 24;
  if (generator == Form::exact) return 30;
  return generator == Form::lie ? 58 : 4;
}

/// The pictures in the end: all matrices, and one image's way through the network.
double picture_memory(const Architecture& a) {
  const double matrix = static_cast<double>(a.kernel_size() * a.kernel_size());
  return (a.task == Task::classify ? 6e6 : 2e6) +
         sizeof(float) *
             (7 * distinct_matrices(a) * matrix + 38.0 * a.layers * (a.filters() * a.code_height() * a.code_width()));
}

DataSize limited(DataSize size, const DataSettings& s) {
  size.train[0] = std::min(size.train[0], s.limit_train.value_or(size.train[0]));
  if (!size.test.empty()) size.test[0] = std::min(size.test[0], s.limit_test.value_or(size.test[0]));
  return size;
}

std::optional<DataSize> data_size(const DataSettings& s) {
  if (s.train_images.empty()) return size_of_dataset(s.dataset, s.data_dir);
  return size_of_arrays(
      {s.train_images, s.train_labels, s.test_images, s.test_labels, s.classes, layout_from(s.layout)});
}

MemoryNeed memory_need(const DataSize& whole, const TrainingSettings& s) {
  const DataSize size = limited(whole, s);
  const Index D = size.train[1] * size.train[2] * size.train[3];
  const double d = static_cast<double>(D),
               images = static_cast<double>(size.train[0] + (size.test.empty() ? 0 : size.test[0]));
  const bool whitens = s.normalization == Normalization::whiten && D <= longest_row;
  const double twice = s.fit_preprocessing_on == "each" && !size.test.empty() ? sizeof(float) * size.test[0] * d : 0;
  const bool moves = s.move_train != Moves::none || s.move_test != Moves::none;
  const double copies = (s.validation > 0) + s.shuffle_pixels + 4.0 * (s.surrogate == Surrogate::gaussian);
  const double pixels = size.pixels * (1 + copies), floats = images * (sizeof(float) * d + 2 * sizeof(Index)) + twice;
  const double matrix = whitens ? sizeof(float) * d * d : 0;
  MemoryNeed need;
  need.loading = size.loading;
  if (whitens && !may_be_cached(D)) need.whitening = pixels + whitening_memory(D);
  need.preprocessing =
      std::max(pixels + floats + matrix + (whitens ? 2 * sizeof(float) * rows_at_once * d : 0), (1 + moves) * pixels);
  Architecture a = s.architecture;
  a.channels = size.train[1], a.height = size.train[2], a.width = size.train[3];
  if (a.task == Task::classify) a.classes = s.classes.value_or(10);
  const Index batch = std::min(s.batch, size.train[0]), last = size.train[0] % batch;
  const Index evaluated = std::min<Index>(most_evaluated, size.test.empty() ? size.train[0] : size.test[0]);
  need.step = step_memory(a, s, batch, evaluated);
  // Before the last batch, when it is smaller, the blocks of the others are given back.
  const double end = (last == 0 ? need.step : step_memory(a, s, last, evaluated)) + picture_memory(a);
  need.training = floats + matrix + std::max(need.step, end);
  return need;
}

/// Flags with which it fits, changed where most is needed; or what else can be done.
std::string what_fits(const DataSize& size, const TrainingSettings& settings, double available) {
  TrainingSettings s = settings;
  const DataSize kept = limited(size, s);
  s.limit_train = kept.train[0], s.limit_test = kept.test.empty() ? 0 : kept.test[0];
  s.batch = std::min(s.batch, *s.limit_train);
  std::string batch, limit, limit_test, standard;
  for (MemoryNeed need; (need = memory_need(size, s)).most() > available;) {
    if (need.loading > available) return " a smaller file of images";
    if (need.whitening > available) {
      s.normalization = Normalization::standard, standard = " --normalization standard";
    } else if (s.batch > 1 && 2 * need.step > need.training) {
      s.batch /= 2, batch = concat(" --batch ", s.batch);
    } else if (*s.limit_test > std::max<Index>(1, *s.limit_train)) {
      s.limit_test = *s.limit_test / 2, limit_test = concat(" --limit-test ", *s.limit_test);
    } else {
      if (*s.limit_train == 1) return " a smaller --layers, --groups, --group-size or --kernel";
      *s.limit_train /= 2, limit = concat(" --limit-train ", *s.limit_train);
    }
  }
  return standard + batch + limit + limit_test;
}

/// Of the group convolutions as many blocks of a code as were measured: seven of a batch, five of images that are
/// evaluated together.
double stage_memory(const Architecture& a, Index images, Index evaluated) {
  double bytes = 0;
  if (a.task != Task::classify) return bytes;
  const std::vector<Index> rows = a.stage_extents(0), columns = a.stage_extents(1);
  for (std::size_t s = 0; s + 1 < rows.size(); ++s)
    bytes += block(static_cast<double>(std::max(7 * images, 5 * evaluated) * a.filters() * rows[s] * columns[s]) *
                   sizeof(float));
  return bytes;
}

}  // namespace

double step_memory(const Architecture& a, const TrainingSettings& s, Index batch, Index evaluated) {
  const Index lanes = lane_count(), images = (batch + lanes - 1) / lanes * lanes;
  const double F = static_cast<double>(a.filters()), C = static_cast<double>(a.channels),
               m2 = static_cast<double>(a.kernel_size()), K = static_cast<double>(a.layers);
  const bool classifying = a.task == Task::classify;
  const ConvolutionWindow window = a.window();
  const double code = sizeof(float) * F * (a.code_height() * a.code_width()),
               image = sizeof(float) * C * ((a.height + 2 * window.padding[0]) * (a.width + 2 * window.padding[1]));
  const double last =
      classifying ? static_cast<double>(a.classes) * static_cast<double>(a.pooled_features()) : F * C * m2;
  const double stages = static_cast<double>(a.stages) * F * m2;
  const double parameters = sizeof(float) * (a.base_filters * (K * C * m2 + stages) + last);
  const double matrices = sizeof(float) * distinct_matrices(a) * m2 * m2;
  // The diagnostics make the elements of one A.
  const double generators = matrices_kept(a) * matrices + (acts_on_filters(a) ? 40 * sizeof(float) * m2 * m2 : 0);
  const double banks = 8 * sizeof(float) * F * (K * C * m2 + stages);
  const double n = static_cast<double>(images);
  const double places = static_cast<double>(a.stages ? a.filters() * a.pool * a.pool : a.pooled_features());
  const double pooled = classifying ? 3 * block(n * sizeof(float) * places) : 0;
  const double beside = 1.5e6 + 4 * parameters + generators + banks + pooled + stage_memory(a, images, evaluated);
  if (s.unfolding == Unfolding::fused && fused_unfolding_supports(window))
    return beside + (K + 2) * block(n * code) + (K + 2) * block(n * image) +
           static_cast<double>(s.threads) * 5 * lanes * code;  // of training, of evaluation
  // Every intermediate value and gradient of it, as counted; evaluation keeps half as many of 256 images.
  const double values = classifying ? 19 : 15;
  return beside + values * K * code * std::max(n, 128.0);
}

std::optional<MemoryNeed> memory_need(const TrainingSettings& settings) {
  const std::optional<DataSize> size = data_size(settings);
  try {
    if (size) return memory_need(*size, settings);
  } catch (const Error&) {
    // A kernel larger than the images, for instance: said when the architecture is settled.
  }
  return std::nullopt;
}

void require_memory(const TrainingSettings& settings) {
  const std::optional<MemoryNeed> need = memory_need(settings);
  const auto available = static_cast<double>(available_memory());
  if (!need || need->most() <= available) return;
  std::string parts = concat("reading the images ", bytes_text(need->loading));
  if (need->whitening > 0) parts += ", whitening them " + bytes_text(need->whitening);
  parts +=
      concat(", with them preprocessed ", bytes_text(need->preprocessing), ", training ", bytes_text(need->training));
  fail("this run takes about ", bytes_text(need->most()), " of memory (", parts, "); this process may use ",
       bytes_text(available), " more; use", what_fits(*data_size(settings), settings, available));
}

void require_memory_for(const Architecture& architecture, const TrainingSettings& settings, Index images,
                        Index tested) {
  const Index evaluated = std::min(most_evaluated, tested);
  const Index batch = std::min(settings.batch, images);
  const double need = step_memory(architecture, settings, batch, evaluated);
  const auto available = static_cast<double>(available_memory());
  if (need <= available) return;
  Index fitting = batch / 2;
  while (fitting > 1 && step_memory(architecture, settings, fitting, evaluated) > available) fitting /= 2;
  fail("training this network takes about ", bytes_text(need), " of memory beside its data; this process may use ",
       bytes_text(available), " more; use --batch ", std::max<Index>(1, fitting),
       ", or a smaller --layers, --groups, --group-size or --kernel");
}

}  // namespace lgn
