// Orbits of random filters under a group, as a dictionary may have learned them.
#pragma once

#include "lgn/recovery/dictionary_learning.h"
#include "lgn/recovery/group_recovery.h"
#include "tensor/random.h"

namespace lgn::test {

/// [count,d], unit norm.
inline TensorD random_atoms(Index count, Index d, Random& random) {
  TensorD atoms = cast<double>(normal_tensor(random, {count, d}));
  normalize_rows(atoms);
  return atoms;
}

/// The directions of A^i b, i < n, for q random b, in random order and a little wrong, [n q, d].
inline TensorD disturbed_orbits(const TensorD& A, Index n, Index q, double noise, Random& random) {
  TensorD bank = group_bank(A, n, random_atoms(q, A.extent(0), random));
  normalize_rows(bank);
  TensorD atoms = take_rows(bank, random.permutation(n * q));
  for (double& x : atoms) x += noise * random.normal();
  normalize_rows(atoms);
  return atoms;
}

}  // namespace lgn::test
