#include "experiments/rotation-median/fit_pictures.h"

#include "experiments/common/plotting/heat_map.h"
#include "experiments/common/plotting/image_grid.h"
#include "experiments/common/program/table.h"

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
                2,
                concat("Closest match: correlation ", fixed(action.correlation, 3), ", p ", fixed(matches.p_value, 3)));
}

}  // namespace lgn
