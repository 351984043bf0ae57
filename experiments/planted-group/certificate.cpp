#include "experiments/planted-group/certificate.h"

#include <numeric>

#include "lgn/probe/preparation.h"

namespace lgn {
namespace {

constexpr Index enough_a_dimension = 50;

}  // namespace

ProbeSample patches_as_units(const TensorD& patches) {
  std::vector<Index> units(patches.extent(0));
  std::iota(units.begin(), units.end(), 0);
  return {patches, units};
}

ProbeSample windows_of_activations(const TensorD& images, const TensorD& filters, const ImagePursuitSettings& pursuit) {
  const std::vector<SparseMaps> codes = pursue_images(images, filters, pursuit);
  const TensorD residual = residual_images(images, filters, codes);
  const Index m = filter_side(filters), d = m * m;
  std::vector<double> entries;
  ProbeSample sample;
  for (Index image = 0; image < images.extent(0); ++image)
    for (const Activation& u : codes[image]) {
      for (Index k = 0; k < d; ++k)
        entries.push_back(u.value * filters(u.filter, k) + residual(image, u.row + k / m, u.column + k % m));
      sample.units.push_back(image);
    }
  sample.vectors = TensorD::from({static_cast<Index>(sample.units.size()), d}, entries);
  return sample;
}

Verdict certificate(const RecoveredGroup& group, const ProbeSample& sample, Index conjugates) {
  const Index d = group.A.extent(0);
  GroupCandidate candidate{{group.A}, {group.order}, group.order, "dictionary", "recovered"};
  if (sample.vectors.extent(0) < enough_a_dimension * d) return {candidate, 1, 0, 1};
  const PreparedSample prepared = prepare_sample(sample.vectors, sample.units, {.dimension = d});
  candidate.generators = {in_whitened_coordinates(prepared, group.A)};
  VerdictSettings settings;
  settings.conjugates = conjugates;
  return judge({candidate}, LawJudge(prepared.training, prepared.held_out, settings), settings).front();
}

void report_certificate(const Verdict& verdict, Json& result) {
  result.set("defect", verdict.defect);
  result.set("defect_upper", verdict.upper);
  result.set("group_found", verdict.certified);
}

}  // namespace lgn
