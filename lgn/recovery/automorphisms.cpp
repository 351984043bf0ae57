#include "lgn/recovery/automorphisms.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/matrix_kernels.h"

namespace lgn {
namespace {

// Squared differences beyond this say no more than "does not agree": one atom that was not found must not
// outvote the rest.
constexpr double most_disagreement = 0.04;

double squared(double x) {
  return x * x;
}

class Search {
 public:
  Search(const TensorD& atoms, const SymmetrySearch& search)
      : F_(atoms.extent(0)), search_(search), gram_(matmul(atoms, transpose(atoms))) {
    measure_signatures();
  }

  std::vector<AtomMap> run() {
    std::vector<AtomMap> maps;
    for (const Index p : anchors()) {
      std::vector<Index> order = nearest(p);
      order.resize(std::min(search_.candidates, F_ - 1));
      for (const Index image : order) maps.push_back(grow(p, image));
    }
    return maps;
  }

 private:
  /// How differently the sorted rows of two atoms look, [F,F].
  void measure_signatures() {
    TensorD sorted = gram_.clone();
    for (Index a = 0; a < F_; ++a) std::sort(sorted.data() + a * F_, sorted.data() + (a + 1) * F_);
    signatures_ = TensorD({F_, F_});
    for (Index a = 0; a < F_; ++a)
      for (Index b = 0; b < F_; ++b)
        for (Index i = 0; i < F_; ++i) signatures_(a, b) += squared(sorted(a, i) - sorted(b, i));
  }

  /// The other atoms, those that look most like p first.
  std::vector<Index> nearest(Index p) const {
    std::vector<Index> order;
    for (Index a = 0; a < F_; ++a)
      if (a != p) order.push_back(a);
    std::stable_sort(order.begin(), order.end(),
                     [&](Index a, Index b) { return signatures_(p, a) < signatures_(p, b); });
    return order;
  }

  /// Atoms with the closest look-alike.
  std::vector<Index> anchors() const {
    std::vector<Index> order(F_);
    std::iota(order.begin(), order.end(), Index{0});
    std::vector<double> closest;
    for (Index a = 0; a < F_; ++a) closest.push_back(signatures_(a, nearest(a).front()));
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return closest[a] < closest[b]; });
    order.resize(std::min(search_.anchors, F_));
    return order;
  }

  AtomMap grow(Index p, Index p_image) const {
    TensorD cost = TensorD::uninitialized({F_, F_});
    for (Index b = 0; b < F_; ++b)
      for (Index c = 0; c < F_; ++c) cost(b, c) = signatures_(b, c) + squared(gram_(p, b) - gram_(p_image, c));
    AtomMap map = cheapest(cost);
    for (Index round = 0; round < search_.refinements; ++round) map = cheapest(disagreement(map));
    return map;
  }

  /// cost[b,c] = sum_a min(tau, (gram[b,a] - gram[c,image(a)])^2): how badly c serves as the image of b.
  TensorD disagreement(const AtomMap& map) const {
    TensorD moved = TensorD::uninitialized({F_, F_});
    for (Index c = 0; c < F_; ++c)
      for (Index a = 0; a < F_; ++a) moved(c, a) = gram_(c, map.image[a]);
    TensorD cost = TensorD::uninitialized({F_, F_});
    const auto& kernels = simd::select<simd::MatrixKernels>();
    for (Index b = 0; b < F_; ++b) {
      kernels.capped_distances(F_, F_, most_disagreement, moved.data(), F_, gram_.data() + b * F_,
                               cost.data() + b * F_);
    }
    return cost;
  }

  /// No atom is its own image: that would be the identity, the automorphism of everything.
  AtomMap cheapest(TensorD cost) const {
    AtomMap map;
    for (Index b = 0; b < F_; ++b) {
      const double* row = cost.data() + b * F_;
      cost(b, b) = std::numeric_limits<double>::infinity();
      const Index best = std::min_element(row, row + F_) - row;
      map.image.push_back(best);
      map.cost.push_back(row[best]);
    }
    return map;
  }

  Index F_;
  SymmetrySearch search_;
  TensorD gram_, signatures_;
};

}  // namespace

std::vector<AtomMap> search_automorphisms(const TensorD& atoms, const SymmetrySearch& search) {
  require(atoms.rank() == 2 && atoms.extent(0) >= 2, "a search for symmetries needs two atoms or more, found ",
          atoms.shape());
  return Search(atoms, search).run();
}

}  // namespace lgn
