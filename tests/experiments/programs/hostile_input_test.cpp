// Every parser of what comes from outside, on good input damaged in a few thousand ways: an Error is an
// answer, anything else is not. `make fuzz` goes on from here.
#include "tensor/random.h"
#include "tests/fuzz/targets.h"
#include "tests/support.h"

namespace lgn {
namespace {

std::string damaged(std::string bytes, Random& random) {
  const std::uint64_t wounds = 1 + random.below(3);
  for (std::uint64_t wound = 0; wound < wounds; ++wound) {
    const std::size_t at = random.below(bytes.size() + 1);
    switch (random.below(5)) {
      case 0:
        bytes.resize(at);
        break;
      case 1:
        bytes.insert(at, 1 + random.below(9), static_cast<char>(random.below(256)));
        break;
      case 2:
        bytes.erase(at, 1 + random.below(9));
        break;
      case 3:
        bytes.insert(at, bytes.substr(random.below(bytes.size() + 1), 1 + random.below(9)));
        break;
      default:
        if (at < bytes.size()) bytes[at] = static_cast<char>(random.below(256));
    }
  }
  return bytes;
}

class HostileInput : public testing::TestWithParam<fuzz::Target> {};

TEST_P(HostileInput, GoodInputIsAccepted) {
  for (const std::string& seed : GetParam().seeds()) EXPECT_NO_THROW(GetParam().feed(seed));
}

TEST_P(HostileInput, DamagedInputIsAnsweredWithAnErrorOrAccepted) {
  Random random(1);
  for (const std::string& seed : GetParam().seeds()) {
    for (int i = 0; i < 1000; ++i) {
      const std::string bytes = damaged(seed, random);
      fuzz::attempt([&] { GetParam().feed(bytes); });
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Parsers, HostileInput, testing::ValuesIn(fuzz::targets()), [](const auto& info) {
  std::string name = info.param.name;
  std::erase(name, '-');
  return name;
});

}  // namespace
}  // namespace lgn
