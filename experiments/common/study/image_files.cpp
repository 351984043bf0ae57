#include "experiments/common/study/image_files.h"

#include "tensor/io/file.h"
#include "tensor/io/npy.h"

namespace lgn {

void write_images(const std::string& folder, const std::string& part, const Images& images) {
  const Bytes& bytes = std::get<Bytes>(images.pixels);
  Tensor pixels = Tensor::uninitialized(bytes.shape());
  for (Index i = 0; i < bytes.count(); ++i) pixels[i] = static_cast<float>(bytes[i]) / 255;
  write_npy(join(folder, part + "-images.npy"), pixels);
  write_npy(join(folder, part + "-labels.npy"), images.labels);
}

}  // namespace lgn
