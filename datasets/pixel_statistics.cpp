#include "datasets/pixel_statistics.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>
#include <tuple>

#include "tensor/io/quote.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// Sums over the pixels of each channel of each image, [N, C]: of term(x, c).
template <class Term>
TensorD sums_by_image(const Images& images, Term term) {
  const Index count = images.count(), channels = images.shape()[1], size = images.image_size();
  const Index plane = size / channels;
  TensorD sums({count, channels});
  constexpr Index grain = 64;
  parallel_ranges(count, grain, [&](Index from, Index to) {
    std::vector<float> image(size);
    for (Index i = from; i < to; ++i) {
      scaled_image(images, i, image.data());
      for (Index c = 0; c < channels; ++c) {
        double sum = 0;
        for (Index j = c * plane; j < (c + 1) * plane; ++j) sum += term(image[j], c);
        sums(i, c) = sum;
      }
    }
  });
  return sums;
}

/// Sums over the images, in their order: [N, C] -> [C].
std::vector<double> total(const TensorD& sums) {
  std::vector<double> total(sums.extent(1));
  for (Index i = 0; i < sums.extent(0); ++i)
    for (Index c = 0; c < sums.extent(1); ++c) total[c] += sums(i, c);
  return total;
}

std::vector<double> centred(std::vector<double> x) {
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / x.size();
  for (double& value : x) value -= mean;
  return x;
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(sum);
}

/// The standard errors of the means over images of numbers(image), one for each channel.
template <class Numbers>
std::vector<double> standard_errors(Index images, Index channels, Numbers numbers) {
  std::vector<double> mean(channels), squares(mean.size());
  const auto N = static_cast<double>(images);
  for (Index i = 0; i < images; ++i)
    for (std::size_t c = 0; const double x : numbers(i)) mean[c++] += x / N;
  for (Index i = 0; i < images; ++i)
    for (std::size_t c = 0; const double x : numbers(i)) squares[c] += (x - mean[c]) * (x - mean[c]), ++c;
  for (double& s : squares) s = std::sqrt(s) / N;
  return squares;
}

void add_errors(const TensorD& sums, double plane, PixelStatistics& statistics) {
  const Index N = sums.extent(0), C = sums.extent(1);
  const auto means = [&](Index i) {
    std::vector<double> row;
    for (Index c = 0; c < C; ++c) row.push_back(sums(i, c) / plane);
    return row;
  };
  const std::vector<double> of_means = standard_errors(N, C, means);
  for (Index c = 0; c < C; ++c)
    statistics.mean_error = std::max(statistics.mean_error, of_means[c] / (statistics.deviation[c] + 1e-12));
  const auto contrasts = [&](Index i) { return centred(means(i)); };
  statistics.contrast_error = distance(standard_errors(N, C, contrasts), std::vector<double>(C));
}

std::pair<float, float> range(const Images& images) {
  const float unit = std::holds_alternative<Bytes>(images.pixels) ? 255 : 1;
  return std::visit(
      [&](const auto& pixels) {
        auto least = pixels[0], largest = pixels[0];
        for (const auto x : pixels) least = std::min(least, x), largest = std::max(largest, x);
        return std::pair{least / unit, largest / unit};
      },
      images.pixels);
}

std::vector<double> in_double(const Tensor& x) {
  return {x.begin(), x.end()};
}

/// Something that may have been done to images, x -> factor x + shift in each channel, and what undoes it.
struct Change {
  std::string name, remedy;  // remedy: a form of numpy_remedy
  std::vector<double> factor, shift;
};

/// How far the found mean and deviation are from those of changed training images: in deviations, or in the
/// logarithm of the deviation, whatever is more. Infinite where the change is of constant pixels.
double misfit(const PixelStatistics& trained, const PixelStatistics& found, const Change& change) {
  double worst = 0;
  for (Index c = 0; c < trained.mean.count(); ++c) {
    const double mean = change.factor[c] * trained.mean[c] + change.shift[c];
    const double deviation = std::abs(change.factor[c]) * trained.deviation[c], tiny = 1e-12;
    if (!std::isfinite(mean) || !std::isfinite(deviation)) return std::numeric_limits<double>::infinity();
    worst = std::max({worst, std::abs(found.mean[c] - mean) / (deviation + tiny),
                      std::abs(std::log((found.deviation[c] + tiny) / (deviation + tiny)))});
  }
  return worst;
}

