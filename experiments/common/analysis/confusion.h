// Which classes are taken for which: accuracy by class and the confusion matrix, as a table and as a picture.
#pragma once

#include <string>
#include <vector>

#include "experiments/common/plotting/canvas.h"
#include "tensor/tensor.h"

namespace lgn {

/// How often images of class i (row) were taken for class j (column): [classes, classes]. Throws Error for
/// labels and predictions that differ in number or lie beyond the classes.
BasicTensor<Index> confusion_matrix(const std::vector<Index>& labels, const std::vector<Index>& predictions,
                                    Index classes);

/// A row for each class: its images, the share of them that is right, and, where the classes fit into a
/// terminal, how many were taken for each; else the class that they are most often mistaken for.
std::string confusion_table(const BasicTensor<Index>& confusion);

/// The matrix as shares of each row.
Canvas confusion_picture(const BasicTensor<Index>& confusion, const std::string& title);

}  // namespace lgn
