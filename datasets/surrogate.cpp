#include "datasets/surrogate.h"

#include <cmath>

#include "tensor/linalg/matmul.h"
#include "tensor/random.h"

namespace lgn {
namespace {

/// The pixels as rows [N, C H W] in the units that preprocessing works in.
Tensor unit_rows(const Images& images) {
  const Index count = images.count(), size = images.image_size();
  if (const Tensor* floats = std::get_if<Tensor>(&images.pixels)) return floats->clone().reshape({count, size});
  const Bytes& bytes = std::get<Bytes>(images.pixels);
  Tensor rows = Tensor::uninitialized({count, size});
  for (Index i = 0; i < rows.count(); ++i) rows[i] = static_cast<float>(bytes[i]) / 255.0f;
  return rows;
}

Tensor mean_row(const Tensor& rows) {
  const Index count = rows.extent(0), size = rows.extent(1);
  TensorD sums({size});
  for (Index i = 0; i < count; ++i)
    for (Index j = 0; j < size; ++j) sums[j] += rows(i, j);
  Tensor mean({size});
  for (Index j = 0; j < size; ++j) mean[j] = static_cast<float>(sums[j] / count);
  return mean;
}

/// As many Gaussian images as `like` has; `centred` [N, C H W] and `mean` are those of the training images.
Tensor gaussian_images(const Images& like, const Tensor& centred, const Tensor& mean, Random& random) {
  constexpr Index portion = 1024;  // bounds the memory of the weights
  const Index size = centred.extent(1), samples = centred.extent(0);
  Tensor images({like.count(), size});
  const float scale = 1 / std::sqrt(static_cast<float>(std::max<Index>(1, samples - 1)));
  for (Index first = 0; first < like.count(); first += portion) {
    const Index count = std::min(portion, like.count() - first);
    Tensor weights = normal_tensor(random, {count, samples});
    for (float& w : weights) w *= scale;
    gemm(false, false, count, size, samples, weights.data(), samples, centred.data(), size,
         images.data() + first * size, size, false);
  }
  for (Index i = 0; i < images.extent(0); ++i)
    for (Index j = 0; j < size; ++j) images(i, j) += mean[j];
  return images.reshape(like.shape());
}

void exchange_labels(Images& images, Random& random) {
  const std::vector<Index> labels = images.labels;
  const std::vector<Index> order = random.permutation(static_cast<Index>(labels.size()));
  for (std::size_t i = 0; i < labels.size(); ++i) images.labels[i] = labels[order[i]];
}

}  // namespace

Dataset surrogate(Dataset dataset, Surrogate kind, std::uint64_t seed) {
  if (kind == Surrogate::none) return dataset;
  Random random(seed, Stream::data);
  Tensor centred = unit_rows(dataset.train);
  const Tensor mean = mean_row(centred);
  for (Index i = 0; i < centred.extent(0); ++i)
    for (Index j = 0; j < centred.extent(1); ++j) centred(i, j) -= mean[j];
  for (Images* part : {&dataset.train, &dataset.test})
    if (part->count() > 0) part->pixels = gaussian_images(*part, centred, mean, random);
  dataset.name += " (Gaussian images of the same covariance)";
  exchange_labels(dataset.train, random);
  exchange_labels(dataset.test, random);
  dataset.notes.push_back("a control: Gaussian images with the data's mean and covariance, labels exchanged");
  return finished(std::move(dataset));
}

}  // namespace lgn
