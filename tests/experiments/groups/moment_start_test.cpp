// Starts from data: --search moments gives a group, the same for the same seed, and is refused where it cannot be;
// --group takes the powers of a file's first generator.
#include "experiments/common/training/moment_start.h"

#include <gtest/gtest.h>

#include <cmath>

#include "datasets/catalog.h"
#include "lgn/generators/start.h"
#include "tensor/io/file.h"
#include "tensor/io/safetensors.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

TEST(MomentStart, IsAnInvolutionOfTheSamplesPatches) {
  const Images images = load_dataset("sample", "", {1000, {}}).train;
  const TensorD A = start_from_moments(images, 4, 2, 1).A, again = start_from_moments(images, 4, 2, 1).A;
  const TensorD square = matmul(A, A), gram = matmul(A, transpose(A)), I = identity(16);
  double off = 0;
  for (Index i = 0; i < A.count(); ++i) {
    EXPECT_NEAR(square[i], I[i], 1e-9);
    EXPECT_NEAR(gram[i], I[i], 1e-9);
    EXPECT_EQ(A[i], again[i]);
    off += (A[i] - I[i]) * (A[i] - I[i]);
  }
  EXPECT_GT(off, 10);  // and neither I nor next to it
}

/// Sparse signals of L places, moved around by a third of them at random.
Images shifted_signals(Index L) {
  Random random(1, Stream::data);
  TensorD patterns({2 * L, L});
  for (double& x : patterns) x = random.normal();
  constexpr Index count = 6000;
  Tensor signals({count, 1, 1, L});
  for (Index i = 0; i < count; ++i) {
    const Index shift = L / 3 * static_cast<Index>(random.below(3));
    for (Index k = 0; k < 2 * L; ++k) {
      const double code = random.uniform() < 0.1 ? -std::log(1 - random.uniform()) : 0;
      for (Index j = 0; j < L; ++j) signals[i * L + (j + shift) % L] += static_cast<float>(code * patterns(k, j));
    }
  }
  Images images;
  images.pixels = signals;
  return images;
}

TEST(MomentStart, OfOrderThreeComesFromTheGroupsOfTheProbe) {
  constexpr Index L = 9;
  const MomentStart start = start_from_moments(shifted_signals(L), {1, L}, 3, 1);
  Random unused(1);
  const TensorD shift = named_operation("shifts", 1, L, 3, unused);
  EXPECT_GT(std::max(inner(start.A, shift), inner(start.A, transpose(shift))), 0.97 * L);
  EXPECT_NE(start.note.find("permutations"), std::string::npos) << start.note;
}

TEST(MomentStart, RefusesWhatItCannotLookFor) {
  const Images images = load_dataset("sample", "", {100, {}}).train;
  EXPECT_THROW(start_from_moments(images, 4, 13, 1), Error);
  EXPECT_THROW(start_from_moments(images, 9, 4, 1), Error);
  EXPECT_THROW(start_from_moments(images, {1, 29}, 2, 1), Error);
}

class GroupFile : public test::ProgramRuns {};

TEST_F(GroupFile, OfTwoGeneratorsGivesThePowersOfTheFirst) {
  Random random(1);
  SafetensorsFile group;
  group.add("A", named_operation("rotations", 3, 3, 4, random));
  group.add("A_2", named_operation("mirrors", 3, 3, 2, random));
  group.metadata = {{"order", "8"}, {"orders", "4,2"}, {"certified", "0"}};
  write_safetensors(file("group.safetensors"), group);
  std::string data = own_data();
  data.erase(data.find("--group-size 2 "), 15);
  const auto result =
      run("classify", data + "--epochs 1 --group " + file("group.safetensors") + " --out " + file("run"));
  ASSERT_EQ(result.status, 0) << result.output;
  EXPECT_NE(result.output.find("holds a group of order 8; the powers of its first generator A, 4 of them"),
            std::string::npos)
      << result.output;
  EXPECT_NE(result.output.find("is not certified"), std::string::npos) << result.output;
  EXPECT_EQ(read_safetensors(join(file("run"), "model.safetensors")).metadata.at("group_size"), "4");
}

}  // namespace
}  // namespace lgn
