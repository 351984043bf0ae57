// The whole method on one page: tape, tensor, FISTA layer, group, training. Includes nothing of ours.
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
#include <fstream>
#include <functional>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

// === Stage 1: the tape ===================================================================================
// Every operation on numbers appends a step: what it was computed from, a and b, and the derivatives with respect to
// these. Creation order is a topological order: backward is a loop in reverse.

struct Step {
  int a, b;  // places on the tape
  double da, db;
};
std::vector<Step> tape;
std::vector<double> gradient;  // of the loss, by place

struct Number {
  double value;
  int place;  // constants share place 0
  Number(double number = 0, int step = 0) : value(number), place(step) {}

  static Number record(double value, Number a = 0, double da = 0, Number b = 0, double db = 0) {
    tape.push_back({a.place, b.place, da, db});
    return {value, static_cast<int>(tape.size()) - 1};
  }
  friend Number operator+(Number a, Number b) { return record(a.value + b.value, a, 1, b, 1); }
  friend Number operator-(Number a, Number b) { return record(a.value - b.value, a, 1, b, -1); }
  friend Number operator*(Number a, Number b) { return record(a.value * b.value, a, b.value, b, a.value); }
  friend Number operator/(Number a, Number b) { return a * record(1 / b.value, b, -1 / (b.value * b.value)); }
  friend void operator+=(Number& a, Number b) { a = a + b; }
  friend Number sqrt(Number a) { return record(std::sqrt(a.value), a, 0.5 / std::sqrt(a.value)); }
  friend Number exp(Number a) { return record(std::exp(a.value), a, std::exp(a.value)); }
  friend Number log(Number a) { return record(std::log(a.value), a, 1 / a.value); }
  friend Number positive_part(Number a) { return record(std::max(a.value, 0.0), a, a.value > 0); }
};

struct Sum {  // of so many products that a step each is too much
  int place;  // it is complete here
  std::function<void()> backward;
};
std::vector<Sum> sums;

void run_backward(Number loss) {
  gradient.assign(tape.size(), 0);
  gradient[loss.place] = 1;
  for (int y = loss.place; y > 0; --y) {
    for (; !sums.empty() && sums.back().place >= y; sums.pop_back()) sums.back().backward();
    gradient[tape[y].a] += tape[y].da * gradient[y];
    gradient[tape[y].b] += tape[y].db * gradient[y];
  }
}

// === Stage 2: tensors ====================================================================================

struct Tensor {  // numbers in row-major order, and their extents
  std::vector<int> shape;
  std::vector<Number> numbers;

  explicit Tensor(const std::vector<int>& extents)
      : shape(extents), numbers(std::accumulate(extents.begin(), extents.end(), 1, std::multiplies<>())) {}
  int count() const { return static_cast<int>(numbers.size()); }
  Number& operator[](int i) { return numbers[i]; }
  const Number& operator[](int i) const { return numbers[i]; }
  Number& operator()(int i, int j) { return numbers[i * shape[1] + j]; }  // of a matrix
  const Number& operator()(int i, int j) const { return numbers[i * shape[1] + j]; }
};

// a b^T.
Tensor times_transposed(const Tensor& a, const Tensor& b) {
  Tensor c({a.shape[0], b.shape[0]});
  for (int i = 0; i < c.shape[0]; ++i)
    for (int j = 0; j < c.shape[1]; ++j)
      for (int l = 0; l < a.shape[1]; ++l) c(i, j) += a(i, l) * b(j, l);
  return c;
}

// === Stage 3: the FISTA layer ============================================================================
// A sparse code u of the image y:  minimise 1/2 ||y - W^T u||^2 + lmbd sum(u) over u >= 0, a step a layer.

