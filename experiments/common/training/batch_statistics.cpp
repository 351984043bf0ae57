#include "experiments/common/training/batch_statistics.h"

#include "datasets/batches.h"
#include "lgn/running_statistics.h"

namespace lgn {

void recompute_statistics(Network& network, const Tensor& images, const TrainingSettings& s) {
  Random random(static_cast<std::uint64_t>(s.seed), Stream::shuffling);
  const Index count = images.extent(0);
  const Batches all(images, {}, s.batch, s.no_shuffle ? file_order(count) : shuffled_order(count, random));
  recompute_statistics(network.parameters(), all.count(), [&](Index b) {
    const Tensor batch = all[b].images;
    Tape tape;
    network.forward(Leaves(tape, network.parameters(), false), batch, Mode::training, s.unfolding);
    return batch.extent(0);
  });
}

}  // namespace lgn
