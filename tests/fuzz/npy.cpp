// NumPy arrays, and what becomes of them as images or labels.
#include "tensor/io/npy.h"

#include "tests/fuzz/targets.h"

namespace lgn::fuzz {
namespace {

std::vector<std::string> seeds() {
  const std::string floats = npy_bytes(Tensor::from({2, 3}, {1, -2.5f, 3, 4, 5, 6})),
                    integers = npy_bytes(std::vector<Index>{0, 3, 7});
  std::string bytes = floats;
  bytes.replace(bytes.find("<f4"), 3, "|u1");
  bytes.resize(bytes.size() - 18);
  return {floats, integers, bytes};
}

void feed(const std::string& bytes) {
  const NpyArray array = parse_npy(bytes, "array.npy");
  insist(array.data().size() + array.data_offset == bytes.size(), "all that follows the header is elements");
  attempt([&] { insist(to_float(array).shape() == array.shape, "the shape stays"); });
  attempt(
      [&] { insist(static_cast<Index>(to_integers(array).size()) == element_count(array.shape), "the number stays"); });
}

}  // namespace

Target npy_target() {
  return {"npy", seeds, feed};
}

}  // namespace lgn::fuzz