// What in the image looks like the filter?
//   y[n,f,i,j] = sum_{c,r,s} w[f,c,r,s] x[n,c,i+r-1,j+s-1],   x within a border of one zero: h = H + 3 - m.
// Transposed, y and x change places: the image in which filters stand as a code says.
// Every product w[k] x[b] in the sum y[a] hands back  dx[b] += w[k] dy[a],  dw[k] += x[b] dy[a].
Tensor convolution(const Tensor& x, const Tensor& w, bool transposed) {
  const int N = x.shape[0], F = w.shape[0], C = w.shape[1], m = w.shape[2], border = transposed ? m - 3 : 3 - m;
  Tensor y({N, transposed ? C : F, x.shape[2] + border, x.shape[3] + border});
  const std::vector<int> image = transposed ? y.shape : x.shape, code = transposed ? x.shape : y.shape;
  const int H = image[2], W = image[3], h = code[2], width = code[3];
  const auto for_each_product = [=](auto each) {
    for (int n = 0; n < N; ++n)
      for (int k = 0; k < F * C * m * m; ++k) {
        const int f = k / (C * m * m), c = k / (m * m) % C, r = k / m % m, s = k % m;
        for (int i = std::max(0, 1 - r); i < std::min(h, H + 1 - r); ++i)
          for (int j = std::max(0, 1 - s); j < std::min(width, W + 1 - s); ++j) {
            const int here = ((n * F + f) * h + i) * width + j, there = ((n * C + c) * H + i + r - 1) * W + j + s - 1;
            each(transposed ? there : here, transposed ? here : there, k);
          }
      }
  };
  for_each_product([&](int a, int b, int k) { y[a].value += w[k].value * x[b].value; });
  for (Number& number : y.numbers) number = Number::record(number.value);
  const auto backward = [=](int a, int b, int k) {
    gradient[x[b].place] += w[k].value * gradient[y[a].place];
    gradient[w[k].place] += x[b].value * gradient[y[a].place];
  };
  sums.push_back({y.numbers.back().place, [=] { for_each_product(backward); }});
  return y;
}

struct Code {
  Tensor u, z;  // the code, and where momentum takes it
};

Code fista_layer(const Code& code, const Tensor& y, const Tensor& W, const Tensor& lmbd, double eta, double momentum) {
  const int F = W.shape[0], pixels = code.u.shape[2] * code.u.shape[3];
  Tensor r = convolution(code.z, W, true);  // then the residual
  for (int i = 0; i < r.count(); ++i) r[i] = y[i] - r[i];
  Code next = {convolution(r, W, false), code.z};
  for (int i = 0; i < next.u.count(); ++i) {
    next.u[i] = positive_part(code.z[i] + eta * (next.u[i] - lmbd[i / pixels % F]));
    next.z[i] = next.u[i] + momentum * (next.u[i] - code.u[i]);
  }
  return next;
}

// === Stage 4: the group ==================================================================================
// A = Q R Q^T with A^n = I whatever is learned: R is fixed, Q = (I - S)^-1 (I + S) is orthogonal because S is
// skew-symmetric (Cayley), and the numbers below the diagonal of S are free.

Tensor inverse(Tensor a) {  // Gauss-Jordan; I - S needs no pivots, as its symmetric part is I
  const int d = a.shape[0];
  for (int p = 0; p < d; ++p) {
    const Number pivot = std::exchange(a(p, p), 1);
    for (int j = 0; j < d; ++j) a(p, j) = a(p, j) / pivot;
    for (int i = 0; i < d; ++i) {
      if (i == p) continue;
      const Number factor = std::exchange(a(i, p), 0);
      for (int j = 0; j < d; ++j) a(i, j) = a(i, j) - factor * a(p, j);
    }
  }
  return a;
}

Tensor cayley(const Tensor& below, int d) {
  const double scale = 1 / std::sqrt(d);  // then numbers of unit size turn by all angles
  Tensor Q({d, d});
  for (int i = 0, k = 0; i < d; ++i) {
    Q(i, i) = 1;
    for (int j = 0; j < i; ++j, ++k) Q(j, i) = scale * below[k], Q(i, j) = -scale * below[k];
  }
  Q = inverse(Q);  // M = (I - S)^-1;  Q = 2 M - I
  for (int i = 0; i < d; ++i)
    for (int j = 0; j < d; ++j) Q(i, j) = 2 * Q(i, j) - (i == j);
  return Q;
}

// R: d/n times each n-th root of unity as an eigenvalue: 1, then planes turned by 2 pi k/n, then -1.
Tensor roots_of_unity(int d, int n) {
  Tensor R({d, d});
  for (int k = 0, i = 0; 2 * k <= n; ++k)
    for (int copy = 0; copy < d / n; ++copy) {
      const double angle = 2 * std::acos(-1.0) * k / n;
      const int plane = k > 0 && 2 * k < n;
      R(i, i) = R(i + plane, i + plane) = std::cos(angle);
      if (plane) R(i + 1, i) = std::sin(angle), R(i, i + 1) = -std::sin(angle);
      i += 1 + plane;
    }
  return R;
}

