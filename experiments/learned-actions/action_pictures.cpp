#include "experiments/learned-actions/action_pictures.h"

#include <algorithm>
#include <cmath>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/plotting/heat_map.h"
#include "experiments/common/plotting/image_grid.h"
#include "experiments/common/plotting/plot.h"
#include "experiments/common/program/table.h"
#include "experiments/common/study/published_figures.h"
#include "experiments/common/training/figures.h"
#include "experiments/learned-actions/published_matrices.h"

namespace lgn {
namespace {

std::size_t index_of(const std::string& kind) {
  const std::vector<std::string>& kinds = action_kinds();
  return static_cast<std::size_t>(std::find(kinds.begin(), kinds.end(), kind) - kinds.begin());
}

std::string place(const ScoredAction& action, const std::vector<ActionModel>& models) {
  return concat(models[action.model].name, ", layer ", action.layer, ", group ", action.group, ", channel ",
                action.channel);
}

/// A 36 x 36 heat map as the paper draws them; lines between the patch's rows.
Canvas action_picture(const ScoredAction& action, const std::vector<ActionModel>& models, const std::string& title) {
  return heat_map(action.matrix, {.title = title,
                                  .column_label = place(action, models),
                                  .cell = std::max<Index>(1, 360 / action.matrix.extent(0)),
                                  .block = models[action.model].network.architecture().kernel.side()});
}

std::string evidence_text(const ScoredAction& action, const std::string& kind) {
  const double q = action.q_values[index_of(kind)];
  std::string text = concat(kind, ": effect ", fixed(action.scores.at(kind).effect, 2));
  if (kind == "operator") text += concat(" (", action.scores.best_operator, ")");
  return text + (q <= 0.05 ? concat(", q ", fixed(q, 3)) : ", not significant");
}

/// Of the actions that `admitted` lets pass, the one with the largest effect of the kind; null when none.
template <class Condition>
const ScoredAction* largest_effect(const std::vector<ScoredAction>& actions, const std::string& kind,
                                   Condition admitted) {
  const ScoredAction* best = nullptr;
  for (const ScoredAction& action : actions)
    if (admitted(action) && (!best || action.scores.at(kind).effect > best->scores.at(kind).effect)) best = &action;
  return best;
}

}  // namespace

Canvas figure_1(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models) {
  const Tensor published = published_figure(1);
  const Index d = published.extent(3);
  std::vector<Canvas> pictures;
  for (Index i = 0; i < 6; ++i)
    pictures.push_back(heat_map(published.reshape({6, d, d}).slice(i, 1).reshape({d, d}),
                                {.title = concat("the paper's, ", published_panel(i)),
                                 .cell = std::max<Index>(1, 360 / d),
                                 .block = std::lround(std::sqrt(static_cast<double>(d)))}));
  for (const char* kind : {"skew-symmetric", "Toeplitz", "block-Toeplitz", "multi-scale", "operator"}) {
    const auto learned = [&](const ScoredAction& each) { return !models[each.model].surrogate; };
    const ScoredAction* best =
        largest_effect(actions, kind, [&](const ScoredAction& each) { return learned(each) && each.kind == kind; });
    if (!best) best = largest_effect(actions, kind, learned);
    if (!best) continue;  // no network was trained on images
    pictures.push_back(action_picture(*best, models, evidence_text(*best, kind)));
  }
  return panels(pictures, 3, "Figure 1: the paper's six matrices; below, the clearest of each kind in our networks");
}

Canvas model_actions(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models,
                     std::size_t model) {
  std::vector<Canvas> pictures;
  for (Index layer = 0; layer < models[model].network.architecture().layers; ++layer) {
    const ScoredAction* best = nullptr;
    double largest = -2;
    for (const ScoredAction& action : actions) {
      if (action.model != model || action.layer != layer) continue;
      const double effect = action.kind == "none" ? -1 : action.scores.at(action.kind).effect;
      if (effect > largest) best = &action, largest = effect;
    }
    const std::string title = best->kind == "none" ? "no kind" : evidence_text(*best, best->kind);
    pictures.push_back(action_picture(*best, models, title));
  }
  return panels(pictures, 2, concat("Learned A, the clearest of each layer: ", models[model].name));
}

Canvas applied_to_identity(const ActionModel& model) {
  const Architecture& a = model.network.architecture();
  const Index count = a.base_filters * a.channels, m = a.kernel.side();
  Tensor images({a.layers * count, 1, m, m});
  for (Index layer = 0; layer < a.layers; ++layer) {
    const Tensor A = layer_actions(model, layer);
    for (Index i = 0; i < count; ++i)
      for (Index row = 0; row < m * m; ++row)
        for (Index pixel = 0; pixel < m; ++pixel)
          images[(layer * count + i) * m * m + row] += A(i, row, pixel * m + pixel);
  }
  ImageGridOptions options{.title = concat("A applied to the identity image: ", model.name),
                           .columns = count,
                           .map = ColorMap::diverging,
                           .common_scale = false,
                           .enlarge = std::clamp<Index>(900 / (count * m), 4, 12)};
  for (Index layer = 0; layer < a.layers; ++layer) options.row_labels.push_back(concat("layer ", layer));
  for (Index i = 0; i < count; ++i) options.column_labels.push_back(concat("g", i / a.channels, " c", i % a.channels));
  return image_grid(images, options);
}

Canvas spectra(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models, std::size_t model) {
  const Architecture& a = models[model].network.architecture();
  Plot values{.title = concat("Singular values of A: ", models[model].name),
              .x = {.label = "index", .whole = true},
              .y = {.label = "singular value (median; band: least to greatest)", .logarithmic = true}};
  Plot determinants{.title = "Determinants of A",
                    .x = {.label = "layer", .whole = true},
                    .y = {.label = "log10 |det A|"},
                    .legend = Legend::right};
  Series positive{.name = "det > 0", .mark = Mark::points}, negative{.name = "det < 0", .mark = Mark::points};
  for (Index layer = 0; layer < a.layers; ++layer) {
    Series curve{.name = concat("layer ", layer)};
    for (std::size_t i = 0; i < static_cast<std::size_t>(a.kernel_size()); ++i) {
      std::vector<double> all;
      for (const ScoredAction& each : actions)
        if (each.model == model && each.layer == layer) all.push_back(each.singular_values[i]);
      curve.x.push_back(static_cast<double>(i + 1));
      curve.y.push_back(median(all));
      curve.low.push_back(quantile(all, 0));
      curve.high.push_back(quantile(all, 1));
    }
    values.series.push_back(std::move(curve));
  }
  for (const ScoredAction& each : actions) {
    if (each.model != model) continue;
    Series& points = each.determinant_sign > 0 ? positive : negative;
    const Index place = each.group * a.channels + each.channel, count = a.base_filters * a.channels;
    points.x.push_back(each.layer + 0.5 * (static_cast<double>(place) / static_cast<double>(count) - 0.5));
    points.y.push_back(each.log10_determinant);
  }
  for (Series* points : {&positive, &negative})
    if (!points->x.empty()) determinants.series.push_back(std::move(*points));
  return panels({draw_plot(values), draw_plot(determinants)}, 2);
}

Canvas first_filter_bank(ActionModel& model) {
  const Architecture& a = model.network.architecture();
  return filters_picture(model.network, Tensor({1, a.channels, a.height, a.width}), 0);
}

}  // namespace lgn
