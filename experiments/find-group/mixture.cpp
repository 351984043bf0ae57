#include "experiments/find-group/mixture.h"

#include <algorithm>
#include <cmath>

#include "tensor/error.h"

namespace lgn {
namespace {

double draw_amplitude(const std::string& kind, Random& random) {
  if (kind == "half-normal") return std::abs(random.normal());
  if (kind == "signed") return random.normal();
  if (kind == "uniform") return random.uniform();
  const double uniform = 1 - random.uniform();
  return kind == "heavy-tailed" ? std::pow(uniform, -1 / 3.0) : -std::log(uniform);
}

/// How often each filter is used, on average.
std::vector<double> use_of_filters(Index filters, Index order, const std::string& kind) {
  const Index q = filters / order;
  std::vector<double> use(static_cast<std::size_t>(filters), 3 / static_cast<double>(filters));
  for (Index f = 0; f < filters; ++f) {
    const Index element = f / q, base = f % q;
    double& rate = use[static_cast<std::size_t>(f)];
    if (kind == "unequal") rate *= 2 * static_cast<double>(element + 1) / static_cast<double>(order + 1);
    if (kind == "incomplete" && element == base % order && 10 * base < 3 * q) rate = 0;
  }
  return use;
}

}  // namespace

TensorD draw_mixture(const TensorD& filters, Index order, const std::string& kind, Index count, Random& random) {
  static const std::vector<std::string> kinds = {"",       "half-normal", "uniform", "heavy-tailed",
                                                 "signed", "correlated",  "unequal", "incomplete"};
  require(std::find(kinds.begin(), kinds.end(), kind) != kinds.end(), "'", kind,
          "' is no kind of mixture; expected half-normal, uniform, heavy-tailed, signed, correlated, unequal or "
          "incomplete");
  const Index F = filters.extent(0), d = filters.extent(1), q = F / order;
  const std::vector<double> use = use_of_filters(F, order, kind);
  TensorD rows = TensorD::uninitialized({count, d});
  for (Index i = 0; i < count; ++i) {
    double* row = rows.data() + i * d;
    const auto add = [&](Index f) {
      const double u = draw_amplitude(kind, random);
      for (Index j = 0; j < d; ++j) row[j] += u * filters(f, j);
    };
    for (Index j = 0; j < d; ++j) row[j] = 0.05 * random.normal();
    for (Index f = 0; f < F; ++f) {
      if (random.uniform() >= use[static_cast<std::size_t>(f)]) continue;
      add(f);
      if (kind == "correlated" && random.uniform() < 0.5) add((f + q) % F);
    }
  }
  return rows;
}

}  // namespace lgn
