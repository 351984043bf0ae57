// The whole method on one page: tensor, tape, FISTA layer, group, training. Includes nothing of ours.
//
//   g++ -O2 -std=c++20 experiments/lgn-in-one-file.cpp -o one-file && ./one-file build/sample
//
// Read it from top to bottom. Letters: G base filters B, moved by the n elements of a group, make F = n G
// filters of m x m pixels, d = m m numbers; K layers; N images of C x H x W; codes of h x w.
// Plain loops in double precision: slow, and nothing to look up elsewhere.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <functional>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

// === Stage 1: tensors ====================================================================================

struct Tensor {  // numbers in row-major order, and their extents
  std::vector<int> shape;
  std::vector<double> numbers;

  explicit Tensor(const std::vector<int>& extents)
      : shape(extents), numbers(std::accumulate(extents.begin(), extents.end(), 1, std::multiplies<>())) {}
  int count() const { return static_cast<int>(numbers.size()); }
  double& operator[](int i) { return numbers[i]; }
  double operator[](int i) const { return numbers[i]; }
};

// Calls each(a, b, k) for every product w[k] x[b] in the sum y[a] of the convolution
//   y[n,f,i,j] = sum_{c,r,s} w[f,c,r,s] x[n,c,i+r-1,j+s-1],   x within a border of one zero: h = H + 3 - m.
template <class Each>
void for_each_product(const std::vector<int>& x, const std::vector<int>& w, Each each) {
  const int N = x[0], C = x[1], H = x[2], W = x[3], F = w[0], m = w[2], h = H + 3 - m, width = W + 3 - m;
  for (int n = 0; n < N; ++n)
    for (int f = 0; f < F; ++f)
      for (int c = 0; c < C; ++c)
        for (int r = 0; r < m; ++r)
          for (int s = 0; s < m; ++s)
            for (int i = std::max(0, 1 - r); i < std::min(h, H + 1 - r); ++i)
              for (int j = std::max(0, 1 - s); j < std::min(width, W + 1 - s); ++j)
                each(((n * F + f) * h + i) * width + j, ((n * C + c) * H + i + r - 1) * W + j + s - 1,
                     ((f * C + c) * m + r) * m + s);
}

Tensor product(const Tensor& a, const Tensor& b) {  // of matrices [d,d]
  const int d = a.shape[0];
  Tensor c({d, d});
  for (int i = 0; i < d * d; ++i)
    for (int l = 0; l < d; ++l) c[i] += a[i / d * d + l] * b[l * d + i % d];
  return c;
}

// === Stage 2: the tape ===================================================================================
// Every operation appends a node that hands its gradient back. Creation order is a topological order: backward is a
// loop in reverse.

struct Node {
  Tensor value, gradient;
  std::function<void(const Tensor& dy)> backward;  // adds to the gradients of the operation's inputs
};
using Variable = Node*;  // nodes of a deque stay where they are
std::deque<Node> tape;

Variable record(const Tensor& value, std::function<void(const Tensor&)> backward = {}) {
  tape.push_back({value, Tensor(value.shape), std::move(backward)});
  return &tape.back();
}

void run_backward(Variable loss) {
  loss->gradient[0] = 1;
  for (auto node = tape.rbegin(); node != tape.rend(); ++node)
    if (node->backward) node->backward(node->gradient);
}

// a x + b y: sums, differences and multiples in one.   dx = a dy,  and so on.
Variable combine(double a, Variable x, double b, Variable y) {
  Tensor value(x->value.shape);
  for (int i = 0; i < value.count(); ++i) value[i] = a * x->value[i] + b * y->value[i];
  return record(value, [=](const Tensor& dy) {
    for (int i = 0; i < dy.count(); ++i) x->gradient[i] += a * dy[i], y->gradient[i] += b * dy[i];
  });
}

// y[a] += w[k] x[b] for all a, b, k that `products` enumerates: every operation that is linear in two inputs.
//   dx[b] += w[k] dy[a],   dw[k] += x[b] dy[a].
template <class Products>
Variable bilinear(Tensor y, Variable x, Variable w, Products products) {
  products([&](int a, int b, int k) { y[a] += w->value[k] * x->value[b]; });
  return record(y, [=](const Tensor& dy) {
    products(
        [&](int a, int b, int k) { x->gradient[b] += w->value[k] * dy[a], w->gradient[k] += x->value[b] * dy[a]; });
  });
}

