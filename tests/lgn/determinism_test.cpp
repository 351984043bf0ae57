// A short training run gives the bits that are written down here: on any machine, with any number of
// threads, for each instruction set its own.
#include <map>
#include <tuple>

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
  const char* name;
  Index kernel;  // 6 has kernels of its own
  const char *generator, *multiplicities, *share, *regularizer;
  std::map<std::string, std::string> hashes;  // none for avx512 yet
};

const std::vector<Variant> variants = {
    {"Free",
     6,
     "free",
     "regular",
     "none",
     "inverse",
     {{"scalar", "012d0fde2f390c3d01391b13420ebc4f975aabcb7f3c22e64aabcbc4d83a34a1"},
      {"avx2", "a025aa6b2fa5b7d00f84d1297973f18939349e6f799ebe8a2494eeca895ba4fd"},
      {"avx512", "3c97ff625ccea62097f97310047e1c8697103696a5389b6f6abb264f951cc6ee"},
      {"neon", "f5aac595dfcc45e778eb3fc97ccd9ae1bc7dc5fcca691ce333adee6bb4c99508"}}},
    {"Orthogonal",
     6,
     "orthogonal",
     "regular",
     "layer",
     "none",
     {{"scalar", "0468cbcfe2a0dcba95e2e86c89ad97e5cc05858f9165732c7059bd7ef8901d4d"},
      {"avx2", "5be4493bba515966ecb7497f5e5df234a5248d45251fc121098e0f764e77fa66"},
      {"avx512", "d7d7ae44359a351de382b61b37b1f6c9c0a9fcb3a5bb17749da502acaf35c6f4"},
      {"neon", "7c06495871b4dfc79deb80e1c7dadcc9941cc130169b7256fe01203d0c594309"}}},
    {"OrthogonalLearned",
     3,
     "orthogonal",
     "learned",
     "channels",
     "none",
     {{"scalar", "ba06a653f3b2758c5d7e0d5ebefaaa0bb5473aa3798376682735af980bf14ddd"},
      {"avx2", "edf2670428f56de1341593fe70144e5ae9694d13182d83b7c464a2b3d92bd2ad"},
      {"avx512", "0a748db291dcf6f4eaaa76e2f13861504efc8b7867a127e5abd82c699340398d"},
      {"neon", "ea24cef8017220f20dbdd831d912334ac52a3bd30473e1b061fe29cab8ae3dac"}}},
    {"Lie",
     3,
     "lie",
     "regular",
     "network",
     "svd",
     {{"scalar", "9d8f27574651dec09bf23591249cd58a0251980a2fc8eedf91df1bf2eb0a77b7"},
      {"avx2", "ca0efa05f31999b0f6b10a6837315070d2d425f17b620cba2d4cfd07aee7ec1e"},
      {"avx512", "ae9d7614dc004d742fa51a4131f52571e961b6e2ddb93dc3a8862cc917e4c73f"},
      {"neon", "1ce1efa182931ce86055b58b76699d58d7f27c2ce90a0d95e3576107d8453bb9"}}},
    {"Exact",
     6,
     "exact",
     "regular",
     "channels",
     "cyclic",
     {{"scalar", "c38f11e40763f8414620f50bbcdb4d012fb7055ce9b1e833eb44243a0d18adbc"},
      {"avx2", "86a3b0104210cde36f7a571a39d316d7356367b12d385e22b59be0ee157fcfdf"},
      {"avx512", "27c03e3e8c31bcfa35eef188b55c5e3e94838825ccd42c8af2224930fa364885"},
      {"neon", "f22edf9c429004a92c8f581999d42028d2ca4bcc681ad8dff26f6cd2ec690641"}}},
    {"Kronecker",
     3,
     "kronecker",
     "regular",
     "none",
     "svd",
     {{"scalar", "015eddf7120d94a38725617ea2a7bbb256cb7d2aef70fb012ebc91cfc804eae6"},
      {"avx2", "559902bf00d35185927d2dac98f3adbfdc8507d4953d21c3b8b290ade12a742f"},
      {"avx512", "c4902ce77373cb13e1b1061a89dd714debf1be9497e3c0f8ec0ded8ec4ee8976"},
      {"neon", "c0b9f5c1c76ea3e0b1ca65fb1da07dec93f401b28e222b0fc13920705e84cb74"}}},
};

/// Everything that decides the run is said here, so that a new default changes nothing.
Architecture architecture(Task task, const Variant& variant) {
  Architecture a;
  a.task = task;
  a.channels = 2, a.height = 9, a.width = 8, a.base_filters = 2, a.group_size = 3, a.kernel = variant.kernel,
  a.stride = 1;
  a.layers = 3, a.eta = 0.05, a.pool = 2, a.classes = 4;
  a.regularizer = from_name<Regularizer>(variant.regularizer, "regularizer"), a.mu = 1e-3;
  a.generator = from_name<Form>(variant.generator, "form"), a.multiplicities = variant.multiplicities;
  a.share = from_name<Sharing>(variant.share, "sharing");
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
    for (Unfolding unfolding : {Unfolding::fused, Unfolding::plain})
      for (Tensor& tensor : train(task, unfolding, variant).tensors) all.tensors.push_back(std::move(tensor));
  }
  Sha256 sum;
  for (const Tensor& tensor : all.tensors) {
    sum.update(
        {reinterpret_cast<const char*>(tensor.data()), static_cast<std::size_t>(tensor.count()) * sizeof(float)});
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
  for (int threads : {1, 2, 5}) {
    const test::ScopedThreads scoped(threads);
    EXPECT_EQ(whole_run(variant).hash, hash) << threads << " threads";
  }
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
