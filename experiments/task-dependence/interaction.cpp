#include "experiments/task-dependence/interaction.h"

#include <algorithm>
#include <array>

namespace lgn {
namespace {

constexpr Index conditions = 8;
using Members = std::array<std::vector<Index>, conditions>;

Members members_of(const Design& design) {
  Members members;
  for (Index i = 0; i < design.count(); ++i) members[design.condition(i)].push_back(i);
  return members;
}

/// Mean of d^2 over the pairs of different networks, one from each list.
double mean_between(const TensorD& squared, const std::vector<Index>& a, const std::vector<Index>& b) {
  double sum = 0;
  Index pairs = 0;
  for (const Index i : a)
    for (const Index j : b) {
      if (i == j) continue;
      sum += squared(i, j);
      ++pairs;
    }
  return pairs ? sum / pairs : 0;
}

std::size_t condition_of(Index data, Index task, Index content) {
  return static_cast<std::size_t>(4 * content + 2 * data + task);
}

double separation(const TensorD& squared, const Members& members, Factor factor, Index content) {
  double sum = 0;
  for (Index other = 0; other < 2; ++other) {
    const auto& a = members[factor == Factor::data ? condition_of(0, other, content) : condition_of(other, 0, content)];
    const auto& b = members[factor == Factor::data ? condition_of(1, other, content) : condition_of(other, 1, content)];
    sum += mean_between(squared, a, b) - (mean_between(squared, a, a) + mean_between(squared, b, b)) / 2;
  }
  return sum / 2;
}

double mean_variance(const TensorD& squared, const Members& members) {
  double sum = 0;
  for (const std::vector<Index>& each : members) sum += mean_between(squared, each, each) / 2;
  return sum / conditions;
}

double effect(const TensorD& squared, const Members& members, Factor factor) {
  return (separation(squared, members, factor, 0) - separation(squared, members, factor, 1)) /
         mean_variance(squared, members);
}

/// Images and surrogates of every data set and task, shuffled together and dealt out anew.
Members exchanged(const Members& members, Random& random) {
  Members result;
  for (std::size_t cell = 0; cell < conditions / 2; ++cell) {
    std::vector<Index> both = members[cell];
    both.insert(both.end(), members[cell + 4].begin(), members[cell + 4].end());
    const std::vector<Index> order = random.permutation(static_cast<Index>(both.size()));
    for (std::size_t i = 0; i < both.size(); ++i)
      result[i < members[cell].size() ? cell : cell + 4].push_back(both[order[i]]);
  }
  return result;
}

Members resampled(const Members& members, Random& random) {
  Members result;
  for (std::size_t c = 0; c < conditions; ++c)
    for (std::size_t i = 0; i < members[c].size(); ++i)
      result[c].push_back(members[c][random.below(members[c].size())]);
  return result;
}

}  // namespace

Index Design::condition(Index network) const {
  return static_cast<Index>(condition_of(data[network], task[network], content[network]));
}

double separation(const TensorD& squared, const Design& design, Factor factor, Index content) {
  return separation(squared, members_of(design), factor, content);
}

InteractionTest test_interaction(const TensorD& squared, const Design& design, Factor factor, Index draws,
                                 Random& random) {
  const Members members = members_of(design);
  for (const std::vector<Index>& each : members)
    require(each.size() >= 2, "a condition has ", each.size(), " networks; expected at least two");
  const double variance = mean_variance(squared, members);
  require(variance > 0, "no two networks of a condition differ; there is nothing to compare");
  InteractionTest test{
      separation(squared, members, factor, 0) / variance, separation(squared, members, factor, 1) / variance, 0, {}, 1};
  test.effect = test.images - test.surrogates;
  std::vector<double> null, bootstrap;
  for (Index draw = 0; draw < draws; ++draw) {
    null.push_back(effect(squared, exchanged(members, random), factor));
    bootstrap.push_back(effect(squared, resampled(members, random), factor));
  }
  constexpr double tie = 1e-9;  // what is equal but for rounding counts as equal
  test.p_value = permutation_p_value(test.effect - tie, null);
  test.interval = {quantile(bootstrap, 0.025), quantile(bootstrap, 0.975)};
  return test;
}

TensorD adjusted(const TensorD& squared, const std::vector<double>& covariate, const Design& design) {
  const Index n = design.count();
  std::vector<double> within(covariate), total(covariate);
  for (const std::vector<Index>& members : members_of(design)) {
    double sum = 0;
    for (const Index i : members) sum += covariate[i];
    for (const Index i : members) within[i] -= sum / members.size();
  }
  const double all = mean(covariate);
  double square = 0;
  for (double& x : total) x -= all;
  for (const double x : within) square += x * x;
  if (square <= 1e-24 * n) return squared;

  // Coordinates Y become L Y, L = I - total within^T / (within^T within). Rows of L sum to one, as `within`
  // sums to zero, so that d^2 follows from d^2 alone:  -2 <L_i - L_j, .> over the given matrix.
  std::vector<double> along(n);  // (D within)_i
  double twice = 0;              // within^T D within
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) along[i] += squared(i, j) * within[j];
    twice += within[i] * along[i];
  }
  TensorD result({n, n});
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
      // z = e_i - e_j - s within,  s = (total_i - total_j) / square;  d^2 = -z^T D z / 2.
      const double s = (total[a] - total[b]) / square;
      result(i, j) = squared(i, j) + s * (along[a] - along[b]) - s * s * twice / 2;
    }
  return result;
}

}  // namespace lgn
