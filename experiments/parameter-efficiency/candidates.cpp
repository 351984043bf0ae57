#include "experiments/parameter-efficiency/candidates.h"

namespace lgn {
namespace {

std::vector<std::string> generated(const char* generator, const char* share) {
  return {"--generator", generator, "--share", share};
}

}  // namespace

const std::vector<Candidate>& candidates() {
  static const std::vector<Candidate> all = {
      {"published", "published: a free A each", "free A", generated("free", "none"), 83330},
      {"free_channels", "free A per group", "free A", generated("free", "channels"), 31490},
      {"free_layer", "free A per layer", "free A", generated("free", "layer"), 10754},
      {"free_network", "one free A", "free A", generated("free", "network"), 6866},
      {"kronecker_layer", "A1 (x) A2 per layer", "Kronecker", generated("kronecker", "layer"), 5858},
      {"orthogonal_layer", "group W R W^T per layer", "W R W^T", generated("orthogonal", "layer"), 8090},
      {"orthogonal_network", "one group W R W^T", "W R W^T", generated("orthogonal", "network"), 6200},
      {"exact_layer", "group S R S^-1 per layer", "S R S^-1", generated("exact", "layer"), 10754},
      // The group of one element leaves nothing but base filters.
      {"free_filters",
       "free filters",
       "free filters",
       {"--generator", "orthogonal", "--share", "layer", "--group-size", "1", "--groups", "20"},
       12050},
      {"rotations", "fixed rotations by 90", "rotations", generated("rotations", "layer"), 5570},
      {"predecessor",
       "predecessor: 10 x 6 rotations, 8x8",
       "rotations",
       {"--generator", "rotations", "--share", "layer", "--groups", "10", "--group-size", "6", "--kernel",
        "8", "--batch", "64", "--lr-cuts", "0.3334,0.6667", "--lr-factor", "0.3333"},
       17890},
      {"cnn", "plain CNN of equal size", "plain CNN", {}, 12050, true},
      {"cnn_ten", "plain CNN of ten times the size", "plain CNN", {}, 120500, true}};
  return all;
}

}  // namespace lgn
