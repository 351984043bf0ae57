#include "experiments/report/findings.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <sstream>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/plotting/html.h"
#include "experiments/common/program/table.h"
#include "tensor/error.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

/// {ROW KEY} stands for a number of the summaries of that row; {KEY} of the finding's own row; {% ..} for 100 times it;
/// {runs} for how many seeds the row has.
struct Finding {
  const char *title, *paper, *row, *here, *to_know;
  const char *picture = "", *caption = "";  // a file of the row
};

constexpr Finding of_the_paper[] = {
    {"Classification: reproduced, and with a tenth of the parameters",
     "About 65 % of CIFAR-10's test images (published repository, 100 epochs).", "classify-cifar10-published-none",
     "The paper's network: CIFAR-10 {test_accuracy} ({parameters} parameters), MNIST "
     "{classify-mnist-published-none test_accuracy}. One orthogonal A for all filters of a layer: "
     "{classify-cifar10-default-none test_accuracy} ({classify-cifar10-default-none parameters}), "
     "{classify-mnist-default-none test_accuracy}.",
     "{runs} seeds each; +- is over seeds. CIFAR-10 is a JPEG copy of the images. With mirrored "
     "images in training, one A a layer: "
     "{classify-cifar10-larger test_accuracy} ({classify-cifar10-larger parameters} parameters), "
     "{classify-cifar10-small test_accuracy} ({classify-cifar10-small parameters}), one seed and five; the paper's "
     "network so trained "
     "{classify-cifar10-published-mirrored test_accuracy}."},
    {"Figure 1, kinds of matrices: occur in the control, too",
     "Six matrices: Toeplitz, skew-symmetric or multi-scale by eye.", "learned-actions",
     "Of {matrices} matrices, and of {surrogate_matrices} of the control: block-Toeplitz {block_toeplitz} and "
     "{surrogate_block_toeplitz}, Toeplitz {toeplitz} and {surrogate_toeplitz}, skew-symmetric {skew_symmetric} and "
     "{surrogate_skew_symmetric}, multi-scale {multi_scale} and {surrogate_multi_scale}. Kinds that pass the test of "
     "strength: {shown}. The paper's six have {published_energy_in_three} of their energy and more in three singular "
     "values: nearly of rank three, they generate no group.",
     "MNIST, 5,000 images, 10 epochs, ten seeds. Block-Toeplitz scores are higher by {block_toeplitz_difference} than "
     "the control's; to count, the whole interval has to be above 0.05.",
     "figure-1.png",
     "Figure 1: the paper's six matrices, read back from its colours; below them the clearest of each kind here."},
    {"Figure 2, rotation and median: a box mean; likeness not shown",
     "A matrix fitted to a median filter and a rotation looks like learned ones.", "rotation-median",
     "The paper's panels are box means turned by 60 degrees: cosine with a matrix fitted to them at unit norm, the "
     "best "
     "channel, {published_cosine_mean_60_size_4}, "
     "{published_cosine_mean_60_size_5}, {published_cosine_mean_60} for sizes 4, 5, 6. A matrix explains "
     "{r2_median_60} "
     "of a median's variance. The learned matrix of a network that is most like such an operation: correlation "
     "{correlation_images}; of a control's {correlation_surrogates}, p {p_surrogates}.",
     "CIFAR-10, 10,000 images, 10 epochs, five networks a condition. 95 % of the difference: "
     "{correlation_difference_low} .. {correlation_difference_high}.",
     "figure-2.png",
     "Figure 2: the paper's panels; below, A fitted here to a mean and to a median filter, then a turn by 60 degrees. "
     "The paper's are the mean's."},
    {"Figure 3, cost of the regularisers: two of three are cheap", "`inverse`: 465 s against 360 s, 29 % (GPU).",
     "running-time",
     "`inverse` {% overhead_inverse} % ({% overhead_inverse_low} .. {% overhead_inverse_high}), `cyclic` "
     "{% overhead_cyclic} %, `svd` {% overhead_svd} % more (CPU).",
     "{rounds} rounds of {steps} steps, each in turn with all four. One machine; no GPU was timed.", "running-time.png",
     "Figure 3: left, seconds for 50 steps without and with `inverse`; right, time over that without, round by round."},
    {"Groups depend on data and task: not shown", "Stated from heat maps.", "task-dependence",
     "A matrix tells its network's task in {% identify_task} %, the control's in {% identify_surrogate_task} % (chance "
     "{% chance_task}), its data in {% identify_data} and {% identify_surrogate_data} % ({% chance_data}). Beyond the "
     "control, in variances of networks that differ by their seed: task {effect_task} ({effect_low_task} .. "
     "{effect_high_task}), data {effect_data} ({effect_low_data} .. {effect_high_data}).",
     "{seeds} seeds a condition, 10 epochs. The control's reconstructors moved A a quarter as far as those on images, "
     "so that it decides little; orthogonal groups, whose control moved as far: no effect of half a variance.",
     "map-spectra.png",
     "Each point is a network, by the spectra of its matrices: tasks lie far apart, data sets near; the control's, "
     "too."},
    {"What a group is worth: much where the symmetry holds", "Fewer parameters; no random group beside it.",
     "invariance-rotated-mnist",
     "Turned digits, 12,000 images: the group found in them {classify-rotated-mnist-found test_accuracy}, a random one "
     "{classify-rotated-mnist-frozen test_accuracy}, free filters of as many parameters "
     "{classify-rotated-mnist-free test_accuracy}. Shorter training (picture), 1,000 images: {% found_1000}, "
     "{% frozen_1000}, {% free_1000} %.",
     "Found by moments of patches, then frozen; A learned from a random start gave {classify-rotated-mnist-learned "
     "test_accuracy} "
     "({classify-rotated-mnist-learned runs} seeds). 44 free filters, four times the parameters: "
     "{classify-rotated-mnist-freebank test_accuracy}. CIFAR-10: experiments/results/worth/worth.md.",
     "invariance.png",
     "Turned digits: the group that was found (its line lies on that of the given turns) against random, learned and "
     "free filters."},
};