// x w^T.
Variable matmul(Variable x, Variable w) {
  const int n = x->value.shape[0], m = w->value.shape[0], d = x->value.shape[1];
  return bilinear(Tensor({n, m}), x, w, [=](auto each) {
    for (int a = 0; a < n * m; ++a)
      for (int l = 0; l < d; ++l) each(a, a / m * d + l, a % m * d + l);
  });
}

// Tensors one after the other under a new shape; one alone is reshaped.
Variable join(const std::vector<Variable>& parts, const std::vector<int>& shape) {
  Tensor value(shape);
  int next = 0;
  for (Variable part : parts)
    for (double number : part->value.numbers) value[next++] = number;
  return record(value, [=](const Tensor& dy) {
    int next = 0;
    for (Variable part : parts)
      for (double& number : part->gradient.numbers) number += dy[next++];
  });
}

// === Stage 3: the FISTA layer ============================================================================
// A sparse code u of the image y:  minimise 1/2 ||y - W^T u||^2 + lmbd sum(u) over u >= 0, a step a layer.

// What in the image looks like the filter?
Variable conv(Variable y, Variable w) {
  const std::vector<int> s = y->value.shape, f = w->value.shape;
  return bilinear(Tensor({s[0], f[0], s[2] + 3 - f[2], s[3] + 3 - f[3]}), y, w,
                  [=](auto each) { for_each_product(s, f, each); });
}

// The image in which filters stand as z says: the transpose of the map above.
Variable conv_transpose(Variable z, Variable w) {
  const std::vector<int> s = z->value.shape, f = w->value.shape;
  const Tensor y({s[0], f[1], s[2] + f[2] - 3, s[3] + f[3] - 3});
  return bilinear(y, z, w,
                  [=](auto each) { for_each_product(y.shape, f, [&](int a, int b, int k) { each(b, a, k); }); });
}

// u = max(v - eta lmbd_f, 0).   Where u > 0:  dv = du,  dlmbd_f = -eta du;  elsewhere both are 0.
Variable soft_threshold(Variable v, Variable lmbd, double eta) {
  const int F = v->value.shape[1], pixels = v->value.shape[2] * v->value.shape[3];
  Tensor u(v->value.shape);
  for (int i = 0; i < u.count(); ++i) u[i] = std::max(v->value[i] - eta * lmbd->value[i / pixels % F], 0.0);
  return record(u, [=](const Tensor& dy) {
    for (int i = 0; i < dy.count(); ++i)
      if (u[i] > 0) v->gradient[i] += dy[i], lmbd->gradient[i / pixels % F] -= eta * dy[i];
  });
}

struct Code {
  Variable u, z;  // the code, and where momentum takes it
};

Code fista_layer(Code code, Variable y, Variable W, Variable lmbd, double eta, double momentum) {
  const Variable r = combine(1, y, -1, conv_transpose(code.z, W));
  const Variable u = soft_threshold(combine(1, code.z, eta, conv(r, W)), lmbd, eta);
  return {u, combine(1 + momentum, u, -momentum, code.u)};
}

// === Stage 4: the group ==================================================================================
// A = Q R Q^T with A^n = I whatever is learned: R is fixed, Q = (I - S)^-1 (I + S) is orthogonal because S is
// skew-symmetric (Cayley), and the numbers below the diagonal of S are free.

Tensor inverse(Tensor a) {  // Gauss-Jordan; I - S needs no pivots, as its symmetric part is I
  const int d = a.shape[0];
  for (int p = 0; p < d; ++p) {
    const double pivot = std::exchange(a[p * d + p], 1);
    for (int j = 0; j < d; ++j) a[p * d + j] /= pivot;
    for (int i = 0; i < d; ++i) {
      const double factor = i == p ? 0 : std::exchange(a[i * d + p], 0);
      for (int j = 0; j < d; ++j) a[i * d + j] -= factor * a[p * d + j];
    }
  }
  return a;
}

// With M = (I - S)^-1, Q = 2 M - I.   dS = 2 M^T dQ M^T;  S_ij = -S_ji takes dS_ij - dS_ji.
Variable cayley(Variable below, int d) {
  const double scale = 1 / std::sqrt(d);  // then numbers of unit size turn by all angles
  Tensor Q({d, d});
  for (int i = 0, k = 0; i < d; ++i) {
    Q[i * d + i] = 1;
    for (int j = 0; j < i; ++j, ++k) Q[j * d + i] = scale * below->value[k], Q[i * d + j] = -Q[j * d + i];
  }
  const Tensor M = inverse(Q);
  Tensor transposed({d, d});
  for (int i = 0; i < d * d; ++i) Q[i] = 2 * M[i] - (i % (d + 1) == 0), transposed[i] = M[i % d * d + i / d];
  return record(Q, [=](const Tensor& dy) {
    const Tensor dS = product(product(transposed, dy), transposed);
    for (int i = 0, k = 0; i < d; ++i)
      for (int j = 0; j < i; ++j, ++k) below->gradient[k] += 2 * scale * (dS[i * d + j] - dS[j * d + i]);
  });
}

