// The forms of generators by name, and what follows from the form alone. generator.h says what each computes,
// forms.cpp makes them.
#pragma once

#include <algorithm>

#include "tensor/names.h"

namespace lgn {

enum class Form { free, exact, orthogonal, lie, kronecker, dihedral, polyhedral, rotations, householder, circulant };

struct FormTraits {
  const char* name;
  bool factor = false;      // may be the form of the factors of a Kronecker product
  bool periodic = false;    // A^n = I by construction, with eigenvalues of given multiplicities
  bool orthogonal = false;  // A^T A = I by construction
  bool square = false;      // for square kernels only
  bool powers = true;       // its elements are the powers of A
};

/// In the order of Form.
inline constexpr std::array forms = {
    FormTraits{.name = "free", .factor = true},
    FormTraits{.name = "exact", .factor = true, .periodic = true},
    FormTraits{.name = "orthogonal", .factor = true, .periodic = true, .orthogonal = true},
    FormTraits{.name = "lie", .factor = true},
    FormTraits{.name = "kronecker", .square = true},
    FormTraits{.name = "dihedral", .periodic = true, .orthogonal = true, .powers = false},
    FormTraits{.name = "polyhedral", .periodic = true, .orthogonal = true, .powers = false},
    FormTraits{.name = "rotations", .square = true, .powers = false},
    FormTraits{.name = "householder", .periodic = true, .orthogonal = true},
    FormTraits{.name = "circulant", .periodic = true, .orthogonal = true},
};

constexpr const FormTraits& traits(Form form) {
  return forms[static_cast<std::size_t>(form)];
}

template <>
inline constexpr auto names<Form> = [] {
  std::array<const char*, forms.size()> all{};
  std::transform(forms.begin(), forms.end(), all.begin(), [](const FormTraits& form) { return form.name; });
  return all;
}();

/// Those of factors, as a flag lists them.
inline std::vector<std::string> factor_words() {
  std::vector<std::string> all;
  for (const FormTraits& form : forms)
    if (form.factor) all.push_back(form.name);
  return all;
}

}  // namespace lgn
