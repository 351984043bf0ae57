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
#include <random>
#include <string>
#include <vector>

namespace {

// === Stage 1: tensors ====================================================================================
//
// Numbers in row-major order and their extents; and the one sum that everything else is made of.

struct Tensor {
  std::vector<int> shape;
  std::vector<double> numbers;

  explicit Tensor(std::vector<int> extents = {0}) : shape(std::move(extents)) {
    int count = 1;
    for (int extent : shape) count *= extent;
    numbers.resize(static_cast<std::size_t>(count));
  }
  int count() const { return static_cast<int>(numbers.size()); }
  double& operator[](int i) { return numbers[static_cast<std::size_t>(i)]; }
  double operator[](int i) const { return numbers[static_cast<std::size_t>(i)]; }
};

// Calls each(k, a, b) for every product w[k] x[b] in the sum y[a] of the convolution
// y[n,f,i,j] = sum_{c,r,s} w[f,c,r,s] x[n,c,i+r-1,j+s-1]. The image has a border of one zero on every side,
// so that h = H + 3 - m.
template <class Each>
void for_each_product(const Tensor& x, const Tensor& w, const Tensor& y, Each each) {
  const int N = x.shape[0], C = x.shape[1], H = x.shape[2], W = x.shape[3];
  const int F = w.shape[0], m = w.shape[2], h = y.shape[2], width = y.shape[3];
  for (int n = 0; n < N; ++n)
    for (int f = 0; f < F; ++f)
      for (int c = 0; c < C; ++c)
        for (int r = 0; r < m; ++r)
          for (int s = 0; s < m; ++s)
            for (int i = std::max(0, 1 - r); i < std::min(h, H + 1 - r); ++i)
              for (int j = std::max(0, 1 - s); j < std::min(width, W + 1 - s); ++j)
                each(((f * C + c) * m + r) * m + s, ((n * F + f) * h + i) * width + j,
                     ((n * C + c) * H + i + r - 1) * W + j + s - 1);
}

// === Stage 2: the tape ===================================================================================
//
// Every operation appends a node that knows how to hand its gradient back. Creation order is a topological
// order, so that backward is a loop in reverse.

struct Node {
  Tensor value, gradient;
  std::function<void(const Tensor& dy)> backward;  // adds to the gradients of the operation's inputs
};
using Variable = Node*;  // nodes of a deque stay where they are
using Tape = std::deque<Node>;

Variable record(Tape& tape, const Tensor& value, std::function<void(const Tensor&)> backward = {}) {
  tape.push_back({value, Tensor(value.shape), std::move(backward)});
  return &tape.back();
}

void run_backward(Tape& tape, Variable loss) {
  loss->gradient[0] = 1;
  for (auto node = tape.rbegin(); node != tape.rend(); ++node)
    if (node->backward) node->backward(node->gradient);
}

// a x + b y: sums, differences and multiples in one.   dx = a dy,  and so on.
Variable combine(Tape& tape, double a, Variable x, double b, Variable y) {
  Tensor value(x->value.shape);
  for (int i = 0; i < value.count(); ++i) value[i] = a * x->value[i] + b * y->value[i];
  return record(tape, value, [=](const Tensor& dy) {
    for (int i = 0; i < dy.count(); ++i) x->gradient[i] += a * dy[i], y->gradient[i] += b * dy[i];
  });
}

// c [n,m] += a [n,k] b [k,m], either of them read transposed.
void multiply(const Tensor& a, bool a_transposed, const Tensor& b, bool b_transposed, Tensor& c) {
  const int n = c.shape[0], m = c.shape[1], k = a.shape[a_transposed ? 0 : 1];
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < m; ++j)
      for (int l = 0; l < k; ++l)
        c[i * m + j] +=
            (a_transposed ? a[l * n + i] : a[i * k + l]) * (b_transposed ? b[j * k + l] : b[l * m + j]);
}

