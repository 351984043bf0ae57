// The profile: every operation that ran is in it, forward and backward.
#include "autograd/profile.h"

#include "autograd/elementwise_ops.h"
#include "tests/support.h"

namespace lgn {
namespace {

TEST(ProfileOfATape, CountsEveryOperationAndTimesBothDirections) {
  Profile profile;
  Tape tape(&profile);
  const Variable x = tape.leaf(Tensor::full({300, 300}, 2));
  tape.backward(sum(multiply(relu(x), relu(x))));
  const auto& entries = profile.entries();
  ASSERT_TRUE(entries.count("relu") && entries.count("multiply") && entries.count("sum"));
  EXPECT_EQ(entries.at("relu").calls, 2);
  EXPECT_GT(entries.at("multiply").forward, 0);
  EXPECT_GT(entries.at("multiply").backward, 0);
  EXPECT_GE(profile.total(), entries.at("multiply").forward + entries.at("relu").backward);
  EXPECT_NE(profile.table().find("multiply"), std::string::npos);
}

}  // namespace
}  // namespace lgn
