// The fuzzer's side of a target: LGN_FUZZ names it, its seeds go into the folder LGN_SEEDS.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tensor/io/file.h"
#include "tests/fuzz/targets.h"

namespace {

const lgn::fuzz::Target& chosen() {
  static const lgn::fuzz::Target& target = [&]() -> const lgn::fuzz::Target& {
    const char* wanted = std::getenv("LGN_FUZZ");
    std::string names;
    for (const auto& one : lgn::fuzz::targets()) {
      if (wanted && std::string(wanted) == one.name) return one;
      names += std::string(" ") + one.name;
    }
    std::fprintf(stderr, "LGN_FUZZ has to name a target, one of:%s\n", names.c_str());
    std::exit(1);
  }();
  return target;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* folder = std::getenv("LGN_SEEDS");
  if (!folder) return 0;
  int number = 0;
  for (const std::string& seed : chosen().seeds())
    lgn::write_file(lgn::join(folder, lgn::concat("seed-", number++)), seed);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  lgn::fuzz::attempt([&] { chosen().feed(std::string(reinterpret_cast<const char*>(data), size)); });
  return 0;
}
