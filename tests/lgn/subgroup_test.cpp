// A trained network in terms of a subgroup: the same answers before training goes on.
#include "lgn/subgroup.h"

#include "lgn/generators/group_diagnostics.h"
#include "lgn/model_file.h"
#include "lgn/training_step.h"
#include "tests/lgn/networks.h"
#include "tests/support.h"

namespace lgn {
namespace {

Architecture small(Index group_size, Task task) {
  Architecture a;
  a.task = task, a.channels = 2, a.height = 9, a.width = 8, a.kernel = 3, a.layers = 2, a.pool = 2, a.classes = 4;
  a.base_filters = 2, a.group_size = group_size;
  return a;
}

Network trained_layers(const Architecture& a) {
  Network network = test::make_network(a);
  Adam adam;
  for (int i = 0; i < 4; ++i)
    training_step(network, adam, test::random_images(a, 4),
                  a.task == Task::classify ? std::vector<Index>{0, 1, 2, 3} : std::vector<Index>{}, {0.05});
  return network;
}

TEST(Subgroup, HasTheSameAnswers) {
  for (const Task task : {Task::classify, Task::reconstruct})
    for (const Index n : {4, 6, 12})
      for (const Index M : {Index{1}, Index{2}, Index{3}, n}) {
        if (n % M) continue;
        for (const Sharing share : {Sharing::layer, Sharing::network}) {
          Architecture a = small(n, task);
          a.share = share;
          if (n == 6) a.thresholds = Thresholds::shared, a.norm = Norm::shared;
          Network network = trained_layers(a), part = to_network(restricted_to_subgroup(to_file(network), M));
          EXPECT_EQ(part.architecture().group_size, n / M);
          EXPECT_EQ(part.architecture().base_filters, 2 * M);
          const Tensor images = test::random_images(a, 5);
          EXPECT_LT(test::relative_error(part.answer(images, false).output, network.answer(images, false).output), 1e-5)
              << n << " " << M;
          // and training moves base filters of one orbit apart that were bound before
          if (M == 1 || M == n) continue;
          Adam adam;
          training_step(part, adam, images, task == Task::classify ? std::vector<Index>(5, 1) : std::vector<Index>{},
                        {0.05});
          EXPECT_GT(test::relative_error(part.answer(images, false).output, network.answer(images, false).output),
                    1e-3);
          EXPECT_LT(diagnose_groups(part).closure_worst, 1e-5);
        }
      }
}

TEST(Subgroup, RefusesWhatItCannotKeep) {
  const SafetensorsFile file = to_file(test::make_network(small(4, Task::classify)));
  test::expect_error([&] { restricted_to_subgroup(file, 3); }, {"--subgroup 3", "4 elements", "divisor"});
  Architecture a = small(4, Task::classify);
  a.share = Sharing::none;
  test::expect_error([&] { restricted_to_subgroup(to_file(test::make_network(a)), 2); }, "--share layer or network");
}

}  // namespace
}  // namespace lgn
