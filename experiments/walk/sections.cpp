#include "experiments/walk/sections.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "autograd/convolution_ops.h"
#include "autograd/losses.h"
#include "experiments/common/plotting/heat_map.h"
#include "experiments/common/plotting/html.h"
#include "experiments/common/plotting/image_grid.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/table.h"
#include "experiments/walk/tape_graph.h"
#include "lgn/unfolded_layer.h"

namespace lgn {
namespace {

/// A section: heading, equation and words (HTML) on the left, the picture on the right.
std::string section(const std::string& heading, const std::string& equation, const std::string& words,
                    const std::string& picture) {
  return "<section>\n" + html_element("h2", heading) +
         "\n<div style=\"display:flex;flex-wrap:wrap;gap:.5rem 2rem;align-items:center\">\n"
         "<div style=\"flex:1 1 15rem\"><p style=\"font-size:1.1rem\">" +
         equation + "</p>\n<p>" + words + "</p></div>\n<div style=\"flex:2 1 24rem;overflow-x:auto\">" + picture +
         "</div>\n</div>\n</section>\n";
}

std::string image_element(const Canvas& picture, const std::string& name) {
  return "<figure><img alt=\"" + html_text(name) + "\" src=\"data:image/png;base64," + base64(encode_png(picture)) +
         "\"></figure>\n";
}

/// Three channels as colours, else the first alone.
Tensor shown(const Tensor& images) {
  const Index N = images.extent(0), C = images.extent(1), size = images.extent(2) * images.extent(3);
  if (C == 1 || C == 3) return images;
  Tensor first({N, 1, images.extent(2), images.extent(3)});
  for (Index n = 0; n < N; ++n) std::copy_n(images.data() + n * C * size, size, first.data() + n * size);
  return first;
}

/// Tensors [1, C, h, w] as one, [N, C, h, w].
Tensor stacked(const std::vector<Tensor>& parts) {
  Shape shape = parts.front().shape();
  shape[0] = static_cast<Index>(parts.size());
  Tensor all(shape);
  float* to = all.data();
  for (const Tensor& part : parts) to = std::copy(part.begin(), part.end(), to);
  return all;
}

Tensor single_row(const std::vector<Tensor>& parts) {
  return shown(stacked(parts));
}

/// The value of the first operation of this name in a layer.
Tensor value_of(const Tape& tape, Index layer, const char* operation) {
  const std::string name = concat("layer ", layer, ": ", operation);
  for (Index node = 0; node < tape.size(); ++node)
    if (tape.describe(node) == name) return tape.value(node);
  fail("the tape holds no ", name);
}

/// What A makes of every filter of [G, C, m, m], or A^T of it; A [G, C, d, d].
Tensor moved(const Tensor& A, const Tensor& filters, bool transposed) {
  const Index d = A.extent(3);
  Tensor result(filters.shape());
  for (Index filter = 0; filter < filters.count() / d; ++filter)
    for (Index i = 0; i < d; ++i)
      for (Index j = 0; j < d; ++j)
        result[filter * d + i] +=
            A[(filter * d + (transposed ? j : i)) * d + (transposed ? i : j)] * filters[filter * d + j];
  return result;
}

/// Filters [G, C, m, m] of several kinds as a sheet: a row for every base filter, a column for every kind.
Canvas filter_sheet(const std::vector<Tensor>& columns, const std::vector<std::string>& labels,
                    ImageGridOptions options) {
  options.columns = static_cast<Index>(columns.size());
  options.column_labels = labels;
  options.map = ColorMap::diverging;
  options.symmetric = true;
  options.common_scale = false;
  options.enlarge = 9;
  std::vector<Tensor> images;
  for (const Tensor& column : columns) images.push_back(shown(column));
  return image_grid(side_by_side(images), options);
}

std::vector<std::string> base_labels(Index count) {
  std::vector<std::string> labels;
  for (Index g = 0; g < count; ++g) labels.push_back(concat("g = ", g));
  return labels;
}

std::string power_text(Index i) {
  constexpr const char* digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text;
  for (const char digit : std::to_string(i)) text += digits[digit - '0'];
  return i == 0 ? "" : i == 1 ? "A" : "A" + text;
}

/// Element i of the orbits in a bank [n G, C, m, m].
Tensor element(const Tensor& bank, Index i, Index G) {
  return bank.slice(i * G, G);
}

std::string image_section(const Walk& walk) {
  const ImageGridOptions options{
      .columns = 2, .column_labels = {"as it came", "y, whitened"}, .common_scale = false, .enlarge = 8};
  return section("The image", "<i>y</i> = ZCA · (<i>x</i> − mean)",
                 "Whitening makes every pixel as loud as its neighbours and takes away what neighbours have in common: "
                 "flat areas turn grey, edges stay. The network sees the image on the right.",
                 image_element(image_grid(single_row({walk.raw, walk.image}), options), "the image"));
}

std::string bank_section(Walk& walk) {
  const Architecture& a = walk.network.architecture();
  return section(
      "The filter bank: a group at work",
      "<i>W</i><sub>iG+g</sub> = mat(<i>A</i><sup>i</sup> vec(<i>B</i><sub>g</sub>))",
      concat("Only the base filters in the first column and the matrix A are learned. Each step to the right applies A "
             "once more; after ",
             a.group_size, " steps every filter is back where it began, because Aⁿ = I, whatever was learned."),
      image_element(group_picture(walk), "filter bank"));
}

std::string layer_section(const Walk& walk, Index k) {
  const Tensor& u = walk.prediction.codes[k].value();
  const bool first = k == 0;
  const Tensor residual = first ? walk.image : value_of(walk.tape, k, "subtract");
  ImageGridOptions options{.columns = first ? 1 : 3, .common_scale = false, .enlarge = 6};
  if (first) options.column_labels = {"y"};
  if (!first) options.column_labels = {"y", "drawn by z", "residual r"};
  const Canvas images = image_grid(
      first ? single_row({walk.image}) : single_row({walk.image, value_of(walk.tape, k, "conv_transpose2d"), residual}),
      options);

  ImageGridOptions maps{.title = "The code u, a map for every filter",
                        .columns = walk.network.architecture().base_filters,
                        .map = ColorMap::sequential,
                        .enlarge = 3,
                        .color_bar = true};
  for (Index i = 0; i < walk.network.architecture().group_size; ++i)
    maps.row_labels.push_back(i == 0 ? "B" : power_text(i) + "B");
  const Canvas code = image_grid(u.reshape({u.extent(1), 1, u.extent(2), u.extent(3)}), maps);
  const double active = 1 - static_cast<double>(std::count(u.begin(), u.end(), 0.0f)) / static_cast<double>(u.count());
  const std::string equation =
      first ? "<i>u</i> = max(η <i>W</i> ∗ <i>y</i> − η λ, 0)"
            : "<i>r</i> = <i>y</i> − <i>W</i><sup>T</sup><i>z</i><br><i>u</i> = max(<i>z</i> + η <i>W</i> ∗ <i>r</i> − "
              "η λ, 0)<br><i>z</i> = BN(<i>u</i> + β (<i>u</i> − <i>u</i><sub>before</sub>))";
  const std::string words = concat(
      first ? "There is no code yet, so that the residual is the image itself. Every filter looks for itself in the "
              "image; what is not above the threshold is zero."
            : "The code so far draws Wᵀz; what it does not explain, r, is what the filters look at. Batch norm gives z "
              "another scale, so that Wᵀz is no faithful copy of y: the loss asked for a code that classifies.",
      " (Each picture has a scale of its own.) Active: ", percent(active), " of the code.");
  return section(concat("Layer ", k), equation, words, image_element(panels({images, code}, 1), concat("layer ", k)));
}

std::string answer_section(const Walk& walk) {
  const Tensor& logits = walk.prediction.output.value();
  const float largest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (float logit : logits) sum += std::exp(static_cast<double>(logit - largest));
  std::vector<std::vector<std::string>> rows;
  for (Index c = 0; c < logits.count(); ++c) {
    rows.push_back({concat(c) + (c == walk.label ? " (the label)" : ""), fixed(static_cast<double>(logits[c]), 2),
                    percent(std::exp(static_cast<double>(logits[c] - largest)) / sum)});
  }
  const char* stages = walk.network.architecture().stages > 0 ? "group convolutions of " : "";
  return section(
      "The answer",
      concat("logits = fc(", stages, "pool(<i>u</i><sub>K</sub>))<br>L = −log softmax(logits)<sub>label</sub>"),
      "The last code is averaged over a few windows; one matrix makes a score for every class of it.",
      html_table({"class", "logit", "probability"}, rows));
}

std::string gradient_section(const Walk& walk) {
  const Architecture& a = walk.network.architecture();
  const Tensor& dW = walk.prediction.banks[0].gradient();
  const Tensor A = walk.network.generator_matrices(0);
  std::vector<Tensor> columns;
  std::vector<std::string> labels;
  Tensor total({a.base_filters, a.channels, a.kernel.height, a.kernel.width});
  for (Index i = 0; i < a.group_size; ++i) {
    Tensor part = element(dW, i, a.base_filters);
    columns.push_back(part);
    labels.push_back(concat("dW, i = ", i));
    for (Index back = 0; back < i; ++back) part = moved(A, part, true);
    for (Index j = 0; j < total.count(); ++j) total[j] += part[j];
  }
  columns.push_back(total);
  labels.push_back("dB");
  const ImageGridOptions options{.row_labels = base_labels(a.base_filters)};
  return section("The gradient of a filter",
                 "d<i>B</i><sub>g</sub> = Σ<sub>i</sub> (<i>A</i><sup>T</sup>)<sup>i</sup> d<i>W</i><sub>iG+g</sub>",
                 "Backward, each filter of the first layer's bank says how it would like to change. The wishes of an "
                 "orbit are turned back by the same group and added: a base filter learns from all its images at once. "
                 "(Every picture has a scale of its own.)",
                 image_element(filter_sheet(columns, labels, options), "gradients of the filters"));
}

/// One step on single numbers, as the tape has it.
std::string tape_section() {
  const auto one = [](float number) { return Tensor::full({1, 1, 1, 1}, number); };
  Tape tape;
  const Variable y = tape.constant(one(1.0f)), W = tape.leaf(one(0.8f)), lmbd = tape.leaf(one(0.3f));
  const Variable u = tape.leaf(one(0.4f)), z = tape.leaf(one(0.5f));
  const UnfoldedState after = unfolded_layer({u, z}, y, W, lmbd, 0.5, 0.28, ConvolutionWindow{});
  tape.backward(squared_error(conv_transpose2d(*after.z, W, ConvolutionWindow{}), y));
  const std::string graph = tape_graph(tape, {"y", "W", "λ", "uₖ", "zₖ", "Wᵀzₖ", "r", "W∗r", "η W∗r", "v", "uₖ₊₁",
                                              "uₖ₊₁ - uₖ", "β (uₖ₊₁ - uₖ)", "zₖ₊₁", "ŷ", "L"});
  return html_element("h2", "The tape of one step") +
         html_element("p",
                      "The same layer on an image of one pixel and one filter of one number (η = 0.5, β = 0.28), with "
                      "L = (Wᵀzₖ₊₁ - y)². Every box is a node of the tape, in the order in which it was recorded from "
                      "top to bottom; orange boxes are leaves whose gradient is wanted. Backward runs from L upwards: "
                      "a box hands its gradient to the boxes above it, times its own derivative, and where two arrows "
                      "leave a box, what comes back is added.") +
         graph;
}

}  // namespace

Walk::Walk(Network& the_network, Tensor the_raw, Tensor the_image, Index the_label)
    : network(the_network), raw(std::move(the_raw)), image(std::move(the_image)), label(the_label) {
  const Leaves leaves(tape, network.parameters());
  prediction = network.forward(leaves, image, Mode::evaluation, Unfolding::plain);
  tape.backward(network.task_loss(prediction, image, {label}));
}

Canvas group_picture(Walk& walk) {
  const Architecture& a = walk.network.architecture();
  const Tensor bank = walk.prediction.banks[0].value(), A = walk.network.generator_matrices(0);
  std::vector<Tensor> columns;
  std::vector<std::string> labels;
  for (Index i = 0; i < a.group_size; ++i) {
    columns.push_back(element(bank, i, a.base_filters));
    labels.push_back(power_text(i) + "B");
  }
  columns.push_back(moved(A, columns.back(), false));
  labels.push_back(power_text(a.group_size) + "B = B");
  const ImageGridOptions options{.row_labels = base_labels(a.base_filters)};
  const HeatMapOptions matrix{.title = "A", .cell = 9, .block = a.kernel.side(), .indices = false};
  const Index d = a.kernel_size();
  return panels({filter_sheet(columns, labels, options),
                 heat_map(A.slice(0, 1).reshape({a.channels * d, d}).slice(0, d), matrix)},
                2);
}

std::string walk_sections(Walk& walk) {
  std::string body = image_section(walk) + bank_section(walk);
  for (Index k = 0; k < walk.network.architecture().layers; ++k) body += layer_section(walk, k);
  return body + answer_section(walk) + gradient_section(walk) + tape_section();
}

}  // namespace lgn
