#include "tests/exercises/all_exercises.h"

#include "tests/exercises/mirror/exercise.h"
#include "tests/exercises/powers/exercise.h"
#include "tests/exercises/soft_threshold/exercise.h"
#include "tests/exercises/toeplitz/exercise.h"
#include "tests/exercises/whitening/exercise.h"

namespace lgn::exercises {

const std::vector<Exercise>& all_exercises() {
  static const std::vector<Exercise> all = {
      {"soft_threshold", [] { return check(soft_threshold_stub); }, [] { return check(soft_threshold_answer); }},
      {"powers", [] { return check(powers_stub); }, [] { return check(powers_answer); }},
      {"mirror", [] { return check(mirror_stub); }, [] { return check(mirror_answer); }},
      {"toeplitz", [] { return check(toeplitz_stub()); }, [] { return check(toeplitz_answer()); }},
      {"whitening", [] { return check(whitening_stub); }, [] { return check(whitening_answer); }},
  };
  return all;
}

}  // namespace lgn::exercises
