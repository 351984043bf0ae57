#include "lgn/generators/group_agreement.h"

#include <cmath>
#include <numeric>

#include "lgn/generators/group_elements.h"
#include "lgn/generators/matrix_powers.h"

namespace lgn {
namespace {

double entry_cosine(const double* a, const double* b, Index count) {
  double both = 0, own_a = 0, own_b = 0;
  for (Index i = 0; i < count; ++i) both += a[i] * b[i], own_a += a[i] * a[i], own_b += b[i] * b[i];
  return own_a > 0 && own_b > 0 ? both / std::sqrt(own_a * own_b) : 0;
}

double group_cosine_of(const TensorD& A, const TensorD& B, Index n) {
  const TensorD a = powers(A, n), b = powers(B, n);
  const Index size = A.count();
  double best = -1;
  for (Index k = 1; k < n; ++k) {
    if (std::gcd(k, n) != 1) continue;
    double sum = 0;
    for (Index j = 1; j < n; ++j) sum += entry_cosine(a.data() + k * j % n * size, b.data() + j * size, size);
    best = std::max(best, sum / static_cast<double>(n - 1));
  }
  return best;
}

}  // namespace

std::vector<TensorD> distinct_generators(const Network& network) {
  const Architecture& a = network.architecture();
  Tape tape;
  const Leaves leaves(tape, network.parameters(), false);
  std::vector<TensorD> matrices;
  for (Index k = 0; k < (a.share == Sharing::network ? 1 : a.layers); ++k) {
    const Tensor A = network.group(leaves, k).generators.value();
    const Index d = A.extent(-1);
    for (Index i = 0; i < A.count() / (d * d); ++i) matrices.push_back(numbers_in_double(A, i, {d, d}));
  }
  return matrices;
}

double group_agreement(const std::vector<TensorD>& a, const std::vector<TensorD>& b, Index n) {
  require(n >= 2 && a.size() == b.size() && !a.empty(),
          "groups of two elements or more are compared, as many of one network as of the other");
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += group_cosine_of(a[i], b[i], n);
  return sum / static_cast<double>(a.size());
}

}  // namespace lgn