// W[i G + g, c] = mat( A^i vec(B[g,c]) ): all base filters, then all of A B, then all of A^2 B ..
Tensor filter_bank(const Tensor& B, const Tensor& below, int n) {
  const int G = B.shape[0], C = B.shape[1], m = B.shape[2], d = m * m;
  const Tensor Q = cayley(below, d), A = times_transposed(Q, times_transposed(Q, roots_of_unity(d, n)));
  Tensor W({n * G, C, m, m});
  for (int i = 0; i < W.count(); ++i) {
    if (i < B.count()) W[i] = B[i];
    const int before = i / d * d - B.count();  // where the filter begins that A makes this one from
    for (int l = 0; before >= 0 && l < d; ++l) W[i] += A(i % d, l) * W[before + l];
  }
  return W;
}

// === All together: a classifier, and its training ========================================================
// The code is pooled and classified; between layers a batch norm keeps its numbers of unit size.

// Every channel f to mean 0 and variance 1 over the batch, then  y = weight_f xhat + bias_f.  (In evaluation the
// library has running means of the statistics.)
Tensor batch_norm(Tensor x, const Tensor& weight, const Tensor& bias) {
  const int F = x.shape[1], pixels = x.shape[2] * x.shape[3], M = x.count() / F;
  const auto f = [=](int i) { return i / pixels % F; };
  Tensor mean({F}), deviation({F});
  for (int i = 0; i < x.count(); ++i) mean[f(i)] += x[i];
  for (Number& sum : mean.numbers) sum = sum / M;
  for (int i = 0; i < x.count(); ++i) x[i] = x[i] - mean[f(i)], deviation[f(i)] += x[i] * x[i];
  for (Number& sum : deviation.numbers) sum = sqrt(sum / M + 1e-5);
  for (int i = 0; i < x.count(); ++i) x[i] = weight[f(i)] * (x[i] / deviation[f(i)]) + bias[f(i)];
  return x;
}

// [N,F,h,w] -> [N, F P P]: means over windows of h/P x w/P pixels.
Tensor pool(const Tensor& x, int P) {
  const int h = x.shape[2], w = x.shape[3];
  Tensor y({x.shape[0], x.shape[1] * P * P});
  for (int i = 0; i < x.count(); ++i) y[(i / (h * w) * P + i / w % h / (h / P)) * P + i % w / (w / P)] += x[i];
  for (Number& sum : y.numbers) sum = sum / ((h / P) * (w / P));
  return y;
}

// -log softmax(logits)[label], mean over the images.
Number cross_entropy(const Tensor& logits, const std::vector<int>& labels, int& correct) {
  const int N = logits.shape[0], K = logits.shape[1];
  Number loss = 0;
  for (int n = 0; n < N; ++n) {
    Number sum = 0;
    int largest = 0;
    for (int k = 0; k < K; ++k) {
      sum += exp(logits(n, k));
      if (logits(n, k).value > logits(n, largest).value) largest = k;
    }
    loss += (log(sum) - logits(n, labels[n])) / N;
    correct += largest == labels[n];
  }
  return loss;
}

void to_unit_norm(Tensor& filters) {
  const int d = filters.shape[2] * filters.shape[3];
  for (int first = 0; first < filters.count(); first += d) {
    double square = 0;
    for (int i = first; i < first + d; ++i) square += filters[i].value * filters[i].value;
    for (int i = first; i < first + d; ++i) filters[i].value /= std::sqrt(square);
  }
}

struct Parameter {
  std::string name;
  Tensor value;
  std::vector<double> m = std::vector<double>(value.count()), v = m;  // Adam's
};

struct Network {
  int C, G, n, kernel, layers, P, classes;
  double eta;
  std::vector<Parameter> parameters = {};
  std::size_t next = 0;  // of the parameters, while a loss is computed
  std::mt19937_64 random = std::mt19937_64(1);

  // Puts the next parameter on the tape; the first time, it gets its numbers.
  template <class Start>
  Tensor parameter(const std::string& name, const std::vector<int>& shape, Start start) {
    if (next == parameters.size()) {
      Tensor value(shape);
      for (Number& x : value.numbers) x = start();
      if (name[0] == 'B') to_unit_norm(value);
      parameters.push_back({name, value});
    }
    Tensor& value = parameters[next++].value;
    for (Number& x : value.numbers) x = Number::record(x.value);
    return value;
  }

