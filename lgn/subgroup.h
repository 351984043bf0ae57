// A trained network whose groups are replaced by subgroups.
//
// Among n elements A^i the powers of A^M are n / M. With i = M j + r the filter A^i b_g is what (A^M)^j makes
// of the base filter A^r b_g, number r G + g of G M: bank and order of filters stay as they are, and with
// them codes and answers; what is trained on then is less bound.
#pragma once

#include "tensor/io/safetensors.h"

namespace lgn {

/// The contents of the model file with A^M, n / M and G M in place of A, n and G. Error unless n is a
/// multiple of M, generators are orthogonal, of given multiplicities and one for all base filters (--share
/// layer or network), the head is linear, and there is no regulariser.
SafetensorsFile restricted_to_subgroup(const SafetensorsFile& model, Index M);

}  // namespace lgn
