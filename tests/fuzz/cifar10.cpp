// The binary CIFAR-10: the first half of the bytes is a training file, the second the test file.
#include "datasets/formats.h"
#include "tests/fuzz/targets.h"

namespace lgn::fuzz {
namespace {

std::vector<std::string> seeds() {
  std::string two;
  for (int image = 0; image < 2; ++image) {
    two += static_cast<char>(3 + image);
    for (int i = 0; i < 3072; ++i) two += static_cast<char>(i * (image + 7));
  }
  return {two};
}

void feed(const std::string& bytes) {
  const std::size_t half = bytes.size() / 2;
  const Dataset dataset = parse_cifar10({bytes.substr(0, half), bytes.substr(half)}, {"train", "test"}, 1);
  insist(dataset.train.count() == 1 && dataset.test.count() == 1, "a record is an image");
}

}  // namespace

Target cifar10_target() {
  return {"cifar10", seeds, feed};
}

}  // namespace lgn::fuzz