constexpr Finding left_open[] = {
    {"Transfer: no gain to transfer", "", "transfer",
     "Accuracy with a group learned on the same data minus that with a random one, in points, for 1, 10, 100 % of the "
     "images: MNIST {% worth_mnist_1}, {% worth_mnist_10}, {% worth_mnist_100}; Fashion-MNIST {% worth_fashion_1}, "
     "{% worth_fashion_10}, {% worth_fashion_100}; grey CIFAR-10 {% worth_cifar10-gray_1}, "
     "{% worth_cifar10-gray_10}, {% worth_cifar10-gray_100}.",
     "Eight of these nine 95 % intervals hold 0 (not grey CIFAR-10, 1 %): too small a gain, if any, to see it "
     "transfer. All are 20,000 images."},
    {"Continuous groups: the generator of a planted motion", "", "continuous-group",
     "Images of noise, 7x7, before and after turns by hidden angles: |cosine| of the generator found with the true one "
     "{cosine_rotation_7} for angles of 0 .. pi/10, {cosine_rotation_7_any} for any. Claimed where there is none: "
     "{false_claims} of {controls}. Turned copies of point clouds: C4 and the tetrahedral group exactly in {exact_C4} "
     "and {exact_tetrahedral} of {seeds}.",
     "Movements are planted. Bilinear resampling costs: {cosine_rotation_7_bilinear}, claimed in "
     "{claimed_rotation_7_bilinear} of {seeds}; at 20x20 {cosine_rotation_20_bilinear}. Training exp(t L) in place of "
     "fitting fails at 9x9 ({trained_rotation_9}). No network was shown to learn one from photographs."},
    {"High dimension: reflections", "", "high-dimension",
     "Processor seconds a step (128 images, filters of d = 1,024 numbers), and growth: an A a layer "
     "{seconds_orthogonal_1024}, d^{exponent_orthogonal}; one A in all {seconds_one_orthogonal_1024}, "
     "d^{exponent_one_orthogonal}; reflections {seconds_householder_1024}, d^{exponent_householder}; block-circulant W "
     "{seconds_circulant_1024}, d^{exponent_circulant}; Kronecker products {seconds_kronecker_1024}, "
     "d^{exponent_kronecker}. A planted group of order 4 at d = 256: found in {% success_256} % of data sets.",
     "In this run nothing was planted above d = 256. A is as exact at 1,024 as at 36, but no worth of it was shown "
     "there: accuracy {% accuracy_orthogonal_1024} and {% accuracy_orthogonal_36} %, one seed each, against no free "
     "filters."},
    {"More than one generator: found where planted", "", "two-generators",
     "Whole groups from sparse patches, order and elements right, of {seeds}: Z3 x Z3 {right_Z3-x-Z3}, dihedral 4 "
     "{right_dihedral-4}, tetrahedral {right_tetrahedral}, octahedral {right_octahedral}, icosahedral "
     "{right_icosahedral}; claimed without a group {claimed_none}. Multiplication tables of which 60 % is known: "
     "{% hidden_right_S3_60}, {% hidden_right_Q8_60}, {% hidden_right_A4_60} % of the rest right (S3, Q8, A4). Of "
     "{table_controls} tables of no group claimed: {table_false_claims}.",
     "Groups are planted, in a random basis: no data were shown to need one. From 40 % completion has "
     "{% hidden_right_S3_40}, {% hidden_right_Q8_40}, {% hidden_right_A4_40} %; deduction that knows (ab)c = a(bc) "
     "{% deduced_associative_S3_40}, {% deduced_associative_Q8_40}, {% deduced_associative_A4_40} %."},
    {"Which group acts in data: found where there is one", "", "find-group-photographs",
     "Patches of grey photographs, nothing named: the mirror left-right is a symmetry (defect "
     "{defect_mirror_left_right}, 95 % bound {defect_upper_mirror_left_right}, line {delta}), the quarter turn is none "
     "({defect_quarter_turn}). Quarter turns planted in patches: found in "
     "{find-group-cifar10 found_patches_quarter_turn} of {find-group-cifar10 of_patches_quarter_turn} data sets, in a "
     "secret basis in {find-group-cifar10 found_patches_quarter_turn_secret_basis}; claimed without a group in "
     "{find-group-null false_certificates} of {find-group-null null_data_sets}.",
     "Symmetries as second, third and fourth moments see them.", "defects.png",
     "Photographs: how far each operation is from a symmetry. Above the line: none; below: certified if the other "
     "tests agree, which they do for the mirror left-right alone."},
};

