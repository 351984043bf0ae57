// The pictures of a run: filters, generators, codes, reconstructions, and the curves of its training.
#include "experiments/common/training/figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>

#include "experiments/common/plotting/image_grid.h"
#include "experiments/common/plotting/plot.h"
#include "experiments/common/plotting/png.h"
#include "lgn/inference.h"
#include "tensor/error.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

constexpr Index most_shown = 64;  // matrices, filters or maps on one sheet

/// Channels as a picture can show them: three as colours, any other number as grey images one by one.
Tensor showable(const Tensor& images) {
  if (images.extent(1) == 3) return images;
  return images.reshape({images.extent(0) * images.extent(1), 1, images.extent(2), images.extent(3)});
}

Tensor first_rows(const Tensor& tensor, Index count) {
  return tensor.slice(0, std::min(count, tensor.extent(0)));
}

std::vector<std::string> numbered_labels(const char* word, Index count) {
  std::vector<std::string> labels;
  for (Index i = 0; i < count; ++i) labels.push_back(concat(word, " ", i));
  return labels;
}

/// Every learned A of a layer: a row for each base filter, a column for each channel; one that all share
/// once.
Canvas generators_picture(const Network& network, Index layer) {
  const Architecture& a = network.architecture();
  const Tensor A = network.generator_matrices(layer);
  const bool one = a.share == Sharing::layer || a.share == Sharing::network;
  const Index d = a.kernel_size(), columns = one ? 1 : a.channels,
              rows = one ? 1 : std::min(a.base_filters, std::max<Index>(1, most_shown / columns));
  ImageGridOptions options{.title = concat("Learned A, layer ", layer),
                           .columns = columns,
                           .map = ColorMap::diverging,
                           .enlarge = std::max<Index>(1, 144 / d),
                           .color_bar = true};
  if (!one) {
    options.row_labels = numbered_labels("base filter", rows);
    options.column_labels = numbered_labels("channel", columns);
  }
  return image_grid(first_rows(A.reshape({a.base_filters * a.channels, 1, d, d}), rows * columns), options);
}

/// u_K of one image, a map for each filter.
Canvas codes_picture(const Tensor& codes) {
  const Tensor maps = codes.slice(0, 1).reshape({codes.extent(1), 1, codes.extent(2), codes.extent(3)});
  return image_grid(first_rows(maps, most_shown),
                    {.title = "Code maps of the first test image", .map = ColorMap::sequential, .color_bar = true});
}

/// Images (as the network sees them) in the upper rows, their reconstructions below.
Canvas reconstructions_picture(const Tensor& images, const Tensor& reconstructions) {
  const Tensor left = showable(images), right = showable(reconstructions);
  ImageGridOptions options{.title = "Images, preprocessed, and their reconstructions",
                           .columns = 2 * 4,
                           .enlarge = std::max<Index>(1, 84 / images.extent(3))};
  for (int i = 0; i < 2 * 4; ++i) options.column_labels.push_back(i % 2 ? "reconstr." : "image");
  return image_grid(side_by_side({left, right}), options);
}

/// One key of all lines that have it against the epoch; NaN where it is no number.
Series curve(const std::vector<Json>& metrics, const char* key, const char* name, double unit, Index color) {
  Series series{.name = name, .color = line_color(color)};
  for (const Json& line : metrics) {
    const Json* value = line.find(key);
    if (!value) continue;  // not every epoch is evaluated
    series.x.push_back(line.at("epoch").as_double());
    series.y.push_back(value->is_number() ? value->as_double() * unit : std::numeric_limits<double>::quiet_NaN());
  }
  series.mark = series.x.size() <= 20 ? Mark::line_and_points : Mark::line;
  return series;
}