// R: d/n times each n-th root of unity as an eigenvalue: 1, then planes turned by 2 pi k/n, then -1.
Tensor roots_of_unity(int d, int n) {
  Tensor R({d, d});
  for (int k = 0, i = 0; 2 * k <= n; ++k)
    for (int copy = 0; copy < d / n; ++copy, ++i) {
      const double angle = 2 * std::acos(-1.0) * k / n;
      R[i * d + i] = std::cos(angle);
      if (k == 0 || 2 * k == n) continue;
      R[i * d + i + 1] = -std::sin(angle), R[(i + 1) * d + i] = std::sin(angle);  // a plane
      ++i, R[i * d + i] = std::cos(angle);
    }
  return R;
}

// W[i G + g, c] = mat( A^i vec(B[g,c]) ): all base filters, then all of A B, then all of A^2 B ..
Variable filter_bank(Variable B, Variable below, int n) {
  const int G = B->value.shape[0], C = B->value.shape[1], m = B->value.shape[2], d = m * m;
  const Variable Q = cayley(below, d), A = matmul(Q, matmul(Q, record(roots_of_unity(d, n))));  // Q (Q R^T)^T
  std::vector<Variable> orbit = {join({B}, {G * C, d})};  // a filter is a row, and A acts on columns
  for (int i = 1; i < n; ++i) orbit.push_back(matmul(orbit.back(), A));
  return join(orbit, {n * G, C, m, m});
}

// === All together: a classifier, and its training ========================================================
// The code is pooled and classified; between layers a batch norm keeps its numbers of unit size.

// Every channel f to mean 0 and variance 1 over the batch, then  y = weight_f xhat + bias_f.  (In evaluation the
// library has running means of the statistics.)   dx = weight / deviation (dy - dbias / M - xhat dweight / M),  M = N h
// w.
Variable batch_norm(Variable x, Variable weight, Variable bias) {
  const int F = weight->value.count(), count = x->value.count(), pixels = x->value.shape[2] * x->value.shape[3];
  const double M = count / F;
  const auto f = [=](int i) { return i / pixels % F; };
  Tensor mean({F}), deviation({F}), xhat(x->value.shape), y(x->value.shape);
  for (int i = 0; i < count; ++i) mean[f(i)] += x->value[i] / M;
  for (int i = 0; i < count; ++i) deviation[f(i)] += std::pow(x->value[i] - mean[f(i)], 2) / M;
  for (double& s : deviation.numbers) s = std::sqrt(s + 1e-5);
  for (int i = 0; i < count; ++i) xhat[i] = (x->value[i] - mean[f(i)]) / deviation[f(i)];
  for (int i = 0; i < count; ++i) y[i] = weight->value[f(i)] * xhat[i] + bias->value[f(i)];
  return record(y, [=](const Tensor& dy) {
    Tensor dweight({F}), dbias({F});
    for (int i = 0; i < count; ++i) dweight[f(i)] += dy[i] * xhat[i], dbias[f(i)] += dy[i];
    for (int k = 0; k < F; ++k) weight->gradient[k] += dweight[k], bias->gradient[k] += dbias[k];
    for (int i = 0, k = 0; i < count; ++i, k = f(i))
      x->gradient[i] += weight->value[k] / deviation[k] * (dy[i] - dbias[k] / M - xhat[i] * dweight[k] / M);
  });
}

// [N,F,h,w] -> [N, F P P]: means over windows of h/P x w/P pixels.
Variable pool(Variable x, int P) {
  const int N = x->value.shape[0], F = x->value.shape[1], h = x->value.shape[2], w = x->value.shape[3];
  const double share = static_cast<double>(P * P) / (h * w);
  const auto window = [=](int i) { return (i / (h * w) * P + i / w % h / (h / P)) * P + i % w / (w / P); };
  Tensor y({N, F * P * P});
  for (int i = 0; i < x->value.count(); ++i) y[window(i)] += share * x->value[i];
  return record(y, [=](const Tensor& dy) {
    for (int i = 0; i < x->value.count(); ++i) x->gradient[i] += share * dy[window(i)];
  });
}

