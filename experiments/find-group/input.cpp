#include "experiments/find-group/input.h"

#include <cmath>

#include "datasets/arrays.h"
#include "datasets/catalog.h"
#include "tensor/io/npy.h"
#include "tensor/io/quote.h"
#include "tensor/random.h"

namespace lgn {
namespace {

/// Rows [N, L] of an array.
Tensor matrix_in(const std::string& path, const char* flag) {
  const Tensor rows = read_finite(path);
  require(rows.rank() == 2 && rows.extent(0) > 0, path, " holds an array of shape ", rows.shape(), "; ", flag,
          " takes [N, numbers of one]",
          rows.count() == 0
              ? ""
              : ": " + numpy_remedy(path, rows.rank() < 2 ? "{}.reshape(1,-1)" : "{}.reshape(len({}),-1)"));
  return rows;
}

ProbeInput windows_of(const InputSettings& s) {
  const Tensor signals = matrix_in(s.signals, "--signals");
  const Index length = signals.extent(1), window = s.window == 0 ? length : s.window;
  require(window >= 2 && window <= length, "windows of ", window, " numbers do not fit into the signals of ", s.signals,
          ", which have ", length, "; give a smaller --window");
  const Index count = window == length ? signals.extent(0) : s.patches;
  ProbeInput input{TensorD({count, window}), {}, {1, 1, window, true}, "", {}};
  Random random(s.seed, Stream::data);
  for (Index i = 0; i < count; ++i) {
    const bool whole = window == length;
    const Index signal = whole ? i : static_cast<Index>(random.below(static_cast<std::uint64_t>(signals.extent(0))));
    const Index from = whole ? 0 : static_cast<Index>(random.below(static_cast<std::uint64_t>(length - window + 1)));
    input.units.push_back(signal);
    for (Index x = 0; x < window; ++x) input.vectors(i, x) = signals(signal, from + x);
  }
  input.description =
      concat(count, window == length ? " signals of " : " windows of ", window, " numbers of ", s.signals);
  return input;
}

ProbeInput vectors_of(const InputSettings& s) {
  ProbeInput input{cast<double>(matrix_in(s.vectors, "--vectors")), {}, {}, "", {}};
  const Index count = input.vectors.extent(0);
  input.geometry = {1, 1, input.vectors.extent(1), false};
  if (s.units.empty()) {
    for (Index i = 0; i < count; ++i) input.units.push_back(i);
  } else {
    input.units = to_integers(read_npy(s.units));
    require(static_cast<Index>(input.units.size()) == count, s.units, " holds ", input.units.size(), " numbers, ",
            s.vectors, " ", count, " vectors; expected one for each");
  }
  input.description = concat(count, " vectors of ", input.vectors.extent(1), " numbers of ", s.vectors);
  return input;
}

}  // namespace

ProbeInput draw_patches(const Images& images, const std::string& name, const InputSettings& s) {
  const Shape& shape = images.shape();
  const Index channels = shape[1], rows = shape[2], columns = shape[3], m = s.kernel;
  require(m <= rows && m <= columns, "patches of ", m, " x ", m, " pixels do not fit into images of ", rows, " x ",
          columns, " of ", name, "; give a smaller --kernel");
  ProbeInput input{TensorD({s.patches, channels * m * m}), {}, {channels, m, m, true}, "", {}};
  Random random(s.seed, Stream::data);
  const auto below = [&](Index bound) { return static_cast<Index>(random.below(static_cast<std::uint64_t>(bound))); };
  for (Index i = 0; i < s.patches; ++i) {
    const Index image = below(shape[0]), top = below(rows - m + 1), left = below(columns - m + 1);
    input.units.push_back(image);
    double* to = input.vectors.data() + i * input.geometry.count();
    for (Index c = 0; c < channels; ++c)
      for (Index y = 0; y < m; ++y)
        for (Index x = 0; x < m; ++x)
          *to++ = images.pixel(((image * channels + c) * rows + top + y) * columns + left + x);
  }
  input.description =
      concat(s.patches, " patches of ", channels == 1 ? "" : concat(channels, " x "), m, " x ", m, " pixels of ", name);
  return input;
}

ProbeInput read_input(const InputSettings& s) {
  const int named = !s.images.empty() + !s.signals.empty() + !s.vectors.empty();
  require(named <= 1, "--images, --signals and --vectors each name the data; give one");
  require(s.units.empty() || !s.vectors.empty(),
          "--units belong to --vectors; images and signals are units themselves");
  if (!s.vectors.empty()) return vectors_of(s);
  if (!s.signals.empty()) return windows_of(s);
  if (!s.images.empty()) return draw_patches(read_image_array(s.images, layout_from(s.layout)), s.images, s);
  const Dataset data = load_dataset(s.dataset, s.data_dir);
  ProbeInput input = draw_patches(data.train, data.name, s);
  input.notes = data.notes;
  return input;
}

}  // namespace lgn
