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

/// What is trained, and the SHA-256 of parameters and answers after the run below. When a change of the
/// arithmetic is meant, the failing test prints the new ones.
struct Variant {
  const char *name, *generator, *multiplicities, *share, *regularizer;
  std::map<std::string, std::string> hashes;  // none for avx512: no machine used so far has it
};

const std::vector<Variant> variants = {
    {"Free",
     "free",
     "regular",
     "none",
     "inverse",
     {{"scalar", "6c0c81077889aeaa1e8f63a46199525c2bcdc7ab8624140bea461cf06e8319e4"},
      {"avx2", "d2011589b4ae698ddc64da8795e174b0fedb130a0683823b0ba2ecac75dc7588"},
      {"neon", "e64372a069b10411759277c0d4448ebeeb284033102ab1926e60beb1e5d4910b"}}},
    {"Orthogonal",
     "orthogonal",
     "regular",
     "layer",
     "none",
     {{"scalar", "4b1bb5dd921caf9e03d3481cdbf3115b6900c8098e6812d71ce4f02a36d1b9f8"},
      {"avx2", "0550179a3fca7da238a1bdde85854c4ba9268a92f54556a9b4d8514516f47f57"},
      {"neon", "3c6d4fa73514c9aa9bcca65be7f62a8e4999481c77f0cf5c7c8d46374081375b"}}},
    {"OrthogonalLearned",
     "orthogonal",
     "learned",
     "channels",
     "none",
     {{"scalar", "e06518d9d556866b57fa720c096eb364f83039e140b1f1784417c707432541ed"},
      {"avx2", "a7dc863cd6eedfe2d711f02d73a900072597d294aa6a621b93187cf6917f4a64"},
      {"neon", "8bda82290a3e0ec74ae7124169c626e5423c740a0785262336e11db05010352a"}}},
    {"Lie",
     "lie",
     "regular",
     "network",
     "svd",
     {{"scalar", "1a834d44ce78a3f378fd1012e61454dbd729e9b92915d028dcaaf4b5113ce330"},
      {"avx2", "d7dbc6b377034665a63155313f14c3b0e994ca0819f9bd15fecc923caecb1fde"},
      {"neon", "4a80976f6f3af9234669d7e8682cb17ca464b6cef186625e9adc39f6086c8d60"}}},
    {"Exact",
     "exact",
     "regular",
     "channels",
     "cyclic",
     {{"scalar", "89fdabbdc6b5bffdae99a9c6805970b164c08d308f2d6f344f7ff6714a235412"},
      {"avx2", "e34fb2bdad7795cd640449ceccd3afd0e47966cd83a3e69dd0643a6588d5f5a0"},
      {"neon", "58ad8139a298ebb9a5bcc630954d3e917ba8d36eeb680d61484d6c7bc1752af7"}}},
    {"Kronecker",
     "kronecker",
     "regular",
     "none",
     "svd",
     {{"scalar", "64bdf1626618361aba307ed48d4a2804291037b72983581f9198524729969b5a"},
      {"avx2", "267bb7b49521d02711950c1e1097a097a4b000cb90c641cc481357d069788d99"},
      {"neon", "20c4a3299ca9faca523f7d8b0efdaedd324760474a71294d92c47654601d7c30"}}},
};

/// Everything that decides the run is said here, so that a new default changes nothing.
Architecture architecture(Task task, const Variant& variant) {
  Architecture a;
  a.task = task;
  a.channels = 2, a.height = 9, a.width = 8, a.groups = 2, a.group_size = 3, a.kernel = 3, a.stride = 1;
  a.layers = 3, a.eta = 0.05, a.pool = 2, a.classes = 4;
  a.regularizer = variant.regularizer, a.mu = 1e-3;
  a.generator = variant.generator, a.multiplicities = variant.multiplicities, a.share = variant.share;
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

Outcome train(Task task, Unfolding unfolding, const Variant& variant) {
  Random random(3, Stream::initialization);
  Network network(architecture(task, variant), random);
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

/// Both tasks, each with both unfoldings.
Outcome whole_run(const Variant& variant) {
  Outcome all;
  for (Task task : {Task::classify, Task::reconstruct}) {
    for (Unfolding unfolding : {Unfolding::fused, Unfolding::plain}) {
      for (Tensor& tensor : train(task, unfolding, variant).tensors) all.tensors.push_back(std::move(tensor));
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

class Determinism : public testing::TestWithParam<std::tuple<InstructionSet, Variant>> {};

TEST_P(Determinism, AShortRunGivesTheBitsThatAreWrittenDown) {
  const auto& [instructions, variant] = GetParam();
  const auto& sets = supported_instruction_sets();
  const std::string set = name(instructions);
  if (std::find(sets.begin(), sets.end(), instructions) == sets.end())
    GTEST_SKIP() << "this machine or build has no " << set << ": none of its kernels were tested";
  const ScopedInstructionSet forced(instructions);
  const std::string hash = whole_run(variant).hash;
  const int before = thread_count();
  for (int threads : {1, 2, 5}) {
    set_thread_count(threads);
    EXPECT_EQ(whole_run(variant).hash, hash) << threads << " threads";
  }
  set_thread_count(before);
  const auto expected = variant.hashes.find(set);
  if (expected == variant.hashes.end())
    GTEST_SKIP() << "no hash is written down for " << set << "; add {\"" << set << "\", \"" << hash << "\"}";
  EXPECT_EQ(hash, expected->second) << "the new hash of " << set << " is " << hash;
}

TEST_P(Determinism, InstructionSetsAgreeWithinATolerance) {
  const auto& [instructions, variant] = GetParam();
  const auto& sets = supported_instruction_sets();
  if (std::find(sets.begin(), sets.end(), instructions) == sets.end())
    GTEST_SKIP() << "this machine or build has no " << name(instructions);
  const auto answers = [&variant = variant](InstructionSet set) {
    const ScopedInstructionSet forced(set);
    return train(Task::reconstruct, Unfolding::fused, variant).tensors.back();
  };
  EXPECT_LT(test::relative_error(answers(instructions), answers(InstructionSet::scalar)), 1e-3);
}

INSTANTIATE_TEST_SUITE_P(On, Determinism,
                         testing::Combine(testing::Values(InstructionSet::scalar, InstructionSet::neon,
                                                          InstructionSet::avx2, InstructionSet::avx512),
                                          testing::ValuesIn(variants)),
                         [](const auto& info) {
                           return std::string(name(std::get<0>(info.param))) + std::get<1>(info.param).name;
                         });

}  // namespace
}  // namespace lgn
