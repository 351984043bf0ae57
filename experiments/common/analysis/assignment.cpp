#include "experiments/common/analysis/assignment.h"

#include <limits>

namespace lgn {

std::vector<Index> best_assignment(const TensorD& cost) {
  const Index R = cost.extent(0), C = cost.extent(1);
  require(R <= C, "an assignment needs at least as many columns as rows, found ", cost.shape());
  // Rows and columns from 1; column 0 holds the row that is looking for a place. Potentials make all
  // reduced costs non-negative, and Dijkstra's search finds the cheapest chain of moves.
  const auto size = [](Index n) { return static_cast<std::size_t>(n + 1); };
  std::vector<double> row_potential(size(R)), column_potential(size(C));
  std::vector<std::size_t> row_at(size(C)), came_from(size(C));
  for (std::size_t row = 1; row < size(R); ++row) {
    row_at[0] = row;
    std::size_t column = 0;
    std::vector<double> distance(size(C), std::numeric_limits<double>::infinity());
    std::vector<bool> done(size(C));
    do {
      done[column] = true;
      const std::size_t mover = row_at[column];
      std::size_t next = 0;
      double step = std::numeric_limits<double>::infinity();
      for (std::size_t c = 1; c < size(C); ++c) {
        if (done[c]) continue;
        const double reduced = cost(mover - 1, c - 1) - row_potential[mover] - column_potential[c];
        if (reduced < distance[c]) distance[c] = reduced, came_from[c] = column;
        if (distance[c] < step) step = distance[c], next = c;
      }
      require(next != 0, "an assignment by costs that are no numbers");
      for (std::size_t c = 0; c < size(C); ++c) {
        if (done[c]) {
          row_potential[row_at[c]] += step, column_potential[c] -= step;
        } else {
          distance[c] -= step;
        }
      }
      column = next;
    } while (row_at[column] != 0);
    for (; column != 0; column = came_from[column]) row_at[column] = row_at[came_from[column]];
  }
  std::vector<Index> column_of(R);
  for (std::size_t c = 1; c < size(C); ++c)
    if (row_at[c]) column_of[row_at[c] - 1] = static_cast<Index>(c) - 1;
  return column_of;
}

}  // namespace lgn
