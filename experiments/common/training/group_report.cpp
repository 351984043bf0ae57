#include "experiments/common/training/group_report.h"

#include <cmath>
#include <cstdio>

namespace lgn {
namespace {

/// Three significant digits, in whichever notation is shorter.
SummaryRow number_row(const std::string& key, const std::string& label, double value) {
  char shown[32];
  std::snprintf(shown, sizeof shown, "%.3g", value);
  return {key, label, std::isfinite(value) ? Json(value) : Json(), shown};
}

}  // namespace

std::vector<SummaryRow> group_rows(const GroupDiagnostics& at_start, const GroupDiagnostics& trained) {
  std::vector<SummaryRow> rows = {
      number_row("closure_worst", "closure |A^n - I| / sqrt d, worst", trained.closure_worst),
      number_row("closure_mean", "closure, mean", trained.closure_mean),
      number_row("condition_worst", "condition of A, worst", trained.condition_worst)};
  if (trained.basis_condition_worst) {
    rows.push_back(
        number_row("basis_condition_worst", "condition of S, worst", *trained.basis_condition_worst));
  }
  rows.push_back(number_row("start_distance", "distance |A - A_0| / |A_0| from the start, mean",
                            distance_from(at_start, trained)));
  rows.push_back(number_row("identity_distance", "distance |A - I| / sqrt d, smallest",
                            trained.identity_distance_smallest));
  for (std::size_t k = 0; k < trained.phase_shares.size(); ++k) {
    rows.push_back(number_row(concat("phase_share_", k), concat("eigenvalues near exp(2 pi i ", k, "/n)"),
                              trained.phase_shares[k]));
  }
  rows.push_back(number_row("phase_distance", "their angle from it, rms (radians)", trained.phase_distance));
  rows.push_back(
      number_row("modulus_smallest", "modulus of eigenvalues, smallest", trained.modulus_smallest));
  rows.push_back(number_row("modulus_largest", "modulus of eigenvalues, largest", trained.modulus_largest));
  for (std::size_t j = 0; j < trained.equivariance.size(); ++j) {
    const std::string element = concat(j + 1);
    rows.push_back(number_row("equivariance_start_" + element,
                              "equivariance error, element " + element + ", at the start",
                              at_start.equivariance[j]));
    rows.push_back(number_row("equivariance_" + element,
                              "equivariance error, element " + element + ", trained",
                              trained.equivariance[j]));
  }
  return rows;
}

}  // namespace lgn
