#include "lgn/recovery/dictionary_learning.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tensor/linalg/lu.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

constexpr double doubled = 0.9;  // two atoms that agree more than this stand for one
constexpr double idle = 5;       // an atom used less often in a batch stands for nothing

std::vector<double> squared_norms(const TensorD& rows) {
  std::vector<double> norms;
  for (Index i = 0; i < rows.extent(0); ++i) {
    const double* row = rows.data() + i * rows.extent(1);
    norms.push_back(std::inner_product(row, row + rows.extent(1), row, 0.0));
  }
  return norms;
}

std::vector<double> uses(const TensorD& codes) {
  std::vector<double> count(codes.extent(1));
  for (Index i = 0; i < codes.count(); ++i) count[i % codes.extent(1)] += codes[i] > 0;
  return count;
}

/// Puts what the dictionary explains worst in the place of atoms that explain nothing.
void replace_useless(TensorD& atoms, const TensorD& codes, const TensorD& residual) {
  const std::vector<Index> useless = useless_atoms(uses(codes), idle, matmul(atoms, transpose(atoms)), doubled);
  const std::vector<double> errors = squared_norms(residual);
  std::vector<Index> order(errors.size());
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return errors[a] > errors[b]; });
  const Index d = atoms.extent(1);
  for (std::size_t i = 0; i < useless.size() && 3 * i < order.size(); ++i) {
    const double* worst = residual.data() + order[3 * i] * d;  // every third: neighbours often miss one atom
    std::copy(worst, worst + d, atoms.data() + useless[i] * d);
  }
  normalize_rows(atoms);
}

std::vector<Index> some_of(Index count, Index wanted, Random& random) {
  std::vector<Index> chosen = random.permutation(count);
  chosen.resize(std::min(count, wanted));
  return chosen;
}

}  // namespace

std::vector<Index> useless_atoms(const std::vector<double>& use, double least, const TensorD& agreement,
                                 double doubled) {
  std::vector<Index> useless;
  for (Index a = 0; a < agreement.extent(0); ++a) {
    const double own = use[a];
    bool replace = own < least;
    for (Index b = 0; b < agreement.extent(0) && !replace; ++b) {
      const double other = use[b];
      replace = a != b && agreement(a, b) > doubled && (own < other || (own == other && a > b));
    }
    if (replace) useless.push_back(a);
  }
  return useless;
}

void normalize_rows(TensorD& rows) {
  const Index d = rows.extent(1);
  const std::vector<double> norms = squared_norms(rows);
  for (Index i = 0; i < rows.count(); ++i) {
    const double norm = norms[i / d];
    if (norm > 0) rows[i] /= std::sqrt(norm);
  }
}

TensorD take_rows(const TensorD& rows, const std::vector<Index>& chosen) {
  const Index d = rows.extent(1);
  TensorD taken = TensorD::uninitialized({static_cast<Index>(chosen.size()), d});
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const double* row = rows.data() + chosen[i] * d;
    std::copy(row, row + d, taken.data() + static_cast<Index>(i) * d);
  }
  return taken;
}

PursuitSettings pursuit_settings(const DictionarySettings& settings, const TensorD& patches) {
  const std::vector<double> norms = squared_norms(patches);
  const double mean = std::accumulate(norms.begin(), norms.end(), 0.0) / norms.size();
  return {settings.most, settings.tolerance * std::sqrt(mean)};
}

TensorD optimal_directions(const TensorD& patches, const TensorD& codes) {
  TensorD normal = transposed_times(codes, codes);
  const Index F = normal.extent(0);
  double trace = 0;
  for (Index f = 0; f < F; ++f) trace += normal(f, f);
  const double ridge = trace > 0 ? 1e-3 * std::min(1.0, trace / F) : 1e-3;
  for (Index f = 0; f < F; ++f) normal(f, f) += ridge;
  return solve(normal, transposed_times(codes, patches));
}

TensorD learn_dictionary(const TensorD& patches, const DictionarySettings& settings, Random& random) {
  const Index N = patches.extent(0), steps = settings.search_steps + settings.polish_steps;
  require(N >= settings.atoms, "a dictionary of ", settings.atoms, " atoms cannot be learned from ", N,
          " patches; expected at least as many patches as atoms");
  TensorD atoms = take_rows(patches, some_of(N, settings.atoms, random));
  normalize_rows(atoms);
  PursuitSettings pursuit = pursuit_settings(settings, patches);
  for (Index step = 0; step < steps; ++step) {
    const bool searching = step < settings.search_steps;
    const TensorD batch = searching ? take_rows(patches, some_of(N, settings.batch, random)) : patches;
    pursuit.most = std::min(settings.most, 1 + step / 4);
    const TensorD codes = pursue(batch, atoms, pursuit);
    atoms = optimal_directions(batch, codes);
    const TensorD residual = searching ? coding_residual(batch, atoms, codes) : TensorD();
    normalize_rows(atoms);
    if (searching) replace_useless(atoms, codes, residual);
  }
  return atoms;
}

}  // namespace lgn