// a b^T.   da = dy b,  db = dy^T a.
Variable matmul(Tape& tape, Variable a, Variable b) {
  Tensor value({a->value.shape[0], b->value.shape[0]});
  multiply(a->value, false, b->value, true, value);
  return record(tape, value, [=](const Tensor& dy) {
    multiply(dy, false, b->value, false, a->gradient);
    multiply(dy, true, a->value, false, b->gradient);
  });
}

// Tensors one after the other under a new shape; one alone is reshaped.
Variable join(Tape& tape, const std::vector<Variable>& parts, std::vector<int> shape) {
  Tensor value(std::move(shape));
  int next = 0;
  for (Variable part : parts)
    for (double number : part->value.numbers) value[next++] = number;
  return record(tape, value, [=](const Tensor& dy) {
    int next = 0;
    for (Variable part : parts)
      for (double& number : part->gradient.numbers) number += dy[next++];
  });
}

// === Stage 3: the FISTA layer ============================================================================
//
// A sparse code u of the image y:  minimise 1/2 ||y - W^T u||^2 + lmbd sum(u) over u >= 0, a step a layer.

// What in the image looks like the filter?
Variable conv(Tape& tape, Variable x, Variable w) {
  const std::vector<int>&s = x->value.shape, &f = w->value.shape;
  Tensor y({s[0], f[0], s[2] + 3 - f[2], s[3] + 3 - f[3]});
  for_each_product(x->value, w->value, y, [&](int k, int a, int b) { y[a] += w->value[k] * x->value[b]; });
  return record(tape, y, [=](const Tensor& dy) {
    for_each_product(x->value, w->value, dy, [&](int k, int a, int b) {
      x->gradient[b] += w->value[k] * dy[a];
      w->gradient[k] += x->value[b] * dy[a];
    });
  });
}

// The image in which filters stand as z says: the transpose of the map above.
Variable conv_transpose(Tape& tape, Variable z, Variable w) {
  const std::vector<int>&s = z->value.shape, &f = w->value.shape;
  Tensor x({s[0], f[1], s[2] + f[2] - 3, s[3] + f[3] - 3});
  for_each_product(x, w->value, z->value, [&](int k, int a, int b) { x[b] += w->value[k] * z->value[a]; });
  return record(tape, x, [=](const Tensor& dx) {
    for_each_product(dx, w->value, z->value, [&](int k, int a, int b) {
      z->gradient[a] += w->value[k] * dx[b];
      w->gradient[k] += z->value[a] * dx[b];
    });
  });
}

// u = max(v - eta lmbd_f, 0).   Where u > 0:  dv = du,  dlmbd_f = -eta du;  elsewhere both are 0.
Variable soft_threshold(Tape& tape, Variable v, Variable lmbd, double eta) {
  const int F = v->value.shape[1], pixels = v->value.shape[2] * v->value.shape[3];
  Tensor u(v->value.shape);
  for (int i = 0; i < u.count(); ++i) u[i] = std::max(v->value[i] - eta * lmbd->value[i / pixels % F], 0.0);
  return record(tape, u, [=](const Tensor& dy) {
    for (int i = 0; i < dy.count(); ++i) {
      if (u[i] <= 0) continue;
      v->gradient[i] += dy[i];
      lmbd->gradient[i / pixels % F] -= eta * dy[i];
    }
  });
}

struct State {
  Variable u = nullptr, z = nullptr;  // none before the first layer: u_0 = z_0 = 0
};

State fista_layer(Tape& tape, State before, Variable y, Variable W, Variable lmbd, double eta,
                  double momentum) {
  const Variable r = before.z ? combine(tape, 1, y, -1, conv_transpose(tape, before.z, W)) : y;
  const Variable step = conv(tape, r, W);
  const Variable v = before.z ? combine(tape, 1, before.z, eta, step) : combine(tape, eta, step, 0, step);
  const Variable u = soft_threshold(tape, v, lmbd, eta);
  return {u, before.u ? combine(tape, 1 + momentum, u, -momentum, before.u) : u};
}