const SeededRow* row_named(const std::vector<SeededRow>& rows, const std::string& name) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const SeededRow& row) {
    return row.name == name && row.runs.front()->setting("quick") != "true";
  });
  return found == rows.end() ? nullptr : &*found;
}

/// Without its sign: "7.2", "100", "0.26".
std::string in_percent(double share) {
  const double number = 100 * share;
  return fixed(number, number == std::floor(number) ? 0 : std::abs(number) < 1 ? 2 : 1);
}

/// The text with its numbers; "" where one is missing.
std::string filled(std::string text, const std::string& own_row, const std::vector<SeededRow>& rows) {
  for (std::size_t at = 0; (at = text.find('{', at)) != std::string::npos;) {
    const std::size_t end = text.find('}', at);
    std::istringstream words(text.substr(at + 1, end - at - 1));
    std::vector<std::string> parts{std::istream_iterator<std::string>(words), {}};
    const bool percent = parts.front() == "%";
    const std::string& key = parts.back();
    const SeededRow* row = row_named(rows, parts.size() == 2u + percent ? parts[percent] : own_row);
    if (!row || (key != "runs" && !row->values.contains(key))) return "";
    const std::string number = key == "runs" ? concat(row->runs.size())
                               : percent     ? in_percent(mean(row->values.at(key)))
                                             : number_in_words(key, row->values.at(key));
    text.replace(at, end - at + 1, number);
  }
  return text;
}

/// What was measured and what to know of it.
std::vector<std::string> measured(const Finding& finding, const std::vector<SeededRow>& rows) {
  const std::string here = filled(finding.here, finding.row, rows),
                    to_know = filled(finding.to_know, finding.row, rows);
  if (here.empty() || to_know.empty()) return {concat("Not among these results: ", finding.row), ""};
  return {here, to_know};
}

}  // namespace

std::string number_in_words(const std::string& key, const std::vector<double>& values) {
  if (key.find("accuracy") != std::string::npos) return estimate_text(key, values);
  const double number = mean(values), size = std::abs(number);
  if (number == std::floor(number) && size < 1e15) return concat(static_cast<Index>(number));
  return fixed(number, size < 0.1 ? 3 : size > 0.9 && size < 1 ? 4 : 2);
}

std::string findings_of_the_paper(const std::vector<SeededRow>& rows) {
  std::vector<std::vector<std::string>> table;
  for (const Finding& finding : of_the_paper) {
    const auto ours = measured(finding, rows);
    table.push_back({finding.title, finding.paper, ours[0], ours[1]});
  }
  return html_table({"", "the paper", "measured here", "to know"}, table);
}

std::string open_questions(const std::vector<SeededRow>& rows) {
  std::vector<std::vector<std::string>> table;
  for (const Finding& finding : left_open) {
    const auto ours = measured(finding, rows);
    table.push_back({finding.title, ours[0], ours[1]});
  }
  return html_table({"", "what was measured says", "and does not say"}, table);
}

std::vector<FindingPicture> finding_pictures(const std::vector<SeededRow>& rows) {
  std::vector<FindingPicture> pictures;
  const auto add = [&](std::span<const Finding> findings) {
    for (const Finding& finding : findings) {
      const SeededRow* row = row_named(rows, finding.row);
      if (!row || !*finding.picture) continue;
      const std::string path = join(row->runs.front()->folder, finding.picture);
      if (file_exists(path)) pictures.push_back({path, finding.caption});
    }
  };
  add(of_the_paper);
  add(left_open);
  return pictures;
}

}  // namespace lgn
