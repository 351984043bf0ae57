#include "experiments/common/analysis/statistics.h"

#include <algorithm>
#include <cmath>

#include "tensor/distributions.h"
#include "tensor/error.h"

namespace lgn {
namespace {

constexpr double normal_95 = 1.959963984540054;  // the standard normal's 97.5 % point

}  // namespace

double mean(const std::vector<double>& values) {
  require(!values.empty(), "the mean of no values");
  double sum = 0;
  for (double v : values) sum += v;
  return sum / values.size();
}

double sample_deviation(const std::vector<double>& values) {
  require(values.size() >= 2, "the deviation of ", values.size(), " values; expected at least two");
  const double center = mean(values);
  double squares = 0;
  for (double v : values) squares += (v - center) * (v - center);
  return std::sqrt(squares / (values.size() - 1));
}

double quantile(std::vector<double> values, double fraction) {
  require(!values.empty(), "a quantile of no values");
  require(fraction >= 0 && fraction <= 1, "the quantile's fraction is ", fraction, "; expected 0 to 1");
  std::sort(values.begin(), values.end());
  const double place = fraction * (values.size() - 1);
  const std::size_t below = static_cast<std::size_t>(place);
  const double low = values[below], high = values[std::min(below + 1, values.size() - 1)];
  return low + (place - below) * (high - low);
}

double median(std::vector<double> values) {
  return quantile(std::move(values), 0.5);
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  require(x.size() == y.size() && x.size() >= 2, "correlation of ", x.size(), " with ", y.size(),
          " values; expected equal numbers, at least two");
  const double x_mean = mean(x), y_mean = mean(y);
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - x_mean) * (x[i] - x_mean);
    yy += (y[i] - y_mean) * (y[i] - y_mean);
    xy += (x[i] - x_mean) * (y[i] - y_mean);
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

Interval wilson_interval(Index successes, Index trials) {
  require(trials >= 1 && successes >= 0 && successes <= trials, successes, " successes in ", trials,
          " trials make no rate");
  const double n = static_cast<double>(trials), rate = successes / n;
  const double z2 = normal_95 * normal_95, center = rate + z2 / (2 * n);
  const double half = normal_95 * std::sqrt(rate * (1 - rate) / n + z2 / (4 * n * n));
  const auto bound = [&](double numerator) { return numerator / (1 + z2 / n); };  // 0 and 1 without rounding
  return {successes == 0 ? 0 : bound(center - half), successes == trials ? 1 : bound(center + half)};
}

Interval median_interval(std::vector<double> values) {
  require(!values.empty(), "an interval for the median of no values");
  std::sort(values.begin(), values.end());
  const Index n = static_cast<Index>(values.size());
  // The largest k with P(Binomial(n, 1/2) < k) <= 2.5 %: then [v_k, v_(n+1-k)] covers (counting from 1).
  Index k = 0;
  double below = 0;
  for (; k < n; ++k) {
    const double log_choose = std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0);
    below += std::exp(log_choose - n * std::log(2.0));
    if (below > 0.025) break;
  }
  const Index first = std::max<Index>(k, 1) - 1;
  return {values[first], values[n - 1 - first]};
}

double permutation_p_value(double observed, const std::vector<double>& null) {
  const auto reach = std::count_if(null.begin(), null.end(), [&](double v) { return v >= observed; });
  return (1 + static_cast<double>(reach)) / (1 + static_cast<double>(null.size()));
}

double exchange_p_value(const std::vector<double>& a, const std::vector<double>& b, Index draws, Random& random) {
  std::vector<double> all = a, null;
  all.insert(all.end(), b.begin(), b.end());
  std::vector<char> in_a(a.size(), 1);
  in_a.resize(all.size(), 0);
  const auto difference = [&] {
    double of_a = 0, of_b = 0;
    for (std::size_t i = 0; i < all.size(); ++i) (in_a[i] ? of_a : of_b) += all[i];
    return of_a / static_cast<double>(a.size()) - of_b / static_cast<double>(b.size());
  };
  constexpr double tie = 1e-12;  // equal but for the order of a sum
  const double observed = difference() - tie;
  double ways = 1;
  for (std::size_t i = 1; i <= a.size(); ++i) ways *= static_cast<double>(b.size() + i) / static_cast<double>(i);
  if (ways <= static_cast<double>(draws)) {
    double as_far = 0;
    do as_far += difference() >= observed;
    while (std::prev_permutation(in_a.begin(), in_a.end()));
    return as_far / std::round(ways);
  }
  for (Index draw = 0; draw < draws; ++draw) {
    const std::vector<Index> order = random.permutation(static_cast<Index>(all.size()));
    for (std::size_t i = 0; i < all.size(); ++i) in_a[order[i]] = i < a.size();
    null.push_back(difference());
  }
  return permutation_p_value(observed, null);
}

double mean_half_width(const std::vector<double>& values) {
  const double n = static_cast<double>(values.size());
  return student_quantile(0.025, n - 1) * sample_deviation(values) / std::sqrt(n);
}

Interval welch_interval(const std::vector<double>& a, const std::vector<double>& b) {
  const double m = static_cast<double>(a.size()), n = static_cast<double>(b.size());
  const double of_a = std::pow(sample_deviation(a), 2) / m, of_b = std::pow(sample_deviation(b), 2) / n;
  const double difference = mean(a) - mean(b), variance = of_a + of_b;
  if (variance == 0) return {difference, difference};
  const double freedom = variance * variance / (of_a * of_a / (m - 1) + of_b * of_b / (n - 1));
  const double half = student_quantile(0.025, freedom) * std::sqrt(variance);
  return {difference - half, difference + half};
}

std::vector<double> benjamini_hochberg(const std::vector<double>& p_values) {
  std::vector<std::size_t> order(p_values.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return p_values[i] < p_values[j]; });
  std::vector<double> adjusted(p_values.size());
  double least = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const double scaled = p_values[order[rank - 1]] * order.size() / rank;
    least = std::min(least, scaled);
    adjusted[order[rank - 1]] = least;
  }
  return adjusted;
}

}  // namespace lgn
