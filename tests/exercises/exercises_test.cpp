// Every exercise's check passes with the answer and fails with the stub: else it would teach nothing.
#include "tests/exercises/all_exercises.h"
#include "tests/support.h"

namespace lgn::exercises {
namespace {

TEST(Exercises, TheAnswerIsRightAndTheStubIsNot) {
  ASSERT_EQ(all_exercises().size(), 5u);
  for (const Exercise& exercise : all_exercises()) {
    EXPECT_EQ(exercise.check_answer(), "") << exercise.name;
    EXPECT_NE(exercise.check_stub(), "") << exercise.name << ": the stub passes";
  }
}

}  // namespace
}  // namespace lgn::exercises