  // The loss of the images [N,C,H,W]. It begins at standard normal B (then of norm 1) and generators; thresholds and
  // scales 1; the classifier uniform in its fan-in.
  Number loss(const Tensor& images, const std::vector<int>& labels, int& correct) {
    const int d = kernel * kernel, F = n * G;
    const auto zero = [] { return 0; };
    const auto one = [] { return 1; };
    const auto normal = [&] { return std::normal_distribution()(random); };
    const auto in_fan = [&] { return std::uniform_real_distribution(-1.0, 1.0)(random) / std::sqrt(F * P * P); };
    tape.assign(1, {}), sums.clear(), next = 0;
    const Tensor none({images.shape[0], F, images.shape[2] + 3 - kernel, images.shape[3] + 3 - kernel});
    Code code = {none, none};
    double t = 1;
    for (int k = 0; k < layers; ++k) {
      const std::string layer = "." + std::to_string(k);
      const Tensor B = parameter("B" + layer, {G, C, kernel, kernel}, normal);
      const Tensor below = parameter("generator.W" + layer, {1, 1, d * (d - 1) / 2}, normal);
      const Tensor lmbd = parameter("lmbd" + layer, {1, F, 1, 1}, one);
      const double before = std::exchange(t, (1 + std::sqrt(1 + 4 * t * t)) / 2);
      code = fista_layer(code, images, filter_bank(B, below, n), lmbd, eta, (before - 1) / t);
      if (k + 1 == layers) break;
      const Tensor weight = parameter("bn" + layer + ".weight", {F}, one);
      code.z = batch_norm(code.z, weight, parameter("bn" + layer + ".bias", {F}, zero));
    }
    Tensor logits = times_transposed(pool(code.u, P), parameter("fc.weight", {classes, F * P * P}, in_fan));
    const Tensor bias = parameter("fc.bias", {classes}, zero);
    for (int i = 0; i < logits.count(); ++i) logits[i] += bias[i % classes];
    return cross_entropy(logits, labels, correct);
  }

  // Adam on the gradients, whose norm is cut to 2; then every base filter back to norm 1.
  void adam(int step, double rate) {
    double square = 0;
    for (const Parameter& parameter : parameters)
      for (const Number& x : parameter.value.numbers) square += gradient[x.place] * gradient[x.place];
    const double cut = std::min(1.0, 2 / std::sqrt(square));
    for (auto& [name, value, m, v] : parameters) {
      for (int i = 0; i < value.count(); ++i) {
        const double g = cut * gradient[value[i].place];
        m[i] += 0.1 * (g - m[i]), v[i] += 0.001 * (g * g - v[i]);
        const double mean = m[i] / (1 - std::pow(0.9, step)), second = v[i] / (1 - std::pow(0.999, step));
        value[i].value -= rate * mean / (std::sqrt(second) + 1e-8);
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
// 0.29 and 0.33 are the mean and the deviation of these pixels. None where the files are not.
std::vector<Batch> read(const std::string& prefix, int batches) {
  std::ifstream images(prefix + "-images-idx3-ubyte", std::ios::binary);
  std::ifstream labels(prefix + "-labels-idx1-ubyte", std::ios::binary);
  images.seekg(16), labels.seekg(8);
  std::vector<Batch> result(batches);
  for (auto& [pixels, classes] : result) {
    for (int i = 0; i < 25 * 28 * 28; ++i) pixels[i / 56 * 14 + i % 28 / 2].value += images.get() / 1020.0;
    for (Number& pixel : pixels.numbers) pixel = (pixel.value - 0.29) / 0.33;
    for (int i = 0; i < 25; ++i) classes.push_back(labels.get());
  }
  for (const Batch& batch : result)
    for (const int label : batch.labels)
      if (label < 0 || label > 9) return {};
  return images && labels ? result : std::vector<Batch>();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string program = argv[0], beside = program.substr(0, program.rfind('/') + 1) + "sample";
  const std::string folder = argc > 1 ? argv[1] : beside;
  const int epochs = argc > 2 ? std::atoi(argv[2]) : 4;
  const std::vector<Batch> training = read(folder + "/train", 40), test = read(folder + "/t10k", 20);
  if (training.empty() || test.empty()) {
    const bool help = folder == "--help";
    std::fprintf(help ? stdout : stderr,
                 "%s [FOLDER [EPOCHS]] trains on the sample, 4 epochs.\n%s/train-*-ubyte, t10k-*-ubyte: not found, "
                 "short, or of other classes than 0 to 9; to unpack the sample, type: make\n",
                 argv[0], folder.c_str());
    return !help;
  }
  Network network{.C = 1, .G = 4, .n = 5, .kernel = 5, .layers = 4, .P = 4, .classes = 10, .eta = 0.02};
  double rate = 0.01;
  for (int epoch = 1, step = 0; epoch <= epochs; ++epoch) {
    double mean_loss = 0;
    int correct = 0, correct_tests = 0;
    for (const Batch& batch : training) {
      const Number loss = network.loss(batch.images, batch.labels, correct);
      mean_loss += loss.value / 40;
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