// -log softmax(logits + bias)[label], mean over the images.   dlogits = (softmax - onehot) / N.
Variable cross_entropy(Variable logits, Variable bias, const std::vector<int>& labels, int& correct) {
  const int N = logits->value.shape[0], K = logits->value.shape[1];
  Tensor loss({1}), difference({N, K});
  for (int n = 0; n < N; ++n) {
    double *const softmax = &difference[n * K], sum = 0;
    for (int k = 0; k < K; ++k) sum += softmax[k] = std::exp(logits->value[n * K + k] + bias->value[k]);
    for (int k = 0; k < K; ++k) softmax[k] /= sum;
    correct += std::max_element(softmax, softmax + K) == softmax + labels[n];
    loss[0] -= std::log(softmax[labels[n]]) / N;
    softmax[labels[n]] -= 1;
  }
  return record(loss, [=](const Tensor& dy) {
    for (int i = 0; i < N * K; ++i)
      for (Variable x : {logits, bias}) x->gradient[i % x->value.count()] += dy[0] * difference[i] / N;
  });
}

struct Parameter {
  std::string name;
  Tensor value, m = Tensor(value.shape), v = m;  // m and v are Adam's
  Variable leaf = nullptr;                       // on the tape
};

void to_unit_norm(Tensor& filters) {
  const int d = filters.shape[2] * filters.shape[3];
  for (auto first = filters.numbers.begin(); first != filters.numbers.end(); first += d) {
    const double norm = std::sqrt(std::inner_product(first, first + d, first, 0.0));
    for (int i = 0; i < d; ++i) first[i] /= norm;
  }
}

struct Network {
  int C, G, n, kernel, layers, P, classes;
  double eta;
  std::vector<Parameter> parameters = {};
  std::size_t next = 0;  // of the parameters, while a loss is computed
  std::mt19937_64 random = std::mt19937_64(1);

  // Puts the next parameter on the tape; the first time, it gets its numbers.
  template <class Start>
  Variable parameter(const std::string& name, const std::vector<int>& shape, Start start) {
    if (next == parameters.size()) {
      Tensor value(shape);
      for (double& x : value.numbers) x = start();
      if (name[0] == 'B') to_unit_norm(value);
      parameters.push_back({name, value});
    }
    Parameter& parameter = parameters[next++];
    return parameter.leaf = record(parameter.value);
  }

  // The loss of the images [N,C,H,W]. It begins at standard normal B (then of norm 1) and generators; thresholds and
  // scales 1; the classifier uniform in its fan-in.
  Variable loss(const Tensor& images, const std::vector<int>& labels, int& correct) {
    const int d = kernel * kernel, F = n * G, h = images.shape[2] + 3 - kernel, w = images.shape[3] + 3 - kernel;
    const auto zero = [] { return 0; };
    const auto one = [] { return 1; };
    const auto normal = [&] { return std::normal_distribution()(random); };
    const auto in_fan = [&] { return std::uniform_real_distribution(-1.0, 1.0)(random) / std::sqrt(F * P * P); };
    tape.clear(), next = 0;
    const Variable y = record(images), none = record(Tensor({images.shape[0], F, h, w}));
    Code code = {none, none};
    double t = 1;
    for (int k = 0; k < layers; ++k) {
      const std::string layer = "." + std::to_string(k);
      const Variable B = parameter("B" + layer, {G, C, kernel, kernel}, normal);
      const Variable below = parameter("generator.W" + layer, {1, 1, d * (d - 1) / 2}, normal);
      const Variable lmbd = parameter("lmbd" + layer, {1, F, 1, 1}, one);
      const double before = std::exchange(t, (1 + std::sqrt(1 + 4 * t * t)) / 2);
      code = fista_layer(code, y, filter_bank(B, below, n), lmbd, eta, (before - 1) / t);
      if (k + 1 == layers) break;
      const Variable weight = parameter("bn" + layer + ".weight", {F}, one);
      code.z = batch_norm(code.z, weight, parameter("bn" + layer + ".bias", {F}, zero));
    }
    const Variable weight = parameter("fc.weight", {classes, F * P * P}, in_fan);
    const Variable bias = parameter("fc.bias", {classes}, zero);
    return cross_entropy(matmul(pool(code.u, P), weight), bias, labels, correct);
  }

