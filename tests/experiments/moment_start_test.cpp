// --search moments: the start is a group, the same for the same seed, and refused where it cannot be.
#include "experiments/common/training/moment_start.h"

#include <gtest/gtest.h>

#include "datasets/catalog.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

TEST(MomentStart, IsAnInvolutionOfTheSamplesPatches) {
  const Images images = load_dataset("sample", "", {1000, {}}).train;
  const TensorD A = start_from_moments(images, 4, 2, 1), again = start_from_moments(images, 4, 2, 1);
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

TEST(MomentStart, RefusesWhatItCannotLookFor) {
  const Images images = load_dataset("sample", "", {100, {}}).train;
  EXPECT_THROW(start_from_moments(images, 4, 3, 1), Error);
  EXPECT_THROW(start_from_moments(images, 9, 4, 1), Error);
  EXPECT_THROW(start_from_moments(images, {1, 29}, 2, 1), Error);
}

}  // namespace
}  // namespace lgn