std::string number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

/// One number, or one a channel in the shape that NumPy spreads over [N, C, H, W].
std::string channel_numbers(const std::vector<double>& numbers) {
  if (numbers.size() == 1) return number(numbers[0]);
  std::string list;
  for (const double x : numbers) list += (list.empty() ? "" : ", ") + number(x);
  return "numpy.array([" + list + "]).reshape(-1, 1, 1)";
}

/// The ratio of the scales, as one would have multiplied by it where it is near such a number.
double likely_factor(double ratio) {
  for (const double known : {255.0, 65535.0, 100.0})
    for (const double factor : {known, 1 / known})
      if (std::abs(std::log(ratio / factor)) < 0.3) return factor;
  return ratio;
}

std::vector<Change> likely_changes(const PixelStatistics& trained, const PixelStatistics& found) {
  const auto channels = static_cast<std::size_t>(trained.mean.count());
  const auto all = [&](double x) { return std::vector<double>(channels, x); };
  const double factor = likely_factor(static_cast<double>(found.deviation[0]) / trained.deviation[0]);
  const double ends = static_cast<double>(trained.lowest) + trained.highest;
  const char* pixels = found.bytes ? "({} / 255)" : "{}";
  std::vector<Change> changes = {{factor > 1 ? "the training images times " + number(factor)
                                             : "the training images divided by " + number(1 / factor),
                                  concat(pixels, factor > 1 ? " / " : " * ", number(factor > 1 ? factor : 1 / factor)),
                                  all(factor), all(0)}};
  if (found.images < 10) return changes;  // a few images may be dark or bright
  changes.push_back(
      {"the training images brought from 0 .. 1 to -1 .. 1", concat("(", pixels, " + 1) / 2"), all(2), all(-1)});
  changes.push_back(
      {"the training images brought from -1 .. 1 to 0 .. 1", concat(pixels, " * 2 - 1"), all(0.5), all(0.5)});
  changes.push_back({"the training images inverted, dark where those are bright",
                     found.bytes && ends == 1 ? "255 - {}" : concat(number(ends), " - ", pixels), all(-1), all(ends)});
  Change standardised{"the training images standardised already", "", {}, {}};
  for (Index c = 0; c < trained.mean.count(); ++c) {
    standardised.factor.push_back(1.0 / trained.deviation[c]);
    standardised.shift.push_back(-static_cast<double>(trained.mean[c]) / trained.deviation[c]);
  }
  standardised.remedy =
      concat("{} * ", channel_numbers(in_double(trained.deviation)), " + ", channel_numbers(in_double(trained.mean)));
  changes.push_back(std::move(standardised));
  return changes;
}

/// The order in which the training images' channel means are nearest to those found, where it is clearly
/// another.
std::vector<Index> likely_order(const PixelStatistics& trained, const PixelStatistics& found) {
  const Index channels = trained.mean.count();
  if (channels < 2 || channels > 4) return {};
  const std::vector<double> theirs = centred(in_double(trained.mean)), ours = centred(in_double(found.mean));
  std::vector<Index> order(channels), best;
  std::iota(order.begin(), order.end(), Index{0});
  const double as_it_is = distance(ours, theirs);
  double least = as_it_is / 5;
  while (std::next_permutation(order.begin(), order.end())) {
    std::vector<double> permuted;
    for (const Index c : order) permuted.push_back(theirs[c]);
    if (distance(ours, permuted) >= least) continue;
    least = distance(ours, permuted);
    best = order;
  }
  return as_it_is > 5 * found.contrast_error && as_it_is > 0.02 * trained.deviation[0] ? best : std::vector<Index>();
}

