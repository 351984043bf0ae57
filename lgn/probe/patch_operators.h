// Operators on m x m patches that have a name, as d x d matrices (d = m m, pixels row-major).
#pragma once

#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// Counter-clockwise turn about the centre: every pixel takes the nearest one's value, zero outside.
TensorD rotation_operator(Index m, double degrees);

/// (row, column) takes the value of (row - down, column - right), zero outside.
TensorD shift_operator(Index m, Index down, Index right);

/// Mirrors rows (up - down) or columns (left - right).
TensorD flip_operator(Index m, bool up_down);

/// Where a filter of size k at position p of m pixels looks: p - (k - 1) / 2 + (0 .. k - 1), reflected at the
/// borders without repeating the edge pixel; k <= m.
std::vector<Index> filter_window(Index m, Index k, Index position);

/// Mean over a k x k window.
TensorD mean_filter_operator(Index m, Index k);

/// result = median over a k x k window; of an even count the lower middle. Not linear.
void median_filter(Index m, Index k, const double* patch, double* result);

/// An operator with its parts' names: "rotation 60", "mean 3", "shift 1 down 0 right".
struct NamedOperator {
  std::string name;
  TensorD matrix;  // [d, d]
};

/// Rotations by steps of 5 degrees, alone and after mean filters 2 .. 6 (no larger than the patch); shifts by
/// up to 2 pixels each way; mirrors and transposes. The median filter is not linear; on white patches its
/// best linear fit is the mean filter of its size.
std::vector<NamedOperator> known_operators(Index m);

/// Correlations of matrices with a set of operators: Pearson's over all entries, that is, after the all-ones
/// component is removed from both.
class OperatorTemplates {
 public:
  explicit OperatorTemplates(const std::vector<NamedOperator>& operators);

  struct Match {
    Index index;         // of the operator
    double correlation;  // the largest
  };
  /// The best match of each of `count` matrices [count, d, d].
  std::vector<Match> best(const TensorD& matrices) const;

 private:
  Index entries_;
  Tensor templates_;  // [operators, d d], zero mean, unit length
};

}  // namespace lgn