/// The curves of training and test that hold a number.
std::vector<Series> curves(const std::vector<Json>& metrics, const std::string& quantity, double unit) {
  std::vector<Series> all;
  for (const Index test : {0, 1}) {
    const std::string key = (test ? "test_" : "train_") + quantity;
    Series series = curve(metrics, key.c_str(), test ? "test" : "training", unit, test);
    if (std::any_of(series.y.begin(), series.y.end(), [](double y) { return std::isfinite(y); }))
      all.push_back(std::move(series));
  }
  return all;
}

/// Losses that fall to a tenth are clearer on a logarithmic axis.
bool spans_decades(const std::vector<Series>& all) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Series& series : all)
    for (const double y : series.y)
      if (std::isfinite(y)) low = std::min(low, y), high = std::max(high, y);
  return low > 0 && high > 10 * low;
}

}  // namespace

Canvas filters_picture(Network& network, const Tensor& some_image, Index layer) {
  const Architecture& a = network.architecture();
  Tape tape;
  const Prediction prediction =
      network.forward(Leaves(tape, network.parameters(), false), some_image, Mode::evaluation, Unfolding::plain);
  const Tensor bank = prediction.banks[layer].value();
  const Index per_filter = a.channels == 3 ? 1 : a.channels;
  return image_grid(showable(bank), {.title = concat("Filter bank, layer ", layer, " (row i: AⁱB)"),
                                     .columns = a.base_filters * per_filter,
                                     .row_labels = numbered_labels("i =", a.group_size),
                                     .map = ColorMap::diverging,
                                     .common_scale = false,
                                     .symmetric = true,
                                     .enlarge = std::max<Index>(2, 60 / std::max(a.kernel.height, a.kernel.width))});
}

std::vector<std::string> draw_figures(TrainedRun& run) {
  std::vector<std::string> files;
  const auto write = [&](const std::string& name, const auto& draw) {
    std::optional<Canvas> picture;
    try {
      picture = draw();
    } catch (const Error& error) {  // too large; a run does not fail for it
      std::printf("note: %s is left out: %s\n", name.c_str(), error.what());
      return;
    }
    files.push_back(join(run.folder(), name));
    write_png(files.back(), *picture);
  };
  const Tensor examples = first_rows(run.data.has_test() ? run.data.test_images : run.data.train_images, 16);
  const Inference inference = infer(run.network, examples, examples.extent(0), true);
  for (Index k = 0; k < run.network.architecture().layers; ++k) {
    write(concat("generators-", k, ".png"), [&] { return generators_picture(run.network, k); });
    write(concat("filters-", k, ".png"), [&] { return filters_picture(run.network, examples.slice(0, 1), k); });
  }
  write("codes.png", [&] { return codes_picture(inference.codes); });
  write("training.png", [&] { return training_curves(run.metrics, concat("Training: ", run.data.name)); });
  if (run.network.architecture().task == Task::reconstruct)
    write("reconstructions.png", [&] { return reconstructions_picture(examples, inference.output); });
  return files;
}

void print_figures(const std::vector<std::string>& files) {
  std::printf("\npictures:\n");
  for (const std::string& file : files) std::printf("  %s\n", file.c_str());
}

Canvas training_curves(const std::vector<Json>& metrics, const std::string& title) {
  require(!metrics.empty(), "training curves of a run without a finished epoch; expected at least one line of metrics");
  Plot loss{.title = "Loss", .x = {.label = "epoch", .whole = true}, .series = curves(metrics, "loss", 1)};
  if (loss.series.empty()) loss.series.push_back(curve(metrics, "train_loss", "training", 1, 0));
  loss.y.logarithmic = spans_decades(loss.series);
  std::vector<Canvas> pictures = {draw_plot(loss)};

  Plot accuracy = loss;
  accuracy.title = "Accuracy (%)";
  accuracy.y.logarithmic = false;
  accuracy.series = curves(metrics, "accuracy", 100);
  if (!accuracy.series.empty()) pictures.push_back(draw_plot(accuracy));
  return panels(pictures, 2, title);
}

}  // namespace lgn
