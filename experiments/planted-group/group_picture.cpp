#include "experiments/planted-group/group_picture.h"

#include "experiments/common/planted/metrics.h"
#include "experiments/common/plotting/heat_map.h"
#include "experiments/common/plotting/image_grid.h"
#include "lgn/recovery/dictionary_learning.h"
#include "lgn/recovery/group_recovery.h"

namespace lgn {
namespace {

constexpr Index rows_shown = 5;

Canvas orbits_picture(const RecoveredGroup& group, const TensorD& base, Index side) {
  const TensorD bank = group_bank(group.A, group.order + 1, base);  // and A^n b, once around
  const Index q = base.extent(0), d = base.extent(1), columns = group.order + 1;
  Tensor images({rows_shown * columns, 1, side, side});
  for (Index row = 0; row < rows_shown; ++row)
    for (Index i = 0; i < columns; ++i)
      for (Index pixel = 0; pixel < d; ++pixel)
        images[(row * columns + i) * d + pixel] = static_cast<float>(bank(i * q + row, pixel));
  ImageGridOptions options{.columns = columns, .map = ColorMap::diverging, .common_scale = false, .enlarge = 10};
  for (Index i = 0; i < columns; ++i)
    options.column_labels.push_back(i == 0 ? "b" : i == 1 ? "A b" : concat("A^", i, " b"));
  return image_grid(images, options);
}

}  // namespace

GroupPicture draw_found_group(const ProblemSettings& settings) {
  const Problem problem = make_problem(settings);
  Random random(static_cast<std::uint64_t>(settings.seed), Stream::initialization);
  DictionarySettings dictionary{.atoms = problem.bank.extent(0)};
  const TensorD atoms = learn_dictionary(problem.fitted, dictionary, random);
  RecoverySettings recovery{.order = problem.action.order};
  RecoveredGroup group = recover_group(atoms, recovery);
  TensorD base = base_filters(group, atoms, problem.groups);
  polish_group(group, base, problem.fitted, pursuit_settings(dictionary, problem.fitted), 3);
  const HeatMapOptions matrix{.title = "A, found", .cell = 9, .block = settings.side, .indices = false};
  return {panels({orbits_picture(group, base, settings.side), heat_map(cast<float>(group.A), matrix)}, 2),
          group_cosine(group.A, problem.action.A, problem.action.order)};
}

}  // namespace lgn
