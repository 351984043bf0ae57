// Classification: the network of the paper's section 4 on one data set.
//
//   build/classify --dataset cifar10 --epochs 100
#include <cstdio>

#include "experiments/common/program/program.h"
#include "experiments/common/training/run_report.h"

int main(int argc, char** argv) {
  using namespace lgn;
  return run_program([&] {
    TrainingSettings settings;
    Flags flags("classify", "trains a Linear Group Network to classify images.");
    declare_training_flags(flags, settings);
    if (!flags.parse(argc, argv)) return 0;

    PreparedDataMemory memory;
    TrainedRun run = run_training("classify", flags, settings, memory);
    report_run(run, settings);
    if (run.data.name == "cifar10")
      std::printf("The published repository states about 65 %% test accuracy on CIFAR-10 (100 epochs).\n");
    return 0;
  });
}
