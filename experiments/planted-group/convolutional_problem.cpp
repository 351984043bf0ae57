#include "experiments/planted-group/convolutional_problem.h"

#include <cmath>

#include "experiments/common/planted/problem.h"
#include "lgn/recovery/dictionary_learning.h"
#include "lgn/recovery/group_recovery.h"
#include "tensor/linalg/matrix.h"
#include "tensor/math.h"

namespace lgn {
namespace {

void add_filters(const TensorD& bank, const ConvolutionalProblemSettings& s, Random& random, double* image) {
  const Index F = bank.extent(0), m = s.side, places = s.size - m + 1;
  const double rate = s.active / (F * places * places);
  for (Index i = 0; i < F * places * places; ++i) {
    if (random.uniform() >= rate) continue;
    const double u = -portable::log(1 - random.uniform());
    const double* filter = bank.data() + i / (places * places) * m * m;
    double* window = image + i / places % places * s.size + i % places;
    for (Index k = 0; k < m * m; ++k) window[k / m * s.size + k % m] += u * filter[k];
  }
}

double root_mean_square(const TensorD& images) {
  return std::sqrt(inner(images, images) / images.count());
}

}  // namespace

ConvolutionalProblem make_convolutional_problem(const ConvolutionalProblemSettings& settings) {
  Random random(static_cast<std::uint64_t>(settings.seed), Stream::data);
  ConvolutionalProblem problem;
  problem.action = planted_action(settings.action, settings.side, random);
  const Index size = settings.size;
  const TensorD filters = planted_filters(problem.action, settings.side, settings.filters, random);
  problem.groups = filters.extent(0) / std::max<Index>(problem.action.order, 1);
  problem.bank = filters.clone();
  normalize_rows(problem.bank);
  const auto draw = [&](Index count) {
    TensorD images({count, size, size});
    for (Index i = 0; i < count; ++i) add_filters(filters, settings, random, images.data() + i * size * size);
    if (problem.noise == 0) problem.noise = settings.noise * root_mean_square(images);
    for (double& x : images) x += problem.noise * random.normal();
    return images;
  };
  const TensorD images = draw(settings.images);
  problem.judged = draw(5 * settings.images);
  const Index half = settings.images / 2;
  problem.fitted = images.slice(0, half);
  problem.held_out = images.slice(half, settings.images - half);
  return problem;
}

}  // namespace lgn
