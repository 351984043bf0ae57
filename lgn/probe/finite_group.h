// Finite groups of orthogonal matrices: from approximate elements to an exact group with a table and a name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lgn/probe/candidate.h"

namespace lgn {

/// a b = table[a][b].
using MultiplicationTable = std::vector<std::vector<Index>>;

struct FiniteGroup {
  std::vector<TensorD> elements;  // element 0 is the identity
  MultiplicationTable table;      // elements[a] elements[b] = elements[table[a][b]]
  Index order() const { return static_cast<Index>(elements.size()); }
};

/// Whether the table is one of a group: every row and column a permutation, and associative.
bool is_group_table(const MultiplicationTable& table);

/// All products of the generators [d,d], two that agree (cosine above .8) taken for one element. None when
/// there are more than `most`, or when products stand so between elements (cosine .5 to .8), or multiply so,
/// that there is no table.
std::optional<FiniteGroup> generated_group(const std::vector<TensorD>& generators, Index most);

/// Makes elements that multiply approximately as the table says do so to rounding:
///   rho(g) <- nearest orthogonal matrix to  sum over h of rho(g h) rho(h)^T,
/// which converges quadratically and stays close (Grove, Karcher and Ruh 1974). False when it does not.
[[nodiscard]] bool make_exact(FiniteGroup& group);

/// Order of every element.
std::vector<Index> element_orders(const FiniteGroup& group);

/// Few elements that generate the group: of largest order first, each of those that enlarge what is there.
std::vector<Index> minimal_generators(const FiniteGroup& group);

/// Of the proper subgroups but {I}: the cyclic ones, and those of two generators that no other contains; the largest
/// first.
std::vector<FiniteGroup> subgroups(const FiniteGroup& group);

/// "cyclic 4", "Klein four", "dihedral 4" (of 8 elements), "abelian of order 9", "a group of order 12".
std::string group_name(const FiniteGroup& group);

/// What the verdict takes: few generators, their orders, the name.
GroupCandidate candidate_of(const FiniteGroup& group, const std::string& route);

/// The same of the whole group, then of its subgroups().
std::vector<GroupCandidate> candidates_of(const FiniteGroup& group, const std::string& route);

/// The elements of its group but I, of an element and its inverse one; of a continuous group the generators.
std::vector<TensorD> elements_to_judge(const GroupCandidate& candidate);

/// <A, B> / d.
double matrix_cosine(const TensorD& A, const TensorD& B);

/// U V^T of X = U D V^T: the orthogonal matrix nearest to X.
TensorD nearest_orthogonal_matrix(const TensorD& X);

}  // namespace lgn
