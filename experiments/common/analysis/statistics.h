// Statistics of small samples: what the experiments' tables need to say how sure they are.
#pragma once

#include <vector>

#include "tensor/random.h"

namespace lgn {

struct Interval {
  double low, high;
};

/// Throws Error when there are no values (sample_deviation: fewer than two).
double mean(const std::vector<double>& values);
/// Square root of the sum of squared distances from the mean over N - 1.
double sample_deviation(const std::vector<double>& values);
/// Linear between order statistics: quantile(v, 0) is the smallest, quantile(v, 1) the largest.
double quantile(std::vector<double> values, double fraction);
double median(std::vector<double> values);

/// Pearson's correlation; 0 when either side is constant. Error unless both have the same number, two or
/// more.
double correlation(const std::vector<double>& x, const std::vector<double>& y);

/// 95 % interval of a rate (Wilson 1927): successes out of trials, trials >= 1.
Interval wilson_interval(Index successes, Index trials);

/// Interval of the median that covers with at least 95 % whatever the distribution: order statistics by the
/// binomial law. With fewer than 6 values, which cannot, all of them.
inline constexpr Index fewest_for_median_interval = 6;
Interval median_interval(std::vector<double> values);

/// (1 + number of null values >= observed) / (1 + number of null values): exact when observed and null are
/// exchangeable (Phipson and Smyth 2010).
double permutation_p_value(double observed, const std::vector<double>& null);

/// One-sided p-value of mean(a) > mean(b) when values may be exchanged between the two: in all ways, or where there are
/// more than `draws` in so many at random.
double exchange_p_value(const std::vector<double>& a, const std::vector<double>& b, Index draws, Random& random);

/// Half the width of the 95 % interval of the mean (Student's t); two or more values.
double mean_half_width(const std::vector<double>& values);

/// 95 % interval of the difference of two means, a's minus b's (Welch 1947); two or more values each.
Interval welch_interval(const std::vector<double>& a, const std::vector<double>& b);

/// Adjusted p-values in the order given: rejecting those <= q keeps the false-discovery rate below q
/// (Benjamini and Hochberg 1995).
std::vector<double> benjamini_hochberg(const std::vector<double>& p_values);

}  // namespace lgn
