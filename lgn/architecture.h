// What a Linear Group Network looks like: the numbers of the paper's section on architecture, and the
// geometry that follows from them.
//
// Letters, here and everywhere: G base filters, n elements of a group, F = n G filters, m x m kernel (or of
// height and width), d = m m, K unfolded layers, C x H x W images, h x w code.
#pragma once

#include <map>
#include <string>

#include "lgn/generators/representation.h"
#include "tensor/convolution.h"

namespace lgn {

enum class Task { classify, reconstruct };

/// "classify" or "reconstruct".
const char* name(Task task);

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
  std::string regularizer = "none";
  double mu = 0;                    // weight of the regulariser
  std::string thresholds = "free";  // nonnegative, or shared: one for an orbit (lgn/orbits.h)
  std::string norm = "free";        // or shared: batch norm of an orbit as a whole
  std::string head = "linear";      // or invariant, invariant-mean: of what is pooled over orbits
  double sparsity = 0;              // weight of the mean of u_K in the loss
  std::string generator = "orthogonal";
  std::string share = "layer";
  std::string factors = "free";            // form of the factors of a Kronecker product
  std::string multiplicities = "regular";  // of an exact generator's eigenvalues; or a list

  Index filters() const { return base_filters * group_size; }
  Index kernel_size() const { return kernel.count(); }
  Index code_height() const { return window().code_extent(0, height, kernel.height); }
  Index code_width() const { return window().code_extent(1, width, kernel.width); }
  Index pooled_features() const { return (head == "linear" ? filters() : base_filters) * pool * pool; }

  /// Whether the form of the generator fixes its spectrum: orthogonal, exact, dihedral, and Kronecker
  /// products of such.
  bool has_multiplicities() const;
  /// Then, how the group acts on the dimensions of one matrix: m of a factor of a Kronecker product, else d.
  Representation representation() const;

  /// Padding per axis so that the kernel's steps cover the image, and the output padding with which the
  /// transposed convolution gives the image's size back. None along an axis where a kernel that is not square
  /// is as large as the image: if along both, filters are the weights of a fully connected layer.
  ConvolutionWindow window() const;

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
double default_mu(const std::string& regularizer, Task task);

}  // namespace lgn
