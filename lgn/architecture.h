// What a Linear Group Network looks like: the numbers of the paper's section on architecture, and the
// geometry that follows from them.
//
// Letters, here and everywhere: G base filters, n elements of a group, F = n G filters, m x m kernel (or of
// height and width), d = m m, K unfolded layers, C x H x W images, h x w code.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "lgn/generators/form.h"
#include "lgn/generators/representation.h"
#include "tensor/convolution.h"
#include "tensor/names.h"

namespace lgn {

enum class Task { classify, reconstruct };
template <>
inline constexpr auto names<Task> = std::array{"classify", "reconstruct"};

/// One matrix per layer, group and channel; per layer and group; per layer; in all.
enum class Sharing { none, channels, layer, network };
template <>
inline constexpr auto names<Sharing> = std::array{"none", "channels", "layer", "network"};

/// The penalty on the matrices (lgn/regularizer.h).
enum class Regularizer { none, inverse, svd, cyclic };
template <>
inline constexpr auto names<Regularizer> = std::array{"none", "inverse", "svd", "cyclic"};

/// shared: one threshold for an orbit (lgn/orbits.h).
enum class Thresholds { free, nonnegative, shared };
template <>
inline constexpr auto names<Thresholds> = std::array{"free", "nonnegative", "shared"};

/// shared: batch norm of an orbit as a whole.
enum class Norm { free, shared };
template <>
inline constexpr auto names<Norm> = std::array{"free", "shared"};

/// The classifier sees all pooled codes, or of each orbit the largest, or the mean.
enum class Head { linear, invariant, invariant_mean };
template <>
inline constexpr auto names<Head> = std::array{"linear", "invariant", "invariant-mean"};

/// Height and width of a filter; one number is both. As text "6" or "1x40".
struct KernelExtent {
  Index height, width;

  KernelExtent(Index side) : height(side), width(side) {}
  KernelExtent(Index rows, Index columns) : height(rows), width(columns) {}
  bool operator==(const KernelExtent&) const = default;
  Index count() const { return height * width; }
  /// Of a square kernel; Error for another, for what knows squares only.
  Index side() const;
};
std::string to_string(const KernelExtent& kernel);
/// The inverse; `what` names the text in errors: whole numbers from 1 to 64.
KernelExtent kernel_from(const std::string& text, const std::string& what);

/// Which of them are taken for which is a matrix.
inline constexpr Index most_classes = 10'000;

/// One learned orthogonal group in each layer, unless its members say otherwise.
struct Architecture {
  Task task = Task::classify;
  Index channels = 3, height = 32, width = 32;
  Index base_filters = 5;  // G
  Index group_size = 4;
  KernelExtent kernel = 6;
  Index stride = 1;
  Index layers = 4;
  double eta = 0.01;  // step size of the unfolded iteration
  Index pool = 4;     // classifier: codes are pooled to pool x pool
  Index classes = 10;
  Regularizer regularizer = Regularizer::none;
  double mu = 0;  // weight of the regulariser
  Thresholds thresholds = Thresholds::free;
  Norm norm = Norm::free;
  Head head = Head::linear;
  Index stages = 0;     // group convolutions before the classifier (lgn/group_convolution.h)
  double sparsity = 0;  // weight of the mean of u_K in the loss
  Form generator = Form::orthogonal;
  Sharing share = Sharing::layer;
  Form factors = Form::free;               // form of the factors of a Kronecker product
  std::string multiplicities = "regular";  // of an exact generator's eigenvalues; or a list

  Index filters() const { return base_filters * group_size; }
  Index kernel_size() const { return kernel.count(); }
  Index code_height() const { return window().code_extent(0, height, kernel.height); }
  Index code_width() const { return window().code_extent(1, width, kernel.width); }
  /// What the classifier sees of an image.
  Index pooled_features() const {
    return (head == Head::linear ? filters() : base_filters) * (stages ? 1 : pool * pool);
  }

  /// The form of the stored matrices: of the factors of a Kronecker product, else of the whole ones.
  Form matrix_form() const { return generator == Form::kronecker ? factors : generator; }
  /// Whether that form fixes the spectrum.
  bool has_multiplicities() const;
  /// Then, how the group acts on the dimensions of one matrix: m of a factor of a Kronecker product, else d.
  Representation representation() const;

  /// Padding per axis so that the kernel's steps cover the image, and the output padding with which the
  /// transposed convolution gives the image's size back. None along an axis where a kernel that is not square
  /// is as large as the image: if along both, filters are the weights of a fully connected layer.
  ConvolutionWindow window() const;

  /// Places along an axis before, between and after the group convolutions. Error where nothing is left to convolve.
  std::vector<Index> stage_extents(int axis) const;

  /// Throws Error naming the flag unless every number makes sense and the kernel fits into the image.
  void validate() const;
};

/// The construction as published: a free matrix for every layer, group and channel.
Architecture published_architecture(Task task = Task::classify);

using Metadata = std::map<std::string, std::string>;

/// The architecture as it stands in a model file.
Metadata to_metadata(const Architecture& architecture);

/// The inverse. `file` is named in errors: a missing or unreadable entry, or a value out of range. Without
/// the entries `generator` and `share` it is the published construction.
Architecture from_metadata(const Metadata& metadata, const std::string& file);

/// The weight that a regulariser has when none is given.
double default_mu(Regularizer regularizer, Task task);

}  // namespace lgn
