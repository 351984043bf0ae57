// Lists of words: every comma stands between two.
#include "tensor/names.h"

#include "tests/support.h"

namespace lgn {
namespace {

TEST(Lists, HaveAWordOnEitherSideOfEveryComma) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(split_list("a,bc,d"), (Words{"a", "bc", "d"}));
  EXPECT_EQ(split_list("a"), Words{"a"});
  EXPECT_EQ(split_list("a,"), (Words{"a", ""}));
  EXPECT_EQ(split_list(""), Words{""});
  test::expect_error([] { require_word("", {"a", "b"}, "--x"); }, {"--x is ''", "a or b"});
}

}  // namespace
}  // namespace lgn