// === Stage 4: the group ==================================================================================
//
// A = Q R Q^T with A^n = I whatever is learned: R is fixed, Q = (I - S)^-1 (I + S) is orthogonal because S is
// skew-symmetric (Cayley), and the numbers below the diagonal of S are free.

Tensor inverse(Tensor a) {  // Gauss-Jordan; I - S needs no pivots, as its symmetric part is I
  const int d = a.shape[0];
  for (int p = 0; p < d; ++p) {
    const double pivot = a[p * d + p];
    a[p * d + p] = 1;
    for (int j = 0; j < d; ++j) a[p * d + j] /= pivot;
    for (int i = 0; i < d; ++i) {
      if (i == p) continue;
      const double factor = a[i * d + p];
      a[i * d + p] = 0;
      for (int j = 0; j < d; ++j) a[i * d + j] -= factor * a[p * d + j];
    }
  }
  return a;
}

// With M = (I - S)^-1, Q = 2 M - I.   dS = 2 M^T dQ M^T;  S_ij = -S_ji takes dS_ij - dS_ji.
Variable cayley(Tape& tape, Variable below, int d) {
  const double scale = 1 / std::sqrt(d);  // then numbers of unit size turn by all angles
  Tensor Q({d, d});
  for (int i = 0, k = 0; i < d; ++i) {
    Q[i * d + i] = 1;
    for (int j = 0; j < i; ++j, ++k) Q[i * d + j] = -scale * below->value[k], Q[j * d + i] = -Q[i * d + j];
  }
  const Tensor M = inverse(Q);
  for (int i = 0; i < d * d; ++i) Q[i] = 2 * M[i] - (i % (d + 1) == 0);
  return record(tape, Q, [=](const Tensor& dy) {
    Tensor half({d, d}), dS({d, d});
    multiply(M, true, dy, false, half);
    multiply(half, false, M, true, dS);
    for (int i = 0, k = 0; i < d; ++i)
      for (int j = 0; j < i; ++j, ++k) below->gradient[k] += 2 * scale * (dS[i * d + j] - dS[j * d + i]);
  });
}

// R: d/n times each n-th root of unity as an eigenvalue: 1, then planes turned by 2 pi k/n, then -1.
Tensor roots_of_unity(int d, int n) {
  Tensor R({d, d});
  int i = 0;
  for (int k = 0; 2 * k <= n; ++k)
    for (int copy = 0; copy < d / n; ++copy) {
      const double angle = 2 * std::acos(-1.0) * k / n;
      R[i * d + i] = std::cos(angle);
      if (k > 0 && 2 * k < n) {  // a plane
        R[i * d + i + 1] = -std::sin(angle), R[(i + 1) * d + i] = std::sin(angle);
        ++i, R[i * d + i] = std::cos(angle);
      }
      ++i;
    }
  return R;
}

// W[i G + g, c] = mat( A^i vec(B[g,c]) ): all base filters, then all of A B, then all of A^2 B ..
Variable filter_bank(Tape& tape, Variable B, Variable below, int n) {
  const int G = B->value.shape[0], C = B->value.shape[1], m = B->value.shape[2], d = m * m;
  const Variable Q = cayley(tape, below, d), R = record(tape, roots_of_unity(d, n));
  const Variable A = matmul(tape, Q, matmul(tape, Q, R));       // Q (Q R^T)^T
  std::vector<Variable> orbit = {join(tape, {B}, {G * C, d})};  // a filter is a row, and A acts on columns
  while (static_cast<int>(orbit.size()) < n) orbit.push_back(matmul(tape, orbit.back(), A));
  return join(tape, orbit, {n * G, C, m, m});
}

// === All together: a classifier, and its training ========================================================
//
// The code is pooled and classified; between layers a batch norm keeps its numbers of unit size.

