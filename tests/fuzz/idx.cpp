// IDX: the images and labels of MNIST.
#include "datasets/formats.h"
#include "tests/fuzz/targets.h"

namespace lgn::fuzz {
namespace {

std::vector<std::string> seeds() {
  const std::string images("\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x03", 16), labels("\0\0\x08\x01\0\0\0\x03", 8);
  return {images + "abcdefABCDEF", labels + std::string("\0\x01\x09", 3)};
}

void feed(const std::string& bytes) {
  if (bytes.size() > 3 && bytes[3] == 3) {
    const Bytes images = parse_idx_images(bytes, "images");
    insist(images.count() == static_cast<Index>(bytes.size()) - 16, "every byte of the images is a pixel");
  } else {
    const std::vector<Index> labels = parse_idx_labels(bytes, 10, "labels");
    insist(labels.size() == bytes.size() - 8, "every byte of the labels is a label");
  }
}

}  // namespace

Target idx_target() {
  return {"idx", seeds, feed};
}

}  // namespace lgn::fuzz
