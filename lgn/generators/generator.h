// Generators: the matrices whose powers make a filter bank, or more generally the groups that act on it.
//
// A form of generator says which numbers are stored and how the group follows from them. Whatever the form,
// a layer gets its matrices A as [G', C', d, d], where G' is G or 1 and C' is C or 1: an extent of 1 means
// that the matrix is shared over that axis.
//
//   free        learned entries of unit Frobenius norm (the published construction)      generators/free.cpp
//   orthogonal  W R W^T, W learned orthogonal: A^n = I and A^T A = I               generators/orthogonal.cpp
//               with --multiplicities learned, R is chosen plane by plane generators/learned_multiplicities.cpp
//   exact       S R S^-1, S learned with condition at most 10: A^n = I                  generators/exact.cpp
//   lie         exp(L), L learned: the n elements are exp(t L), t = 0 .. n-1              generators/lie.cpp
//   kronecker   A1 (x) A2, each m x m, of any of the forms above                    generators/kronecker.cpp
//   dihedral    W rho W^T, rho a representation of a dihedral group: turns and mirrors in one basis;
//               A is the smallest turn, the group has n elements                   generators/orthogonal.cpp
//   polyhedral  the same with the rotations of tetrahedron, octahedron or icosahedron, n = 12, 24, 60; A is a
//               third of a turn                                                generators/polyhedral.cpp
//   householder W rho W^T, W a product of r reflections: cheap in many dimensions   generators/householder.cpp
//   circulant   W rho W^T, W orthogonal and block-circulant: fewer numbers, tied to shifts
//                                                                                  generators/circulant.cpp
//   rotations   fixed turns by 360/n degrees, nothing learned (the predecessor) generators/rotations.cpp
//
// --share none: one matrix per layer, group and channel (as published); channels: per layer and group;
// layer: per layer; network: one in all.
#pragma once

#include <optional>
#include <string>

#include "lgn/architecture.h"
#include "lgn/filter_bank.h"
#include "lgn/generators/basis_action.h"
#include "lgn/parameters.h"
#include "tensor/random.h"

namespace lgn {

class Generator {
 public:
  virtual ~Generator() = default;

  /// Draws the parameters of layer `layer`; nothing where they are the previous layers'.
  virtual void add_parameters(ParameterSet& parameters, Index layer, Random& random) const = 0;

  /// Computes the layer's group from its parameters. To be called once for every distinct group.
  virtual LayerGroup group(const Leaves& leaves, Index layer) const = 0;

  /// The same group as an action on filters, where that takes less time than its elements; else nothing.
  virtual FilterAction action(const Leaves&, Index /*layer*/) const { return {}; }

  /// The largest condition number of the basis S in which a layer's group is stored, if it is.
  virtual std::optional<double> basis_condition(const ParameterSet&, Index /*layer*/) const { return {}; }
};

/// Extents [G', C', d, d] of a layer's matrices under the architecture's sharing.
Shape generator_shape(const Architecture& architecture);

/// The name under which layer `layer` stores a matrix parameter `symbol` ("A", "A_inv"): "A.2" when every
/// group and channel has its own, "generator.A.2" when shared within the layer, "generator.A" in the network.
std::string generator_parameter(const Architecture& architecture, const std::string& symbol, Index layer);

/// [G', C', d, d] repeated to [G, C, d, d], as model files store it.
Tensor expand_generator(const Tensor& matrices, const Architecture& architecture);

}  // namespace lgn
