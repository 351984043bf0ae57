#include "lgn/generators/start.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "lgn/generators/conjugation.h"
#include "lgn/generators/forms.h"
#include "lgn/generators/group_elements.h"
#include "lgn/generators/orthogonal.h"
#include "lgn/generators/snap.h"
#include "lgn/parameters.h"
#include "tensor/linalg/cayley.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"

namespace lgn {
namespace {

/// The sum of the given matrices that share entry (g, c) of the stack: of one layer, or of all.
TensorD sum_of_sharing(const Architecture& a, const std::vector<Tensor>& matrices, Index g, Index c) {
  const Index d = a.kernel_size();
  const Shape stack = generator_shape(a);
  TensorD sum({d, d});
  for (const Tensor& layer : matrices) {
    for (Index i = 0; i < a.base_filters * a.channels; ++i) {
      if ((stack[0] > 1 && i / a.channels != g) || (stack[1] > 1 && i % a.channels != c)) continue;
      const TensorD A = numbers_in_double(layer, i, {d, d});
      for (Index k = 0; k < d * d; ++k) sum[k] += A[k];
    }
  }
  return sum;
}

struct Distances {
  double moved, turned;
};

Distances distances(const TensorD& start, const TensorD& A) {
  const double given = inner(A, A), both = inner(start, A), own = inner(start, start);
  return {std::sqrt(std::max(0.0, own - 2 * both + given) / given),
          std::sqrt(std::max(0.0, 1 - both * both / (own * given)))};
}

/// Fills in the parameters of one layer, or of the whole network, from the matrices that share them.
class StackStart {
 public:
  StackStart(const Architecture& a, Index layer)
      : exact_(a.generator == Form::exact), rho_(a.representation()), stack_(generator_stack(a)), layer_(layer) {
    const Index d = stack_.size;
    basis_ = Tensor(stack_.shape({skew_count(d)}));
    matrices_ = Tensor(stack_.shape({d, d}));
  }

  void set(Index entry, const TensorD& M) {
    const TensorD W = rotation_basis(phase_ordered_basis(M), rho_);
    const Index d = stack_.size;
    store(orthogonal_numbers(W), basis_, entry);
    const TensorD elements = conjugated_elements(rho_, W, transpose(W));
    store(elements.slice(1, 1).reshape({d, d}), matrices_, entry);
  }

  void write(std::vector<std::pair<std::string, Tensor>>& parameters) const {
    parameters.push_back({stack_.name(exact_ ? "left" : "W", layer_), basis_});
    if (!exact_) return;  // S = U D V with D = V = I
    parameters.push_back({stack_.name("stretch", layer_), Tensor(stack_.shape({stack_.size}))});
    parameters.push_back({stack_.name("right", layer_), Tensor(basis_.shape())});
  }

  const Tensor& matrices() const { return matrices_; }

 private:
  bool exact_;
  Representation rho_;
  GeneratorStack stack_;
  Index layer_;
  Tensor basis_, matrices_;
};

/// Pixel (row, column) takes the value of the pixel that `from` names.
template <class From>
TensorD pixel_permutation(Index height, Index width, From&& from) {
  TensorD P({height * width, height * width});
  for (Index row = 0; row < height; ++row)
    for (Index column = 0; column < width; ++column) P(row * width + column, from(row, column)) = 1;
  return P;
}

TensorD turned_pixels(Index m, Index n) {
  return pixel_permutation(m, m, [=](Index row, Index column) {
    for (Index quarter = 0; quarter < 4 / n % 4; ++quarter) {
      const Index turned = column;
      column = m - 1 - row;
      row = turned;
    }
    return row * m + column;
  });
}

TensorD shifted_pixels(Index height, Index width, Index n) {
  return pixel_permutation(height, width, [=](Index row, Index column) {
    if (width % n == 0) return row * width + (column + width / n) % width;
    return (row + height / n) % height * width + column;
  });
}

/// Cosine patterns [d,d] as columns, orthonormal, from the lowest frequency on.
TensorD cosine_patterns(Index height, Index width) {
  const Index d = height * width;
  std::vector<Index> order(d);
  std::iota(order.begin(), order.end(), 0);
  const auto frequency = [=](Index i) {
    return std::hypot(static_cast<double>(i / width) / static_cast<double>(height),
                      static_cast<double>(i % width) / static_cast<double>(width));
  };
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) { return frequency(i) < frequency(j); });
  const auto wave = [](Index k, Index x, Index extent) {
    const double size = static_cast<double>(extent);
    return std::sqrt((k ? 2 : 1) / size) * std::cos(std::numbers::pi * (k * (2 * x + 1)) / (2 * size));
  };
  TensorD patterns({d, d});
  for (Index p = 0; p < d; ++p)
    for (Index j = 0; j < d; ++j) {
      const Index i = order[j];
      patterns(p, j) = wave(i / width, p / width, height) * wave(i % width, p % width, width);
    }
  return patterns;
}

