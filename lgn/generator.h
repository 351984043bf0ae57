// Generators: the matrices whose powers make a filter bank.
//
// A form of generator says which numbers are stored and how the matrices A follow from them. Whatever the
// form, a layer asks for its matrices as [G', C', d, d], where G' is G or 1 and C' is C or 1: an extent of 1
// means that the matrix is shared over that axis.
//
// --share none: one matrix per layer, group and channel (as published); channels: per layer and group;
// layer: per layer; network: one in all.
#pragma once

#include <memory>
#include <string>

#include "lgn/architecture.h"
#include "lgn/parameters.h"
#include "tensor/random.h"

namespace lgn {

class Generator {
 public:
  virtual ~Generator() = default;

  /// Draws the parameters of layer `layer`; nothing where they are the previous layers'.
  virtual void add_parameters(ParameterSet& parameters, Index layer, Random& random) const = 0;

  /// The matrices A of a layer, [G', C', d, d].
  virtual Variable matrices(const Leaves& leaves, Index layer) const = 0;
};

/// The form that the architecture names.
std::unique_ptr<Generator> make_generator(const Architecture& architecture);

/// Throws Error with the list of what there is unless both are known.
void require_known_generator(const std::string& generator, const std::string& share);

/// Extents [G', C', d, d] of a layer's matrices under the architecture's sharing.
Shape generator_shape(const Architecture& architecture);

/// The name under which layer `layer` stores a matrix parameter `symbol` ("A", "A_inv"): "A.2" when every
/// group and channel has its own, "generator.A.2" when shared within the layer, "generator.A" in the network.
std::string generator_parameter(const Architecture& architecture, const std::string& symbol, Index layer);

/// [G', C', d, d] repeated to [G, C, d, d], as model files store it.
Tensor expand_generator(const Tensor& matrices, const Architecture& architecture);

}  // namespace lgn
