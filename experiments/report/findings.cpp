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

/// {ROW KEY} stands for a number of the summaries of that row; {KEY} of the finding's own row; {% ..} for 100 times it.
struct Finding {
  const char *title, *paper;
  const char *row, *program;  // the program is run where a number is missing
  const char *here, *to_know;
  const char *picture = "", *caption = "";  // a file of the row
};

constexpr Finding of_the_paper[] = {
    {"Classification", "About 65 % of CIFAR-10's test images (published repository, 100 epochs).",
     "classify-cifar10-published-none", "table-classification",
     "CIFAR-10: {test_accuracy} with the published construction ({parameters} parameters), "
     "{classify-cifar10-default-none test_accuracy} with one orthogonal group a layer "
     "({classify-cifar10-default-none parameters}). MNIST: {classify-mnist-published-none test_accuracy} and "
     "{classify-mnist-default-none test_accuracy}.",
     "Three seeds; intervals are of initialisation and order. CIFAR-10 is a JPEG copy of the images."},
    {"Figure 1: learned matrices", "Six matrices, Toeplitz, skew-symmetric or multi-scale by eye.", "learned-actions",
     "learned-actions",
     "Kinds shown to be more frequent than in networks trained alike on images without structure: {shown}. The paper's "
     "six, read back from their colours, have {published_energy_in_three} of their energy and more in three singular "
     "values, and A^4 of norm {published_fourth_power} at most: no groups, where the identity has norm 6.",
     "MNIST, ten seeds a condition. Learned matrices are more block-Toeplitz than the control's, by "
     "{block_toeplitz_difference}, which may be less than the .05 that counts as a kind.",
     "figure-1.png", "Figure 1: the paper's six matrices and ours, each in its own scale."},
    {"Figure 2: rotation and median", "A matrix fitted to a median filter and a rotation looks like learned ones.",
     "rotation-median", "rotation-median",
     "The paper's panels are box means turned by 60 degrees: cosine {published_cosine_mean_60_size_4}, "
     "{published_cosine_mean_60_size_5}, {published_cosine_mean_60} for sizes 4, 5, 6. A matrix explains "
     "{r2_median_60} "
     "of a median's variance. Learned matrices resemble such operations by {correlation_images}, those of networks on "
     "surrogates by {correlation_surrogates}: not shown.",
     "The 95 % interval of that difference reaches down to 0.", "best-match.png",
     "Figure 2: the learned matrix that is most like a rotation after a median, and that operation."},
    {"Figure 3: what a regulariser costs", "465 s against 360 s with `inverse`, 29 % more (GPU).", "running-time",
     "running-time",
     "`inverse` {% overhead_inverse} % more, `cyclic` {% overhead_cyclic} %, `svd` {% overhead_svd} % (CPU).",
     "A GPU waits for many small operations; here they are a small part of the arithmetic.", "running-time.png",
     "Figure 3: times of training runs, and their ratio to runs without regulariser, round by round."},
    {"Groups depend on data and task", "Stated from heat maps.", "task-dependence", "task-dependence",
     "Beyond networks trained alike on surrogates, in variances of networks that differ by their seed: data "
     "{effect_data} ({effect_low_data} .. {effect_high_data}), task {effect_task} ({effect_low_task} .. "
     "{effect_high_task}); orthogonal groups {task-dependence-orthogonal effect_data_cosine} and "
     "{task-dependence-orthogonal effect_task_cosine}. Not shown.",
     "An effect is half a variance and more. Ten seeds a condition.", "map-spectra.png",
     "Networks as points, their distances those between the spectra of their matrices."},
    {"What a group is worth", "Fewer parameters; not measured against a null.", "invariance-rotated-mnist",
     "invariance",
     "Turned digits, 12,000 images: {classify-rotated-mnist-found test_accuracy} with the group found in them, "
     "{classify-rotated-mnist-frozen test_accuracy} with a random one, {classify-rotated-mnist-free test_accuracy} "
     "with "
     "as many parameters without; with 1,000 images {% found_1000}, {% frozen_1000}, {% free_1000} %.",
     "Found by moments of patches, not by the loss, which did not find it. On CIFAR-10 a learned group is worth what "
     "as many free parameters are.",
     "invariance.png", "Turned digits: test accuracy against training images, by where the group comes from."},
};

