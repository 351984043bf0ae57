// One exercise from the command line: `make exercise NAME=powers` checks tests/exercises/powers/stub.cpp.
#include <cstdio>

#include "tests/exercises/all_exercises.h"

int main(int argc, char** argv) {
  using namespace lgn::exercises;
  const std::string name = argc > 1 ? argv[1] : "";
  std::string names;
  for (const Exercise& exercise : all_exercises()) {
    names += " " + exercise.name;
    if (exercise.name != name) continue;
    const std::string wrong = exercise.check_stub();
    std::printf("%s: %s\n", name.c_str(), wrong.empty() ? "right. Now compare with answer.cpp." : wrong.c_str());
    return !wrong.empty();
  }
  std::fprintf(stderr, "there is no exercise '%s'; type make exercise NAME=.. with one of%s\n", name.c_str(),
               names.c_str());
  return 1;
}