// Every channel f to mean 0 and variance 1 over the batch, then  y = weight_f xhat + bias_f.  (In evaluation
// the library uses running means of the statistics instead of the batch's own.)
//   dx = weight / deviation (dy - dbias / M - xhat dweight / M),  M = N h w.
Variable batch_norm(Tape& tape, Variable x, Variable weight, Variable bias) {
  const int F = weight->value.count(), count = x->value.count();
  const int pixels = x->value.shape[2] * x->value.shape[3];
  const double M = count / F;
  const auto f = [=](int i) { return i / pixels % F; };
  Tensor mean({F}), deviation({F}), xhat(x->value.shape), y(x->value.shape);
  for (int i = 0; i < count; ++i) mean[f(i)] += x->value[i] / M;
  for (int i = 0; i < count; ++i) deviation[f(i)] += std::pow(x->value[i] - mean[f(i)], 2) / M;
  for (double& s : deviation.numbers) s = std::sqrt(s + 1e-5);
  for (int i = 0; i < count; ++i) xhat[i] = (x->value[i] - mean[f(i)]) / deviation[f(i)];
  for (int i = 0; i < count; ++i) y[i] = weight->value[f(i)] * xhat[i] + bias->value[f(i)];
  return record(tape, y, [=](const Tensor& dy) {
    Tensor dweight({F}), dbias({F});
    for (int i = 0; i < count; ++i) dweight[f(i)] += dy[i] * xhat[i], dbias[f(i)] += dy[i];
    for (int k = 0; k < F; ++k) weight->gradient[k] += dweight[k], bias->gradient[k] += dbias[k];
    for (int i = 0, k = 0; i < count; ++i, k = f(i))
      x->gradient[i] += weight->value[k] / deviation[k] * (dy[i] - dbias[k] / M - xhat[i] * dweight[k] / M);
  });
}

// [N,F,h,w] -> [N, F P P]: means over windows of h/P x w/P pixels.
Variable pool(Tape& tape, Variable x, int P) {
  const int N = x->value.shape[0], F = x->value.shape[1], h = x->value.shape[2], w = x->value.shape[3];
  const double share = static_cast<double>(P * P) / (h * w);
  const auto window = [=](int i) {  // of pixel i
    return (i / (h * w) * P + i / w % h / (h / P)) * P + i % w / (w / P);
  };
  Tensor y({N, F * P * P});
  for (int i = 0; i < x->value.count(); ++i) y[window(i)] += share * x->value[i];
  return record(tape, y, [=](const Tensor& dy) {
    for (int i = 0; i < x->value.count(); ++i) x->gradient[i] += share * dy[window(i)];
  });
}

// -log softmax(logits + bias)[label], mean over the images.   dlogits = (softmax - onehot) / N.
Variable cross_entropy(Tape& tape, Variable logits, Variable bias, const std::vector<int>& labels,
                       int& correct) {
  const int N = logits->value.shape[0], K = logits->value.shape[1];
  Tensor loss({1}), difference({N, K});
  for (int n = 0; n < N; ++n) {
    double* const softmax = &difference[n * K];
    double sum = 0;
    for (int k = 0; k < K; ++k) sum += softmax[k] = std::exp(logits->value[n * K + k] + bias->value[k]);
    for (int k = 0; k < K; ++k) softmax[k] /= sum;
    const int label = labels[static_cast<std::size_t>(n)];
    correct += std::max_element(softmax, softmax + K) == softmax + label;
    loss[0] -= std::log(softmax[label]) / N;
    softmax[label] -= 1;
  }
  return record(tape, loss, [=](const Tensor& dy) {
    for (int i = 0; i < N * K; ++i)
      for (Variable x : {logits, bias}) x->gradient[i % x->value.count()] += dy[0] * difference[i] / N;
  });
}

void to_unit_norm(Tensor& filters) {
  const int d = filters.shape[2] * filters.shape[3];
  for (int first = 0; first < filters.count(); first += d) {
    double square = 0;
    for (int i = first; i < first + d; ++i) square += filters[i] * filters[i];
    for (int i = first; i < first + d; ++i) filters[i] /= std::sqrt(square);
  }
}

struct Parameter {
  std::string name;
  Tensor value, m, v;  // m and v are Adam's
};

struct Network {
  int C, G, n, kernel, layers, P, classes;
  double eta;
  std::vector<Parameter> parameters = {};

