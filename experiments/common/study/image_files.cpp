#include "experiments/common/study/image_files.h"

#include "datasets/catalog.h"
#include "datasets/derived.h"
#include "tensor/io/file.h"
#include "tensor/io/npy.h"
#include "tensor/names.h"

namespace lgn {

namespace {

/// Writes FOLDER/PART-images.npy, bytes divided by 255, and FOLDER/PART-labels.npy.
void write_images(const std::string& folder, const std::string& part, const Images& images) {
  const Bytes& bytes = std::get<Bytes>(images.pixels);
  Tensor pixels = Tensor::uninitialized(bytes.shape());
  for (Index i = 0; i < bytes.count(); ++i) pixels[i] = static_cast<float>(bytes[i]) / 255;
  write_npy(join(folder, part + "-images.npy"), pixels);
  write_npy(join(folder, part + "-labels.npy"), images.labels);
}

}  // namespace

std::vector<NamedData> named_data(const std::string& list) {
  std::vector<NamedData> data;
  for (const std::string& name : split_list(list)) {
    require_word(name, dataset_names(), "a word of --datasets");
    data.push_back({name, {"--dataset", name}});
  }
  return data;
}

std::vector<NamedData> upright_and_turned(const std::string& folder) {
  const Dataset sample = load_dataset("sample");
  std::vector<NamedData> data;
  for (const char* kind : {"upright", "turned"}) {
    const std::string place = join(join(folder, "data"), kind);
    make_folders(place);
    const Dataset part = std::string(kind) == "turned" ? rotated(sample, 1000, 250) : limited(sample, {1000, 250});
    write_images(place, "train", part.train);
    write_images(place, "test", part.test);
    data.push_back(
        {kind,
         {"--train-images", join(place, "train-images.npy"), "--train-labels", join(place, "train-labels.npy"),
          "--test-images", join(place, "test-images.npy"), "--test-labels", join(place, "test-labels.npy")}});
  }
  return data;
}

}  // namespace lgn
