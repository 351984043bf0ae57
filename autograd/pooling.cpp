#include "autograd/pooling.h"

#include "autograd/loops.h"

namespace lgn {
namespace {

/// One window along an axis: [first, end).
struct Window {
  Index first, end;
  Index size() const { return end - first; }
};

std::vector<Window> windows(Index extent, Index count) {
  std::vector<Window> all;
  for (Index i = 0; i < count; ++i) all.push_back({i * extent / count, ((i + 1) * extent + count - 1) / count});
  return all;
}

}  // namespace

Variable adaptive_average_pool2d(Variable x, Index rows, Index columns) {
  require(x.value().rank() == 4, "pooling of a tensor of shape ", x.shape(), "; expected [N, F, h, w]");
  const Index h = x.value().extent(2), w = x.value().extent(3);
  require(rows >= 1 && columns >= 1 && h >= 1 && w >= 1, "pooling of ", h, " x ", w, " pixels to ", rows, " x ",
          columns, "; expected at least one of each");
  const Channels view{x.value().extent(0), x.value().extent(1), h * w};
  const auto down = windows(h, rows), across = windows(w, columns);

  Tensor y = Tensor::uninitialized({view.outer, view.channels, rows, columns});
  const float* px = x.value().data();
  float* py = y.data();
  for_each_plane(view, [&](Index first, Index, Index) {
    float* out = py + first / (h * w) * rows * columns;
    for (const Window& i : down) {
      for (const Window& j : across) {
        double sum = 0;
        for (Index a = i.first; a < i.end; ++a)
          for (Index b = j.first; b < j.end; ++b) sum += px[first + a * w + b];
        *out++ = static_cast<float>(sum / (i.size() * j.size()));
      }
    }
  });

  return x.tape().record("adaptive_average_pool2d", std::move(y), {x}, [=](const Tensor& dy) {
    float* dx = x.tape().accumulate(x).data();
    for_each_plane(view, [&](Index first, Index, Index) {
      const float* upstream = dy.data() + first / (h * w) * rows * columns;
      for (const Window& i : down) {
        for (const Window& j : across) {
          const float each = *upstream++ / (i.size() * j.size());
          for (Index a = i.first; a < i.end; ++a)
            for (Index b = j.first; b < j.end; ++b) dx[first + a * w + b] += each;
        }
      }
    });
  });
}

}  // namespace lgn
