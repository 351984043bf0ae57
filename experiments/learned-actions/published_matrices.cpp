#include "experiments/learned-actions/published_matrices.h"

#include <algorithm>
#include <cmath>

#include "experiments/common/analysis/action_scores.h"
#include "experiments/common/program/table.h"
#include "experiments/common/study/published_figures.h"
#include "experiments/learned-actions/scored_actions.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/svd.h"

namespace lgn {
std::string published_panel(Index i) {
  constexpr const char* columns[] = {"left", "middle", "right"};
  return concat(i < 3 ? "upper " : "lower ", columns[i % 3]);
}

std::string published_table(Index resamples, Index seed, Json& summary) {
  const TensorD all = cast<double>(published_figure(1));
  const Index d = all.extent(3);
  const ActionScorer scorer(static_cast<Index>(std::lround(std::sqrt(static_cast<double>(d)))), resamples, seed);
  std::vector<std::string> headings = {"panel of Figure 1"};
  for (const std::string& kind : action_kinds()) headings.push_back(kind + ", p");
  headings.insert(headings.end(), {"energy in three", "||A^4||"});
  Table table(headings);
  double least = 1, largest_power = 0;
  for (Index i = 0; i < 6; ++i) {
    const TensorD a = all.reshape({6, d, d}).slice(i, 1).reshape({d, d}), square = matmul(a, a),
                  fourth = matmul(square, square), sigma = singular_values(a);
    const ActionScores scores = scorer.score(a);
    std::vector<std::string> cells = {published_panel(i)};
    for (const std::string& kind : action_kinds())
      cells.push_back(concat(fixed(scores.at(kind).effect, 2), ", ", fixed(scores.at(kind).p_value, 4)));
    const double energy = energy_in_three({sigma.begin(), sigma.end()}), power = std::sqrt(inner(fourth, fourth));
    cells.push_back(fixed(energy, 3));
    cells.push_back(fixed(power, 3));
    table.add_row(cells);
    least = std::min(least, energy);
    largest_power = std::max(largest_power, power);
  }
  summary.set("published_energy_in_three", least);
  summary.set("published_fourth_power", largest_power);
  return table.text() +
         "Six matrices without the networks that learned them, nor any trained on nothing: their kinds can be told\n"
         "from matrices without structure, not from what training does to any data. Nearly of rank three; A^4 is\n"
         "far from I, whose norm is 6.\n";
}

}  // namespace lgn
