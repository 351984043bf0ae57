// Reconstruction on every data set, without a regulariser and with two: the paper's table.
//
//   build/table-reconstruction --data-dir data --epochs 100      each run on its own: --commands
#include "experiments/common/program/program.h"
#include "experiments/common/study/task_table.h"

int main(int argc, char** argv) {
  using namespace lgn;
  return run_program([&] {
    return run_task_table(Task::reconstruct, "table-reconstruction",
                          "reconstructs five data sets without a regulariser, with inverse and with svd.", argc, argv);
  });
}