  template <class Start>
  void add(const std::string& name, const std::vector<int>& shape, Start start) {
    parameters.push_back({name, Tensor(shape), Tensor(shape), Tensor(shape)});
    for (double& x : parameters.back().value.numbers) x = start();
  }

  // Standard normal B (then of norm 1) and W; thresholds and scales 1; the classifier uniform in its fan-in.
  void add_all() {
    std::mt19937_64 random(1);
    const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
    const auto normal = [&] {  // Box and Muller
      const double radius = std::sqrt(-2 * std::log(1 - uniform()));
      return radius * std::cos(2 * std::acos(-1.0) * uniform());
    };
    const auto zero = [] { return 0; };
    const auto one = [] { return 1; };
    const int d = kernel * kernel, F = n * G;
    for (int k = 0; k < layers; ++k) {
      const std::string layer = "." + std::to_string(k);
      add("B" + layer, {G, C, kernel, kernel}, normal);
      to_unit_norm(parameters.back().value);
      add("generator.W" + layer, {1, 1, d * (d - 1) / 2}, normal);
      add("lmbd" + layer, {1, F, 1, 1}, one);
      if (k + 1 == layers) break;
      add("bn" + layer + ".weight", {F}, one);
      add("bn" + layer + ".bias", {F}, zero);
    }
    add("fc.weight", {classes, F * P * P}, [&] { return (2 * uniform() - 1) / std::sqrt(F * P * P); });
    add("fc.bias", {classes}, zero);
  }

  // The loss of the images [N,C,H,W]. The first nodes of the tape are the parameters.
  Variable loss(Tape& tape, const Tensor& images, const std::vector<int>& labels, int& correct) {
    for (const Parameter& parameter : parameters) record(tape, parameter.value);
    std::size_t next = 0;
    const auto parameter = [&] { return &tape[next++]; };
    const Variable y = record(tape, images);
    State state;
    double t = 1;
    for (int k = 0; k < layers; ++k) {
      const Variable B = parameter(), below = parameter(), lmbd = parameter();
      const double t_before = t;
      t = (1 + std::sqrt(1 + 4 * t * t)) / 2;
      state = fista_layer(tape, state, y, filter_bank(tape, B, below, n), lmbd, eta, (t_before - 1) / t);
      if (k + 1 == layers) break;
      const Variable weight = parameter(), bias = parameter();
      state.z = batch_norm(tape, state.z, weight, bias);
    }
    const Variable weight = parameter(), bias = parameter();
    return cross_entropy(tape, matmul(tape, pool(tape, state.u, P), weight), bias, labels, correct);
  }

  // Adam on the gradients, whose norm is cut to 2; then every base filter back to norm 1.
  void adam(const Tape& tape, int step, double rate) {
    double square = 0;
    for (std::size_t k = 0; k < parameters.size(); ++k)
      for (double g : tape[k].gradient.numbers) square += g * g;
    const double cut = std::min(1.0, 2 / std::sqrt(square));
    for (std::size_t k = 0; k < parameters.size(); ++k) {
      auto& [name, value, m, v] = parameters[k];
      for (int i = 0; i < value.count(); ++i) {
        const double g = cut * tape[k].gradient[i];
        m[i] += 0.1 * (g - m[i]), v[i] += 0.001 * (g * g - v[i]);
        value[i] -=
            rate * m[i] / (1 - std::pow(0.9, step)) / (std::sqrt(v[i] / (1 - std::pow(0.999, step))) + 1e-8);
      }
      if (name[0] == 'B') to_unit_norm(value);
    }
  }
};

struct Batch {
  Tensor images;  // [N,1,14,14]
  std::vector<int> labels;
};

