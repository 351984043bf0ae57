// Reconstruction: the network of the paper's section 4 on one data set, learning to give its input back.
//
//   build/reconstruct --dataset mnist --regularizer inverse --epochs 100
#include "experiments/common/program/program.h"
#include "experiments/common/training/run_report.h"

int main(int argc, char** argv) {
  using namespace lgn;
  return run_program([&] {
    TrainingSettings settings;
    settings.architecture.task = Task::reconstruct;
    Flags flags("reconstruct", "trains a Linear Group Network to reconstruct images.");
    declare_training_flags(flags, settings);
    if (!flags.parse(argc, argv)) return 0;

    PreparedDataMemory memory;
    TrainedRun run = run_training("reconstruct", flags, settings, memory);
    report_run(run, settings);
    return 0;
  });
}
