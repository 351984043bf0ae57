#include "experiments/find-group/group_file.h"

#include "tensor/io/safetensors.h"
#include "tensor/linalg/matmul.h"

namespace lgn {

void write_group(const std::string& path, const ProbeResult& result) {
  const Verdict& best = *result.best();
  const TensorD V = principal_directions(result.sample);
  SafetensorsFile file;
  std::string orders;
  for (std::size_t g = 0; g < best.candidate.generators.size(); ++g) {
    const TensorD A = orthogonal_on_vectors(result.sample, best.candidate.generators[g]);
    file.add(g == 0 ? "A" : concat("A_", g + 1), A);
    orders += concat(g ? "," : "", best.candidate.orders[g]);
  }
  file.add("whitening", matmul(V, result.sample.projection));
  file.add("mean", result.sample.mean);
  file.metadata = {{"order", concat(best.candidate.order)},
                   {"orders", orders},
                   {"name", best.candidate.name},
                   {"route", best.candidate.route},
                   {"certified", best.certified ? "1" : "0"},
                   {"defect", concat(best.defect)},
                   {"defect_upper", concat(best.upper)}};
  write_safetensors(path, file);
}

}  // namespace lgn