// The first images of IDX files (a head of 16 or 8 bytes, then bytes), as means of 2 x 2 pixels: plain loops
// are slow. 0.29 and 0.33 are the mean and the deviation of these pixels.
std::vector<Batch> read(const std::string& prefix, int batches, int N) {
  std::ifstream images(prefix + "-images-idx3-ubyte", std::ios::binary);
  std::ifstream labels(prefix + "-labels-idx1-ubyte", std::ios::binary);
  images.seekg(16), labels.seekg(8);
  std::vector<Batch> result(static_cast<std::size_t>(batches), {Tensor({N, 1, 14, 14}), {}});
  for (Batch& batch : result) {
    for (int i = 0; i < N * 28 * 28; ++i) batch.images[i / 56 * 14 + i % 28 / 2] += images.get() / 1020.0;
    for (double& pixel : batch.images.numbers) pixel = (pixel - 0.29) / 0.33;
    for (int i = 0; i < N; ++i) batch.labels.push_back(labels.get());
  }
  if (images && labels) return result;
  std::fprintf(stderr, "%s-*-ubyte: expected %d images and labels; to unpack the sample, type: make\n",
               prefix.c_str(), batches * N);
  std::exit(1);
}

int train(const std::string& folder, int epochs) {
  constexpr int N = 25;
  const std::vector<Batch> training = read(folder + "/train", 40, N), test = read(folder + "/t10k", 20, N);
  Network network{.C = 1, .G = 4, .n = 5, .kernel = 5, .layers = 4, .P = 4, .classes = 10, .eta = 0.02};
  network.add_all();
  double rate = 0.01;
  for (int epoch = 1, step = 0; epoch <= epochs; ++epoch) {
    double loss = 0;
    int correct = 0, correct_tests = 0;
    for (const Batch& batch : training) {
      Tape tape;
      const Variable mean_loss = network.loss(tape, batch.images, batch.labels, correct);
      loss += mean_loss->value[0] / static_cast<double>(training.size());
      run_backward(tape, mean_loss);
      network.adam(tape, ++step, rate);
    }
    for (const Batch& batch : test) {
      Tape tape;
      network.loss(tape, batch.images, batch.labels, correct_tests);
    }
    std::printf("epoch %d/%d  loss %.4f  accuracy %.1f %%  | test accuracy %.1f %%\n", epoch, epochs, loss,
                100.0 * correct / (40 * N), 100.0 * correct_tests / (20 * N));
    std::fflush(stdout);
    if (epoch >= epochs / 2) rate /= 2;
  }
  return 0;
}

// The loss of a small network and every gradient. All its numbers are sines, so that the library can be given
// the same ones.
int check() {
  Network network{.C = 2, .G = 2, .n = 4, .kernel = 4, .layers = 3, .P = 2, .classes = 3, .eta = 0.05};
  network.add_all();
  const auto fill = [](Tensor& x, double phase) {
    for (int i = 0; i < x.count(); ++i) x[i] = std::sin(phase + 1.7 * i + 0.01 * i * i);
  };
  double phase = 0;
  for (Parameter& parameter : network.parameters) fill(parameter.value, phase++);
  Tensor images({5, 2, 9, 7});
  fill(images, 0.5);
  Tape tape;
  int correct = 0;
  const Variable loss = network.loss(tape, images, {0, 1, 2, 0, 1}, correct);
  run_backward(tape, loss);
  std::printf("loss %.12g\n", loss->value[0]);
  for (std::size_t k = 0; k < network.parameters.size(); ++k) {
    std::printf("%s", network.parameters[k].name.c_str());
    for (double g : tape[k].gradient.numbers) std::printf(" %.12g", g);
    std::printf("\n");
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string program = argv[0], folder = argc > 1 ? argv[1] : "";
  if (folder == "--check") return check();
  const int epochs = argc > 2 ? std::atoi(argv[2]) : 4;
  if (folder.empty()) return train(program.substr(0, program.rfind('/') + 1) + "sample", epochs);
  if (folder != "--help" && epochs > 0 && argc < 4) return train(folder, epochs);
  std::printf(
      "%s [FOLDER [EPOCHS]]   trains on the sample in FOLDER, 4 epochs\n"
      "%s --check             prints the loss and the gradients of a small network\n",
      argv[0], argv[0]);
  return folder != "--help";
}
