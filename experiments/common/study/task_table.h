// A task on every data set with every regulariser: what table-classification and table-reconstruction share.
#pragma once

#include "experiments/common/study/study.h"

namespace lgn {

/// Trains {MNIST, Fashion-MNIST, rotated MNIST, CIFAR-10, grey CIFAR-10} x {none, inverse, svd} with the
/// published construction (--generator free --share none), prints the table, draws it, and writes
/// summary.json with keys DATASET_REGULARIZER_test_accuracy (test_mse), .._parameters, .._active_fraction,
/// .._seconds. With --dataset only that one; with --quick the embedded sample. Returns the exit status.
int run_task_table(Task task, const std::string& program, const std::string& summary, int argc, char** argv);

}  // namespace lgn
