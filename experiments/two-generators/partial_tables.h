// Multiplication tables of small groups, tables that are no group's, and what follows from a part of one.
#pragma once

#include <string>

#include "experiments/two-generators/table_completion.h"

namespace lgn {

/// "Z6", "S3", "Z2^3", "D4", "Q8", "A4". Error for any other.
MultiplicationTable table_of(const std::string& group);

/// A Latin square that is no group's: 2 n times, where two rows and two columns meet in two symbols, these
/// are exchanged. Error where none do, or the result is a group's after all.
MultiplicationTable scrambled(MultiplicationTable table, Random& random);

/// Hides all but `share` of the entries, at random.
MultiplicationTable part_of(MultiplicationTable table, double share, Random& random);

/// What must be, said again and again: an entry that only one symbol, a symbol for which only one place is
/// left in its row or column; and if `associative`, (ab)c = a(bc) wherever one of the two is missing.
MultiplicationTable deduced(MultiplicationTable known, bool associative);

/// Of the entries that are unknown in `known` the share that `found` has as `truth` does; 1 where none are.
double share_right(const MultiplicationTable& known, const MultiplicationTable& found,
                   const MultiplicationTable& truth);

}  // namespace lgn