TensorD mixed_bands(Index height, Index width, Index n, Random& random) {
  const Index d = height * width;
  TensorD R = identity(d);
  for (Index first = 0; first + n <= d; first += n) {
    const TensorD Q = qr(cast<double>(normal_tensor(random, {n, n}))).q;
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j) {
        double sum = 0;
        for (Index k = 0; k < n; ++k) sum += Q(i, k) * Q(j, (k + 1) % n);
        R(first + i, first + j) = sum;
      }
  }
  const TensorD patterns = cosine_patterns(height, width);
  return matmul(matmul(patterns, R), transpose(patterns));
}

}  // namespace

bool can_start_from_matrices(const Architecture& a) {
  if (a.generator == Form::free) return true;
  return (a.generator == Form::orthogonal || a.generator == Form::exact) && a.group_size > 1 &&
         a.multiplicities != "learned";
}

Tensor shared_means(const Architecture& a, const std::vector<Tensor>& matrices) {
  Tensor means(generator_shape(a));
  const Index channels = means.extent(1), entries = means.extent(0) * channels;
  const double sharing =
      static_cast<double>(static_cast<Index>(matrices.size()) * a.base_filters * a.channels / entries);
  for (Index i = 0; i < entries; ++i) {
    TensorD mean = sum_of_sharing(a, matrices, i / channels, i % channels);
    for (double& x : mean) x /= sharing;
    store(mean, means, i);
  }
  return means;
}

GeneratorStart start_from_matrices(const Architecture& a, const std::vector<Tensor>& matrices) {
  const Index d = a.kernel_size(), G = a.base_filters, C = a.channels, layers = static_cast<Index>(matrices.size());
  const Shape stack = generator_shape(a);
  for (const Tensor& layer : matrices) require_shape(layer, {G, C, d, d}, "the matrices of a layer");
  const bool one_for_all = a.share == Sharing::network;
  GeneratorStart result;
  for (Index k = 0; k < (one_for_all ? 1 : layers); ++k) {
    const std::vector<Tensor> sharing = one_for_all ? matrices : std::vector<Tensor>{matrices[k]};
    Tensor placed;
    if (a.generator == Form::free) {
      placed = shared_means(a, sharing);
      project_to_unit_norm(placed);
      result.parameters.push_back({generator_parameter(a, "A", k), placed});
    } else {
      StackStart start(a, k);
      for (Index g = 0; g < stack[0]; ++g)
        for (Index c = 0; c < stack[1]; ++c) start.set(g * stack[1] + c, sum_of_sharing(a, sharing, g, c));
      start.write(result.parameters);
      placed = start.matrices();
    }
    placed = expand_generator(placed, a);
    for (const Tensor& given : sharing) {
      for (Index i = 0; i < G * C; ++i) {
        const Distances apart = distances(numbers_in_double(placed, i, {d, d}), numbers_in_double(given, i, {d, d}));
        result.moved += apart.moved / (layers * G * C);
        result.turned += apart.turned / (layers * G * C);
      }
    }
  }
  return result;
}

TensorD named_operation(const std::string& name, Index height, Index width, Index n, Random& random) {
  const std::string flag = concat("--init-generator ", name, " with --group-size ", n);
  if (name == "rotations") {
    require(height == width && 4 % n == 0, flag, " and a kernel of ", height, "x", width,
            " is no group of pixels; expected --group-size 1, 2 or 4 and a square kernel");
    return turned_pixels(height, n);
  }
  if (name == "mirrors") {
    require(n == 2, flag, ": mirroring twice is the identity; expected --group-size 2");
    return pixel_permutation(height, width, [=](Index row, Index column) { return row * width + width - 1 - column; });
  }
  if (name == "shifts") {
    require(width % n == 0 || height % n == 0, flag, ": a kernel of ", height, "x", width,
            " is not shifted around by nths of its width or height; expected a --group-size that divides one");
    return shifted_pixels(height, width, n);
  }
  require(name == "bands", "--init-generator is '", name,
          "'; expected random, rotations, mirrors, shifts, bands, or a file F.safetensors");
  require(n <= height * width, flag, ": a kernel of ", height, "x", width, " has only ", height * width, " dimensions");
  return mixed_bands(height, width, n, random);
}

}  // namespace lgn