std::string described(const PixelStatistics& s) {
  const std::string range =
      s.lowest == s.highest ? "" : concat("from ", number(s.lowest), " to ", number(s.highest), ", ");
  std::string means;
  for (const float m : s.mean) means += (means.empty() ? "" : " ") + number(m);
  return concat(range, s.mean.count() > 1 ? "means " : "mean ", means, s.bytes ? " (bytes divided by 255)" : "");
}

}  // namespace

void scaled_image(const Images& images, Index i, float* out) {
  const Index size = images.image_size();
  if (const Bytes* bytes = std::get_if<Bytes>(&images.pixels)) {
    const std::uint8_t* from = bytes->data() + i * size;
    for (Index j = 0; j < size; ++j) out[j] = static_cast<float>(from[j]) / 255.0f;
  } else {
    std::copy_n(std::get<Tensor>(images.pixels).data() + i * size, size, out);
  }
}

PixelStatistics pixel_statistics(const Images& images) {
  const Index channels = images.shape()[1];
  const auto plane = static_cast<double>(images.image_size() / channels);
  const double pixels = images.count() * plane;
  const TensorD sums = sums_by_image(images, [](double x, Index) { return x; });
  std::vector<double> mean = total(sums);
  for (double& m : mean) m /= pixels;
  const std::vector<double> squares = total(sums_by_image(images, [&](double x, Index c) {
    const double difference = x - mean[c];
    return difference * difference;
  }));
  PixelStatistics statistics;
  statistics.mean = Tensor({channels});
  statistics.deviation = Tensor({channels});
  for (Index c = 0; c < channels; ++c) {
    statistics.mean[c] = static_cast<float>(mean[c]);
    statistics.deviation[c] = static_cast<float>(std::sqrt(squares[c] / std::max(1.0, pixels - 1)));
  }
  std::tie(statistics.lowest, statistics.highest) = range(images);
  statistics.images = images.count();
  statistics.bytes = std::holds_alternative<Bytes>(images.pixels);
  add_errors(sums, plane, statistics);
  return statistics;
}

std::vector<std::string> statistics_notes(const PixelStatistics& trained, const PixelStatistics& found,
                                          const std::string& path) {
  if (!trained.known() || !found.known() || trained.mean.count() != found.mean.count()) return {};
  const auto mended = [&](const std::string& form) {
    return path.ends_with(".npy") ? "; " + numpy_remedy(path, form) : "; prepare both alike";
  };
  const std::string ranges = concat(": those are ", described(trained), "; these are ", described(found));
  const auto channels = static_cast<std::size_t>(trained.mean.count());
  const double as_it_is =
      misfit(trained, found, {"", "", std::vector<double>(channels, 1), std::vector<double>(channels)});
  const std::vector<Change> changes = likely_changes(trained, found);
  const auto best = std::min_element(changes.begin(), changes.end(), [&](const Change& a, const Change& b) {
    return misfit(trained, found, a) < misfit(trained, found, b);
  });
  constexpr double alike = 0.35, unlike = 1;
  const double fit = misfit(trained, found, *best), error = found.mean_error;
  // Images of one kind may differ from all by chance as much as some change would make them.
  const bool by_chance = as_it_is < unlike && (as_it_is < 12 * error || fit > 2.5 * error);
  if (as_it_is > alike && fit < std::min(alike, as_it_is / 5) && !by_chance)
    return {concat("the pixels of ", path, " look like ", best->name, ranges, mended(best->remedy))};
  const std::vector<Index> order = likely_order(trained, found);
  if (order.empty() && as_it_is > unlike && (found.images >= 10 || as_it_is > 3))
    return {concat("the pixels of ", path, " are in another scale than the training images", ranges,
                   "; prepare both alike")};
  if (order.empty()) return {};
  std::string list, places;  // those of the training images; where each of them is found
  for (std::size_t c = 0; c < order.size(); ++c) {
    const char* comma = c ? "," : "";
    list += comma + concat(order[c]);
    places += comma + concat(std::find(order.begin(), order.end(), static_cast<Index>(c)) - order.begin());
  }
  return {concat("the channels of ", path, " look like those of the training images in the order ", list, ranges,
                 mended("{}[:, [" + places + "]]"))};
}

}  // namespace lgn
