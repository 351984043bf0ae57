#include "experiments/parameter-efficiency/candidates.h"

#include <algorithm>

#include "tensor/names.h"

namespace lgn {
namespace {

using Words = std::vector<std::string>;

Words generated(const char* generator, const char* share, const Words& more = {}) {
  Words words = {"--generator", generator, "--share", share};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Words in_layers(const Words& more) {
  return generated("orthogonal", "layer", more);
}

}  // namespace

std::vector<Candidate> candidates(const std::string& group) {
  std::vector<Candidate> all = {
      {"published", "published: a free A each", "free A", generated("free", "none"), 83330},
      {"free_channels", "free A per group", "free A", generated("free", "channels"), 31490},
      {"free_layer", "free A per layer", "free A", generated("free", "layer"), 10754},
      {"free_network", "one free A", "free A", generated("free", "network"), 6866},
      {"kronecker_layer", "A1 (x) A2 per layer", "Kronecker", generated("kronecker", "layer"), 5858},
      {"orthogonal_layer", "group W R W^T per layer", "W R W^T", generated("orthogonal", "layer"), 8090},
      {"frozen", "the same, frozen at random", "W R W^T, frozen", in_layers({"--freeze", "generator"}), 8090},
      {"bands", "random within bands, learned", "W R W^T", in_layers({"--init-generator", "bands"}), 8090},
      {"given_learned", "rotations by 90, learned on", "W R W^T", in_layers({"--init-generator", "rotations"}), 8090},
      {"orthogonal_seven", "the same of 7 base filters", "W R W^T", in_layers({"--groups", "7"}), 10314},
      {"orthogonal_network", "one group W R W^T", "W R W^T", generated("orthogonal", "network"), 6200},
      {"exact_layer", "group S R S^-1 per layer", "S R S^-1", generated("exact", "layer"), 10754},
      // The group of one element leaves nothing but base filters.
      {"free_filters",
       "free filters",
       "free filters",
       {"--generator", "orthogonal", "--share", "layer", "--group-size", "1", "--groups", "20"},
       12050},
      {"free_filters_equal",
       "free filters, as many parameters",
       "free filters",
       {"--generator", "orthogonal", "--share", "layer", "--group-size", "1", "--groups", "13"},
       7836},
      {"rotations", "fixed rotations by 90", "rotations", generated("rotations", "layer"), 5570},
      {"predecessor",
       "predecessor: 10 x 6 rotations, 8x8",
       "rotations",
       {"--generator", "rotations", "--share", "layer", "--groups", "10", "--group-size", "6", "--kernel", "8",
        "--batch", "64", "--lr-cuts", "0.3334,0.6667", "--lr-factor", "0.3333"},
       17890},
      {"cnn", "plain CNN of equal size", "plain CNN", {}, 12050, true},
      {"cnn_ten", "plain CNN of ten times the size", "plain CNN", {}, 120500, true}};
  if (!group.empty())
    all.push_back({"found_learned", "a group that was found, learned on", "W R W^T", in_layers({"--group", group}), 0});
  return all;
}

std::vector<Candidate> chosen(const std::vector<Candidate>& all, const std::string& keys) {
  const std::vector<std::string> wanted = split_list(keys);
  std::vector<std::string> known;
  for (const Candidate& candidate : all) known.push_back(candidate.key);
  for (const std::string& key : wanted) require_word(key, known, "a word of --networks");
  std::vector<Candidate> found;
  for (const Candidate& candidate : all)
    if (std::find(wanted.begin(), wanted.end(), candidate.key) != wanted.end()) found.push_back(candidate);
  return found;
}

}  // namespace lgn