constexpr Finding left_open[] = {
    {"Transfer", "", "transfer", "transfer",
     "Points that a group of its own is ahead of a random one, with 1, 10, 100 % of the images: MNIST "
     "{% worth_mnist_1}, {% worth_mnist_10}, {% worth_mnist_100}; Fashion-MNIST {% worth_fashion_1}, {% "
     "worth_fashion_10}, "
     "{% worth_fashion_100}; grey CIFAR-10 {% worth_cifar10-gray_1}, {% worth_cifar10-gray_10}, {% "
     "worth_cifar10-gray_100}. So "
     "there is nothing to transfer.",
     "One of these nine 95 % intervals does not hold 0 (grey CIFAR-10, 1 %). Sources saw all their images."},
    {"Continuous groups", "", "continuous-group", "continuous-group",
     "Images turned by amounts that nobody told: |cosine| of the generator found with the true one, 7x7, "
     "{cosine_rotation_7} for 0 .. pi/10 and {cosine_rotation_7_any} for any angle, of least squares on a fitted flow. "
     "Claimed without a group: {false_claims} of {controls}. Copies of point clouds: C4 and the tetrahedral group "
     "exactly in {exact_C4} and {exact_tetrahedral} of {seeds}.",
     "Movements are planted, in images of noise. Bilinear resampling costs: {cosine_rotation_7_bilinear}, claimed in "
     "{claimed_rotation_7_bilinear} of {seeds}; at 20x20 {cosine_rotation_20_bilinear}. Training exp(t L) in place of "
     "fitting fails at 9x9 ({trained_rotation_9}). No network was shown to learn one from photographs."},
    {"High dimension", "", "high-dimension", "high-dimension",
     "A step of 128 images with filters of 1,024 numbers: {seconds_orthogonal_1024} s of a processor with an A a "
     "layer, {seconds_one_orthogonal_1024} s with one in all, {seconds_householder_1024} s with reflections, "
     "{seconds_circulant_1024} s with block-circulant W, {seconds_kronecker_1024} s with Kronecker products; time as d "
     "to the {exponent_orthogonal}, {exponent_one_orthogonal}, {exponent_householder}, {exponent_circulant}, "
     "{exponent_kronecker}. A planted group of order 4 at d = 256: found in {% success_256} % of ten data sets.",
     "In this run nothing was planted above d = 256. A is as exact at 1,024 as at 36, but no worth of it was shown "
     "there: accuracy {% accuracy_orthogonal_1024} and {% accuracy_orthogonal_36} %, one seed each, against no free "
     "filters."},
    {"More than one generator", "", "two-generators", "two-generators",
     "Whole groups from sparse patches, order and elements right, of {seeds}: Z3 x Z3 {right_Z3-x-Z3}, dihedral 4 "
     "{right_dihedral-4}, tetrahedral {right_tetrahedral}, octahedral {right_octahedral}, icosahedral "
     "{right_icosahedral}; claimed without a group {claimed_none}. Tables of which 60 % is known, share of the rest "
     "that is right: S3 {hidden_right_S3_60}, Q8 {hidden_right_Q8_60}, A4 {hidden_right_A4_60}; claimed of "
     "{table_controls} parts of tables that are no group's: {table_false_claims}.",
     "Groups are planted, in a random basis: no data were shown to need one. Completion is not told that products "
     "associate; deduction that is told has right, from 40 %, {deduced_associative_S3_40}, "
     "{deduced_associative_Q8_40}, {deduced_associative_A4_40}, where completion has {hidden_right_S3_40}, "
     "{hidden_right_Q8_40}, {hidden_right_A4_40}."},
    {"Which group acts in data", "", "find-group-photographs", "find-group",
     "Patches of photographs, nothing named: the mirror left-right is certified (distance from a symmetry "
     "{defect_mirror_left_right}, 95 % below {defect_upper_mirror_left_right}), the quarter turn is none "
     "({defect_quarter_turn}). Quarter turns planted in patches of grey CIFAR-10: found in {find-group-cifar10 "
     "found_patches_quarter_turn} of {find-group-cifar10 of_patches_quarter_turn}, in a secret basis in "
     "{find-group-cifar10 found_patches_quarter_turn_secret_basis}; claimed without a group in {find-group-null "
     "false_certificates} of {find-group-null null_data_sets}.",
     "Symmetries as third and fourth moments see them.", "defects.png",
     "Photographs: the distance of each operation from a symmetry; certified where the whole interval is below the "
     "line."},
};

const SeededRow* row_named(const std::vector<SeededRow>& rows, const std::string& name) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const SeededRow& row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

/// For people: accuracies with their interval, else the mean with few digits; `percent` where it is a share.
std::string in_words(const std::string& key, const std::vector<double>& values, bool percent) {
  if (percent) return fixed(100 * mean(values), 2);
  if (key.find("accuracy") != std::string::npos) return estimate_text(key, values);
  const double number = mean(values);
  if (number == std::floor(number)) return concat(static_cast<Index>(number));
  return fixed(number, std::abs(number) < 0.01 ? 3 : number > 0.9 && number < 1 ? 4 : 2);
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
    if (!row || !row->values.contains(key)) return "";
    text.replace(at, end - at + 1, in_words(key, row->values.at(key), percent));
  }
  return text;
}

/// What was measured and what to know of it.
std::vector<std::string> measured(const Finding& finding, const std::vector<SeededRow>& rows) {
  const std::string here = filled(finding.here, finding.row, rows),
                    to_know = filled(finding.to_know, finding.row, rows);
  if (here.empty() || to_know.empty()) return {concat("Not run in full: make ", finding.program), ""};
  return {here, to_know};
}

}  // namespace

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
