// Laws whose group is known: what find-group is tried on.
#pragma once

#include "experiments/find-group/input.h"

namespace lgn {

/// What is planted in what.
struct BenchmarkLaw {
  // "patches" of the data set, "pink noise" of their covariance, "mixture", "signals" of MNIST-1D, "iid", "clusters",
  // "uneven cycle", "unequal scales", "unequal factors"
  std::string base;
  // "none", "quarter turn", "mirror", "Klein", "dihedral", "row shift", "cyclic shift", "order N"
  std::string action;
  std::string kind;         // of a mixture, as mixture.h has them
  std::string secret = {};  // "basis": all multiplied by a random orthogonal matrix; "order": by a permutation
  double turned = 1;        // share of the vectors that the group acts on; the rest stay as they are
};

struct PlantedLaw {
  ProbeInput input;
  std::vector<TensorD> generators;  // [d,d] as they act on the vectors; none: no group
};

/// Vectors of a law: each of the `turned` share is acted on by an element of the group drawn uniformly. A
/// mixture's filters, 60 or the next multiple of N, are the orbits of an orthogonal matrix of order N in a
/// random basis; iid coordinates are products of two normal numbers; clusters, 3 d / 4 of equal weight,
/// have random centres and a tenth of their variance. The last three have permutations that keep correlations and are
/// no symmetries: filters at the places of a cycle, used less often and more strongly on one side; on all sides alike,
/// but for the scale of one number; equally correlated numbers of different laws. Error for an unknown word.
PlantedLaw draw_law(const BenchmarkLaw& law, const Images& images, InputSettings settings, std::uint64_t seed);

}  // namespace lgn