  // Adam on the gradients, whose norm is cut to 2; then every base filter back to norm 1.
  void adam(int step, double rate) {
    double square = 0;
    for (const Parameter& parameter : parameters)
      for (double g : parameter.leaf->gradient.numbers) square += g * g;
    const double cut = std::min(1.0, 2 / std::sqrt(square));
    for (auto& [name, value, m, v, leaf] : parameters) {
      for (int i = 0; i < value.count(); ++i) {
        const double g = cut * leaf->gradient[i];
        m[i] += 0.1 * (g - m[i]), v[i] += 0.001 * (g * g - v[i]);
        const double mean = m[i] / (1 - std::pow(0.9, step)), second = v[i] / (1 - std::pow(0.999, step));
        value[i] -= rate * mean / (std::sqrt(second) + 1e-8);
      }
      if (name[0] == 'B') to_unit_norm(value);
    }
  }
};

struct Batch {
  Tensor images = Tensor({25, 1, 14, 14});
  std::vector<int> labels = {};
};

// The first images of IDX files (a head of 16 or 8 bytes, then bytes), as means of 2 x 2 pixels: plain loops are slow.
// 0.29 and 0.33 are the mean and the deviation of these pixels.
std::vector<Batch> read(const std::string& prefix, int batches) {
  std::ifstream images(prefix + "-images-idx3-ubyte", std::ios::binary);
  std::ifstream labels(prefix + "-labels-idx1-ubyte", std::ios::binary);
  images.seekg(16), labels.seekg(8);
  std::vector<Batch> result(batches);
  for (auto& [pixels, classes] : result) {
    for (int i = 0; i < 25 * 28 * 28; ++i) pixels[i / 56 * 14 + i % 28 / 2] += images.get() / 1020.0;
    for (double& pixel : pixels.numbers) pixel = (pixel - 0.29) / 0.33;
    for (int i = 0; i < 25; ++i) classes.push_back(labels.get());
  }
  if (images && labels) return result;
  std::fprintf(stderr, "%s-*-ubyte: expected %d images and labels; to unpack the sample, type: make\n", prefix.c_str(),
               batches * 25);
  std::exit(1);
}

int train(const std::string& folder, int epochs) {
  const std::vector<Batch> training = read(folder + "/train", 40), test = read(folder + "/t10k", 20);
  Network network{.C = 1, .G = 4, .n = 5, .kernel = 5, .layers = 4, .P = 4, .classes = 10, .eta = 0.02};
  double rate = 0.01;
  for (int epoch = 1, step = 0; epoch <= epochs; ++epoch) {
    double mean_loss = 0;
    int correct = 0, correct_tests = 0;
    for (const Batch& batch : training) {
      const Variable loss = network.loss(batch.images, batch.labels, correct);
      mean_loss += loss->value[0] / 40;
      run_backward(loss);
      network.adam(++step, rate);
    }
    for (const Batch& batch : test) network.loss(batch.images, batch.labels, correct_tests);
    std::printf("epoch %d/%d  loss %.4f  accuracy %.1f %%  | test accuracy %.1f %%\n", epoch, epochs, mean_loss,
                correct / 10.0, correct_tests / 5.0);
    std::fflush(stdout);
    if (epoch >= epochs / 2) rate /= 2;
  }
  return 0;
}

// The loss of a small network and every gradient. All its numbers are sines, which the library can be given, too.
int check() {
  Network network{.C = 2, .G = 2, .n = 4, .kernel = 4, .layers = 3, .P = 2, .classes = 3, .eta = 0.05};
  const auto fill = [](Tensor& x, double phase) {
    for (int i = 0; i < x.count(); ++i) x[i] = std::sin(phase + 1.7 * i + 0.01 * i * i);
  };
  Tensor images({5, 2, 9, 7});
  fill(images, 0.5);
  int correct = 0;
  network.loss(images, {0, 1, 2, 0, 1}, correct);  // makes the parameters
  double phase = 0;
  for (Parameter& parameter : network.parameters) fill(parameter.value, phase++);
  const Variable loss = network.loss(images, {0, 1, 2, 0, 1}, correct);
  run_backward(loss);
  std::printf("loss %.12g", loss->value[0]);
  for (const Parameter& parameter : network.parameters) {
    std::printf("\n%s", parameter.name.c_str());
    for (double g : parameter.leaf->gradient.numbers) std::printf(" %.12g", g);
  }
  return std::printf("\n") < 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string program = argv[0], beside = program.substr(0, program.rfind('/') + 1) + "sample";
  const std::string folder = argc > 1 ? argv[1] : beside;
  const int epochs = argc > 2 ? std::atoi(argv[2]) : 4;
  if (folder == "--check") return check();
  if (folder[0] != '-' && epochs > 0 && argc < 4) return train(folder, epochs);
  std::printf("%s [FOLDER [EPOCHS]] trains on the sample in FOLDER, 4 epochs; with --check it prints gradients\n",
              argv[0]);
  return folder != "--help";
}
