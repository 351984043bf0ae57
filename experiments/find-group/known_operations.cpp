#include "experiments/find-group/known_operations.h"

#include <functional>

#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

struct Place {
  Index channel, row, column;
};

/// The operation after which every place holds what was at from(place).
NamedOperator moved(const Geometry& g, const char* name, const std::function<Place(Place)>& from) {
  NamedOperator result{name, TensorD({g.count(), g.count()})};
  const auto at = [&](Place p) { return (p.channel * g.rows + p.row) * g.columns + p.column; };
  for (Index c = 0; c < g.channels; ++c)
    for (Index y = 0; y < g.rows; ++y)
      for (Index x = 0; x < g.columns; ++x) result.matrix(at({c, y, x}), at(from({c, y, x}))) = 1;
  return result;
}

}  // namespace

std::vector<NamedOperator> known_operations(const Geometry& g) {
  std::vector<NamedOperator> all;
  const auto add = [&](const char* name, const std::function<Place(Place)>& from) {
    all.push_back(moved(g, name, from));
  };
  const Index H = g.rows, W = g.columns, C = g.channels;
  if (g.ordered && H > 1) {
    add("mirror left-right", [=](Place p) { return Place{p.channel, p.row, W - 1 - p.column}; });
    add("mirror up-down", [=](Place p) { return Place{p.channel, H - 1 - p.row, p.column}; });
    add("half turn", [=](Place p) { return Place{p.channel, H - 1 - p.row, W - 1 - p.column}; });
    if (H == W) {
      add("quarter turn", [=](Place p) { return Place{p.channel, p.column, W - 1 - p.row}; });
      add("transposition", [](Place p) { return Place{p.channel, p.column, p.row}; });
      add("anti-transposition", [=](Place p) { return Place{p.channel, W - 1 - p.column, H - 1 - p.row}; });
    }
    add("row shift", [=](Place p) { return Place{p.channel, (p.row + H - 1) % H, p.column}; });
    add("column shift", [=](Place p) { return Place{p.channel, p.row, (p.column + W - 1) % W}; });
    if (C > 1) add("channel exchange", [=](Place p) { return Place{(p.channel + 1) % C, p.row, p.column}; });
  } else if (g.ordered) {
    add("reversal", [=](Place p) { return Place{p.channel, p.row, W - 1 - p.column}; });
    add("cyclic shift", [=](Place p) { return Place{p.channel, p.row, (p.column + W - 1) % W}; });
  }
  NamedOperator negation{"negation", identity(g.count())};
  for (double& x : negation.matrix) x = -x;
  all.push_back(negation);
  return all;
}

}  // namespace lgn
