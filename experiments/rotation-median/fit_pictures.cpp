#include "experiments/rotation-median/fit_pictures.h"

#include <cmath>

#include "experiments/common/plotting/heat_map.h"
#include "experiments/common/plotting/image_grid.h"
#include "experiments/common/program/table.h"
#include "experiments/common/study/published_figures.h"

namespace lgn {
namespace {

Canvas matrix_picture(const Tensor& matrix, Index block, const std::string& title, const std::string& below) {
  const Index cell = std::max<Index>(1, 324 / matrix.extent(0));
  return heat_map(matrix, {.title = title, .column_label = below, .cell = cell, .block = block});
}

std::string angle_text(double degrees) {
  return concat(static_cast<int>(degrees), " degrees");
}

}  // namespace

Canvas figure_2(const std::vector<TargetFit>& fits) {
  const Index d = fits.front().unit_norm.extent(1), side = std::lround(std::sqrt(static_cast<double>(d)));
  std::vector<Canvas> pictures;
  if (d == published_figure(2).extent(1))
    for (Index panel = 0; panel < 3; ++panel)
      pictures.push_back(matrix_picture(published_figure(2).slice(panel, 1).reshape({d, d}), side,
                                        concat("the paper's, size ", panel + 4), ""));
  for (const PatchFilter filter : {PatchFilter::mean, PatchFilter::median})
    for (auto fit = fits.rbegin(); fit != fits.rend(); ++fit)  // from the smallest filter on
      if (fit->target.filter == filter && fit->target.degrees == 60)
        pictures.push_back(matrix_picture(fit->unit_norm.slice(0, 1).reshape({d, d}), side,
                                          concat(name(filter), ", size ", fit->target.size), ""));
  return panels(pictures, 3, "Figure 2: one A for 60 degrees after a filter, at norm 1: the paper's and ours");
}

Canvas fitted_matrices(const std::vector<TargetFit>& fits, bool unit_norm) {
  std::vector<Canvas> pictures;
  const Index channels = fits.front().free.extent(0), d = fits.front().free.extent(1);
  for (const TargetFit& fit : fits)
    for (Index channel = 0; channel < channels; ++channel) {
      const Tensor matrix = (unit_norm ? fit.unit_norm : fit.free).slice(channel, 1).reshape({d, d});
      std::string title = concat(name(fit.target.filter), ", ", angle_text(fit.target.degrees));
      if (channels > 1) title += concat(", channel ", channel);
      pictures.push_back(matrix_picture(matrix, fit.target.size, title, ""));
    }
  return panels(pictures, channels > 1 ? channels : 2,
                unit_norm ? "Fitted A, kept at unit norm" : "Fitted A: rotate(filter(x))");
}

Canvas best_match(const Matches& matches, const std::vector<Composition>& compositions,
                  const std::vector<ActionModel>& models) {
  const ActionMatch& action = matches.actions[matches.best];
  const Composition& like = compositions[action.composition];
  const Index block = models[action.model].network.architecture().kernel.side();
  const std::string where = concat(models[action.model].name, ", layer ", action.layer, ", group ", action.group,
                                   ", channel ", action.channel);
  return panels({matrix_picture(action.matrix, block, "learned A", where),
                 matrix_picture(cast<float>(like.matrix), block,
                                concat("filter ", like.filter, ", ", angle_text(like.angle)), "composition")},
                2, concat("Closest match: correlation ", fixed(action.correlation, 3)));
}

}  // namespace lgn
