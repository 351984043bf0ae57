// A short training run gives the bits that are written down here: on any machine, with any number of
// threads, for each instruction set its own.
#include <map>

#include "datasets/preprocessing.h"
#include "lgn/inference.h"
#include "lgn/training_step.h"
#include "tensor/io/sha256.h"
#include "tensor/simd/dispatch.h"
#include "tensor/threads.h"
#include "tests/support.h"

namespace lgn {
namespace {

/// SHA-256 of the parameters and answers after the run below. When a change of the arithmetic is meant, the
/// failing test prints the new ones.
const std::map<std::string, std::string> expected_hashes = {
    {"scalar", "adb2a7908481e1a456b6d8938b188c1fa970f75112d8cf8b0ab46e54c33b152a"},
    {"avx2", "262cb57db633076ff02f5ff540085682a22ca316a457296fc6e8ac7e2492ed4b"},
    {"avx512", ""},  // none of the machines used so far has it
    {"neon", "5271b82ce8e02e6e24186e266f27979739466032ed49175d2570048657a3b5dc"},
};

/// Everything that decides the run is said here, so that a new default changes nothing.
Architecture architecture(Task task) {
  Architecture a;
  a.task = task;
  a.channels = 2, a.height = 9, a.width = 8, a.groups = 2, a.group_size = 3, a.kernel = 3, a.stride = 1;
  a.layers = 3, a.eta = 0.05, a.pool = 2, a.classes = 4;
  a.regularizer = "inverse", a.mu = 1e-3, a.generator = "free", a.share = "none";
  return a;
}

/// 40 images with more pixels than there are images, whitened.
Tensor whitened_images() {
  Random random(5);
  Images images;
  images.pixels = normal_tensor(random, {40, 2, 9, 8});
  return fit_preprocessing(images, Normalization::whiten, 1e-2).apply(images);
}

struct Outcome {
  std::vector<Tensor> tensors;  // parameters, then answers to 40 images
  std::string hash;
};

Outcome train(Task task, Unfolding unfolding) {
  Random random(3, Stream::initialization);
  Network network(architecture(task), random);
  const Tensor images = whitened_images();
  std::vector<Index> labels;
  for (Index i = 0; task == Task::classify && i < 40; ++i) labels.push_back(i % 4);
  Adam adam;
  for (int step = 0; step < 5; ++step) training_step(network, adam, images, labels, {1e-2, 2.0, unfolding});
  Outcome outcome;
  for (const Parameter& parameter : network.parameters()) outcome.tensors.push_back(parameter.value);
  outcome.tensors.push_back(infer(network, images, 16, false).output);
  return outcome;
}

Outcome whole_run() {
  Outcome all;
  for (Task task : {Task::classify, Task::reconstruct}) {
    for (Unfolding unfolding : {Unfolding::fused, Unfolding::plain}) {
      for (Tensor& tensor : train(task, unfolding).tensors) all.tensors.push_back(std::move(tensor));
    }
  }
  Sha256 sum;
  for (const Tensor& tensor : all.tensors) {
    sum.update({reinterpret_cast<const char*>(tensor.data()),
                static_cast<std::size_t>(tensor.count()) * sizeof(float)});
  }
  all.hash = sum.hex();
  return all;
}

class Determinism : public testing::TestWithParam<InstructionSet> {};

TEST_P(Determinism, AShortRunGivesTheBitsThatAreWrittenDown) {
  const auto& sets = supported_instruction_sets();
  const std::string set = name(GetParam());
  if (std::find(sets.begin(), sets.end(), GetParam()) == sets.end())
    GTEST_SKIP() << "this machine or build has no " << set << ": none of its kernels were tested";
  const ScopedInstructionSet forced(GetParam());
  const std::string hash = whole_run().hash;
  const int before = thread_count();
  for (int threads : {1, 2, 3, 5}) {
    set_thread_count(threads);
    EXPECT_EQ(whole_run().hash, hash) << threads << " threads";
  }
  set_thread_count(before);
  if (expected_hashes.at(set).empty())
    GTEST_SKIP() << "no hash is written down for " << set << "; add {\"" << set << "\", \"" << hash << "\"}";
  EXPECT_EQ(hash, expected_hashes.at(set)) << "the new hash of " << set << " is " << hash;
}

TEST_P(Determinism, InstructionSetsAgreeWithinATolerance) {
  const auto& sets = supported_instruction_sets();
  if (std::find(sets.begin(), sets.end(), GetParam()) == sets.end())
    GTEST_SKIP() << "this machine or build has no " << name(GetParam());
  const auto answers = [](InstructionSet set) {
    const ScopedInstructionSet forced(set);
    return train(Task::reconstruct, Unfolding::fused).tensors.back();
  };
  EXPECT_LT(test::relative_error(answers(GetParam()), answers(InstructionSet::scalar)), 1e-3);
}

INSTANTIATE_TEST_SUITE_P(On, Determinism,
                         testing::Values(InstructionSet::scalar, InstructionSet::neon, InstructionSet::avx2,
                                         InstructionSet::avx512),
                         [](const auto& info) { return std::string(name(info.param)); });

}  // namespace
}  // namespace lgn
