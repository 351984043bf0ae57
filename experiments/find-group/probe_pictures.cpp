#include "experiments/find-group/probe_pictures.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "experiments/common/plotting/heat_map.h"
#include "experiments/common/plotting/image_grid.h"
#include "experiments/common/plotting/plot.h"
#include "experiments/common/plotting/png.h"
#include "tensor/io/file.h"
#include "tensor/linalg/eigenvalues.h"
#include "tensor/linalg/matmul.h"

namespace lgn {
namespace {

/// The generator as it acts on centred vectors, [d,d].
TensorD on_vectors(const PreparedSample& sample, const TensorD& A) {
  return matmul(matmul(sample.expansion, A), sample.projection);
}

Canvas defect_chart(const ProbeResult& result, double delta) {
  Plot plot{.title = "How far each candidate moves the law (0: a symmetry, 1: no relation)",
            .x = {.label = ""},
            .y = {.label = "defect, with its bounds"},
            .legend = Legend::right,
            .width = 980,
            .height = 460};
  Series found{.name = "found", .mark = Mark::points},
      known{.name = "known operations", .mark = Mark::points};
  const auto add = [&](Series& series, const std::string& name, const auto& judged) {
    series.x.push_back(static_cast<double>(plot.x.names.size()));
    series.y.push_back(judged.defect);
    series.low.push_back(judged.lower);
    series.high.push_back(judged.upper);
    plot.x.names.push_back(name);
  };
  for (std::size_t i = 0; i < std::min<std::size_t>(result.found.size(), 6); ++i)
    add(found, result.found[i].candidate.name, result.found[i]);
  for (const KnownVerdict& each : result.known)
    if (each.seen()) add(known, each.name, each);
  const double last = static_cast<double>(plot.x.names.size()) - 0.5;
  for (Series* series : {&found, &known})
    if (!series->x.empty()) plot.series.push_back(*series);
  plot.series.push_back({.name = "delta", .x = {-0.5, last}, .y = {delta, delta}, .dashed = true});
  return draw_plot(plot);
}

/// Ten held-out vectors and what the powers of A make of them, as images of the first channel.
Canvas orbits(const ProbeInput& input, const ProbeResult& result) {
  const GroupCandidate& group = result.best()->candidate;
  const TensorD A = on_vectors(result.sample, group.generators.front());
  const Geometry& g = input.geometry;
  const Index rows = 10, columns = group.orders.front(), size = g.rows * g.columns;
  Tensor images({rows * columns, 1, g.rows, g.columns});
  ImageGridOptions options{
      .title = concat("Vectors and what the powers of A make of them (", group.name, ")"),
      .columns = columns};
  for (Index r = 0; r < rows; ++r) {
    TensorD x({g.count(), 1});
    for (Index k = 0; k < result.sample.dimension(); ++k)
      for (Index j = 0; j < g.count(); ++j)
        x[j] += result.sample.expansion(j, k) * result.sample.held_out.vectors(r, k);
    for (Index c = 0; c < columns; ++c) {
      for (Index j = 0; j < size; ++j)
        images[(r * columns + c) * size + j] = static_cast<float>(x[j] + result.sample.mean[j]);
      x = matmul(A, x);
    }
  }
  for (Index c = 0; c < columns; ++c) options.column_labels.push_back(c == 0 ? "x" : concat("A^", c, " x"));
  return image_grid(images, options);
}

Canvas phases(const GroupCandidate& group) {
  Series angles{.name = "A", .mark = Mark::points};
  std::vector<double> sorted;
  for (const auto& value : eigenvalues(group.generators.front()))
    sorted.push_back(std::arg(value) * 180 / std::numbers::pi);
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    angles.x.push_back(static_cast<double>(i + 1));
    angles.y.push_back(sorted[i]);
  }
  return draw_plot({.title = concat("Angles of the eigenvalues of A, ", group.name),
                    .x = {.label = "eigenvalue", .whole = true},
                    .y = {.label = "degrees", .range = Range{-185, 185}},
                    .series = {std::move(angles)},
                    .legend = Legend::none});
}

}  // namespace

std::vector<std::string> draw_probe(const std::string& folder, const ProbeInput& input,
                                    const ProbeResult& result, double delta) {
  std::vector<std::string> paths;
  const auto draw = [&](const char* name, const Canvas& picture) {
    paths.push_back(join(folder, name));
    write_png(paths.back(), picture);
  };
  draw("defects.png", defect_chart(result, delta));
  if (!result.best()) return paths;
  const GroupCandidate& group = result.best()->candidate;
  draw("generator.png", heat_map(cast<float>(on_vectors(result.sample, group.generators.front())),
                                 {.title = concat("A as it acts on the vectors, ", group.name),
                                  .block = input.geometry.rows > 1 ? input.geometry.columns : 0}));
  draw("orbits.png", orbits(input, result));
  draw("phases.png", phases(group));
  return paths;
}

}  // namespace lgn
