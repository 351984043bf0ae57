// Free filters from patches: a dictionary learned by the method of optimal directions (Engan, Aase and
// Husoy 1999) on the codes of a non-negative pursuit.
#pragma once

#include "lgn/recovery/sparse_coding.h"
#include "tensor/random.h"

namespace lgn {

struct DictionarySettings {
  Index atoms = 60;         // F
  Index search_steps = 45;  // on random batches, with atoms that are idle or doubled replaced
  Index polish_steps = 15;  // on all patches
  Index batch = 2500;       // patches in a step of the search
  Index most = 5;           // non-zero entries of a code; a step of the search starts with one
  double tolerance = 0.1;   // of the pursuit, in units of the patches' root mean square norm
};

/// The pursuit that the settings mean for these patches: the tolerance in the patches' units.
PursuitSettings pursuit_settings(const DictionarySettings& settings, const TensorD& patches);

/// patches [N,d] -> atoms [F,d] of unit norm. Starts from random patches. Error when N < F.
TensorD learn_dictionary(const TensorD& patches, const DictionarySettings& settings, Random& random);

/// The atoms, not normalised, that explain the patches best given the codes: (U^T U + r I)^-1 U^T Y, with a
/// small ridge r for atoms that are hardly used: 0.001, or of the mean on the diagonal of U^T U where this is below 1.
TensorD optimal_directions(const TensorD& patches, const TensorD& codes);

/// Atoms that stand for nothing: those of less use than `least`, and of two that agree more than `doubled`, a
/// cosine, the one of less use. use [F], of a unit that the caller chooses; agreement [F,F].
std::vector<Index> useless_atoms(const std::vector<double>& use, double least, const TensorD& agreement,
                                 double doubled);

/// Divides every row by its norm; rows of zeros stay.
void normalize_rows(TensorD& rows);

/// The chosen rows, in the order given.
TensorD take_rows(const TensorD& rows, const std::vector<Index>& chosen);

}  // namespace lgn
