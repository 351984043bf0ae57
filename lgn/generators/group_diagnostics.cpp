#include "lgn/generators/group_diagnostics.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "lgn/generators/group_elements.h"
#include "lgn/generators/matrix_powers.h"
#include "tensor/linalg/eigenvalues.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/svd.h"

namespace lgn {
namespace {

double closure_error(const TensorD& A, Index n) {
  const Index d = A.extent(0);
  return distance_from_identity(matmul(powers(A, n).slice(n - 1, 1).reshape({d, d}), A));
}

/// Over the matrices of all distinct groups.
class Accumulator {
 public:
  explicit Accumulator(const Architecture& a) : mirrored_(a.generator == Form::dihedral), n_(a.group_size) {
    if (mirrored_) n_ /= 2;
    if (mirrored_ && n_ == 1) mirrored_ = false, n_ = 2;  // a mirror alone: element 1 generates all
    result_.phase_shares.resize(n_ / 2 + 1);
    result_.identity_distance_smallest = result_.modulus_smallest = std::numeric_limits<double>::infinity();
  }

  void add(const LayerGroup& group) {
    const Tensor& A = group.generators.value();
    const Index d = A.extent(-1);
    for (Index i = 0; i < A.count() / (d * d); ++i) {
      result_.matrices.push_back(numbers_in_double(A, i, {d, d}));
      add_matrix(result_.matrices.back());
      for (Index j = n_; mirrored_ && j < 2 * n_; ++j)
        add_closure(closure_error(numbers_in_double(group.elements->value(), i * 2 * n_ + j, {d, d}), 2));
    }
  }

  GroupDiagnostics result() {
    result_.closure_mean /= closures_;
    for (double& share : result_.phase_shares) share /= eigenvalues_;
    result_.phase_distance = std::sqrt(result_.phase_distance / eigenvalues_);
    return result_;
  }

 private:
  void add_closure(double error) {
    result_.closure_worst = std::max(result_.closure_worst, error);
    result_.closure_mean += error;
    ++closures_;
  }

  void add_matrix(const TensorD& A) {
    add_closure(closure_error(A, n_));
    const TensorD sigma = singular_values(A);
    const double smallest = sigma[sigma.count() - 1];
    const double condition = smallest > 0 ? sigma[0] / smallest : std::numeric_limits<double>::infinity();
    result_.condition_worst = std::max(result_.condition_worst, condition);
    result_.identity_distance_smallest = std::min(result_.identity_distance_smallest, distance_from_identity(A));
    for (const std::complex<double>& value : eigenvalues(A)) add_eigenvalue(value);
  }

  void add_eigenvalue(std::complex<double> value) {
    const double root_angle = 2 * std::numbers::pi / n_;
    const double phase = std::abs(std::arg(value));
    const Index k = std::min<Index>(n_ / 2, std::lround(phase / root_angle));
    ++result_.phase_shares[k];
    result_.phase_distance += std::pow(phase - k * root_angle, 2);
    result_.modulus_smallest = std::min(result_.modulus_smallest, std::abs(value));
    result_.modulus_largest = std::max(result_.modulus_largest, std::abs(value));
    ++eigenvalues_;
  }

  bool mirrored_;
  Index n_;
  Index closures_ = 0, eigenvalues_ = 0;
  GroupDiagnostics result_;
};

double group_cosine_of(const TensorD& A, const TensorD& B, Index n) {
  const TensorD a = powers(A, n), b = powers(B, n);
  double best = -1;
  for (Index k = 1; k < n; ++k) {
    if (std::gcd(k, n) != 1) continue;
    double sum = 0;
    for (Index j = 1; j < n; ++j) sum += frobenius_cosine(a.slice(k * j % n, 1), b.slice(j, 1));
    best = std::max(best, sum / (n - 1));
  }
  return best;
}

}  // namespace

double distance_from(const GroupDiagnostics& start, const GroupDiagnostics& trained) {
  double total = 0;
  for (std::size_t i = 0; i < start.matrices.size(); ++i) {
    const TensorD& before = start.matrices[i];
    const double moved = std::sqrt(squared_distance(trained.matrices[i], before) / inner(before, before));
    total += moved / start.matrices.size();
  }
  return total;
}

GroupDiagnostics diagnose_groups(const Network& network) {
  const Architecture& a = network.architecture();
  Tape tape;
  const Leaves leaves(tape, network.parameters(), false);
  Accumulator all(a);
  std::optional<double> basis_condition;
  for (Index k = 0; k < (a.share == Sharing::network ? 1 : a.layers); ++k) {
    all.add(network.group(leaves, k));
    if (const auto condition = network.generator().basis_condition(network.parameters(), k))
      basis_condition = std::max(basis_condition.value_or(0), *condition);
  }
  GroupDiagnostics result = all.result();
  result.basis_condition_worst = basis_condition;
  result.equivariance.resize(a.group_size - 1);
  for (Index k = 0; k < a.layers; ++k) {
    const std::vector<double> errors = equivariance_errors(network, k);
    for (std::size_t j = 0; j < errors.size(); ++j) result.equivariance[j] += errors[j] / a.layers;
  }
  return result;
}

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
  return sum / a.size();
}

}  // namespace lgn
