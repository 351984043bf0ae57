#include "experiments/find-group/probe_report.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "experiments/common/plotting/heat_map.h"
#include "experiments/common/plotting/image_grid.h"
#include "experiments/common/plotting/plot.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/table.h"
#include "tensor/io/file.h"
#include "tensor/io/safetensors.h"
#include "tensor/linalg/eigenvalues.h"
#include "tensor/linalg/matmul.h"

namespace lgn {
namespace {

constexpr const char* refused_all_the_same = "no *";

/// Defect and bounds; nothing where the moments do not see the operation.
template <class Judged>
std::vector<std::string> figures(const Judged& judged, double delta, const char* holds, bool held) {
  if (!judged.seen) return {"-", "-", "-", "not seen"};
  const char* refused = judged.upper < delta ? refused_all_the_same : "no";
  return {fixed(judged.defect, 3), fixed(judged.lower, 3), fixed(judged.upper, 3), held ? holds : refused};
}

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
  Series found{.name = "found", .mark = Mark::points}, known{.name = "known operations", .mark = Mark::points};
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
    if (each.seen) add(known, each.name, each);
  const auto count = static_cast<Index>(plot.x.names.size());
  plot.width = std::max(plot.width, 260 + 125 * count);  // so that names stand side by side
  const double last = static_cast<double>(count) - 0.5;
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
  const Index rows = 10, columns = group.order == 0 ? 9 : group.orders.front(), size = g.rows * g.columns;
  Tensor images({rows * columns, 1, g.rows, g.columns});
  ImageGridOptions options{.title = concat("Vectors and what the powers of A make of them (", group.name, ")"),
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

std::string probe_text(const ProbeInput& input, const ProbeResult& result, double delta) {
  std::string text = concat(input.description, "; ", result.sample.training.vectors.extent(0), " to look in, ",
                            result.sample.held_out.vectors.extent(0), " held out; ", result.sample.dimension(),
                            " directions with ", percent(result.sample.variance_share, 1), " of the variance\n");
  if (result.sample.left_out > 0)
    text += concat("note: ", result.sample.left_out, " directions without variance are left out\n");
  for (const std::string& note : input.notes) text += "note: " + note + "\n";
  text += concat("moments beyond noise: ", result.commutant.fourth_above_noise, " fourth, ",
                 result.commutant.third_above_noise, " third; group algebra of dimension ",
                 result.commutant.dimension > 0 ? std::to_string(result.commutant.dimension) : "unresolved",
                 "; held out, third moments stand ", fixed(result.third_visibility, 1), " and fourth ",
                 fixed(result.fourth_visibility, 1), " standard errors out, ", percent(result.product_share, 0),
                 " of the fourth a product law's\n\n");
  Table table({"symmetry", "route", "order", "defect", "lower bound", "upper bound", "certified"});
  bool starred = false;
  const auto add = [&](std::vector<std::string> row, const std::vector<std::string>& rest) {
    row.insert(row.end(), rest.begin(), rest.end());
    starred = starred || row.back() == refused_all_the_same;
    table.add_row(row);
  };
  constexpr std::size_t most = 12;
  for (std::size_t i = 0; i < result.found.size() && i < most; ++i) {
    const Verdict& each = result.found[i];
    const GroupCandidate& group = each.candidate;
    add({group.name, group.route, group.order == 0 ? "infinite" : std::to_string(group.order)},
        figures(each, delta, "yes", each.certified));
  }
  for (const KnownVerdict& each : result.known)
    add({each.name, "known", ""}, figures(each, delta, "holds", each.holds));
  text += table.text();
  if (starred) text += "* third or fourth moments alone, the covariance or a guard speaks against it\n";
  if (result.found.size() > most) text += concat(result.found.size() - most, " more candidates, none better\n");
  return text + "\n" + verdict_sentence(result, delta) + "\n";
}

Json probe_summary(const ProbeResult& result, double delta) {
  Json summary{Json::Object{}};
  const Verdict* best = result.best();
  summary.set("certified", static_cast<Index>(result.certified()));
  summary.set("order", best ? best->candidate.order : Index{1});
  summary.set("defect", best ? best->defect : 1.0);
  summary.set("defect_upper", best ? best->upper : 1.0);
  summary.set("delta", delta);
  summary.set("route", best ? best->candidate.route : "");
  summary.set("name", best ? best->candidate.name : "");
  summary.set("nearest_operation", result.nearest_operation);
  summary.set("nearest_cosine", result.nearest_cosine);
  summary.set("whitened_only", best && best->whitened_only);
  summary.set("candidates", static_cast<Index>(result.found.size()));
  for (const KnownVerdict& each : result.known) {
    if (!each.seen) continue;
    summary.set("defect_" + as_key(each.name), each.defect);
    summary.set("defect_upper_" + as_key(each.name), each.upper);
  }
  summary.set("dimension", result.sample.dimension());
  summary.set("variance_share", result.sample.variance_share);
  summary.set("algebra_dimension", result.commutant.dimension);
  summary.set("third_visibility", result.third_visibility);
  summary.set("fourth_visibility", result.fourth_visibility);
  summary.set("product_share", result.product_share);
  return summary;
}

void write_group(const std::string& path, const ProbeResult& result) {
  const Verdict& best = *result.best();
  const TensorD V = principal_directions(result.sample);
  SafetensorsFile file;
  std::string orders;
  for (std::size_t g = 0; g < best.candidate.generators.size(); ++g) {
    const TensorD A = orthogonal_on_vectors(result.sample, best.candidate.generators[g]);
    file.add(g == 0 ? "A" : concat("A_", g + 1), A);
    orders += concat(g ? "," : "", best.candidate.orders[g]);
  }
  file.add("whitening", matmul(V, result.sample.projection));
  file.add("mean", result.sample.mean);
  file.metadata = {{"order", concat(best.candidate.order)},
                   {"orders", orders},
                   {"name", best.candidate.name},
                   {"route", best.candidate.route},
                   {"certified", best.certified ? "1" : "0"},
                   {"defect", concat(best.defect)},
                   {"defect_upper", concat(best.upper)}};
  write_safetensors(path, file);
}

std::vector<std::string> draw_probe(const std::string& folder, const ProbeInput& input, const ProbeResult& result,
                                    double delta) {
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
