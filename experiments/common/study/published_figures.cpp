#include "experiments/common/study/published_figures.h"

#include "tensor/io/file.h"
#include "tensor/io/npy.h"

namespace lgn {
namespace {

constexpr const char* paper = "the paper (arXiv:2305.18552)";
constexpr const char* repository = "the published repository (defaults, 100 epochs)";
constexpr const char* predecessor = "the predecessor (arXiv:2211.09238)";

constexpr const char* lconv = "Dehmamy et al. 2021 (arXiv:2109.07103), L-conv";
constexpr const char* liegan = "Yang et al. 2023 (arXiv:2302.00236), LieGAN";

constexpr const char* copy = "our images are a JPEG copy; seeds differ";
constexpr const char* other_system = "a like problem, not the same data";
constexpr const char* surrogates =
    "ours is what remains beyond the control: the same training on data without structure";

constexpr PublishedFigure figures[] = {
    {"classification of CIFAR-10", "classify", "cifar10", "test_accuracy", "test accuracy, published construction",
     "about 65 %", repository, copy},
    {"classification of CIFAR-10", "table-classification", "", "cifar10_none_test_accuracy",
     "test accuracy without regulariser, in the table of five data sets", "about 65 %", repository,
     "our images are a JPEG copy; seeds and epochs differ"},
    {"classification of CIFAR-10", "parameter-efficiency", "cifar10", "published_100",
     "test accuracy of the published construction, beside others of fewer parameters", "about 65 %", repository, copy},
    {"classification by the predecessor", "parameter-efficiency", "cifar10", "predecessor_100",
     "test accuracy with filters turned by multiples of 60 degrees", "about 75 %", predecessor,
     "it standardises and whitens the test images by themselves; ours are standardised only, as the training images "
     "are"},
    {"classification by the predecessor", "classify", "cifar10", "test_accuracy_as_train",
     "the same, test images normalised as the training images", "about 75 %", predecessor,
     "its test images were normalised by themselves: a tenth of a point in this network (experiments/README.md)"},
    {"Figure 1", "learned-actions", "", "published_energy_in_three",
     "least share of energy in three singular values, of the paper's six matrices", "six matrices drawn, no number",
     paper, "nearly of rank three, so no group"},
    {"Figure 1", "learned-actions", "", "shown", "kinds shown beyond the control",
     "Toeplitz, multi-scale, skew-symmetric by eye", paper, surrogates},
    {"Figure 2", "rotation-median", "", "published_cosine_mean_60",
     "cosine of the third panel with our fit to a box mean of size 6 turned by 60 degrees, unit norm, the best channel",
     "drawn, no number", paper,
     "the published 'median' is a box mean of size 4, 5, 6, as training at unit norm fits it"},
    {"Figure 2", "rotation-median", "", "published_cosine_median_60", "the same of a true median, turned",
     "drawn, no number", paper, "a true median is not linear"},
    {"Figure 2", "rotation-median", "", "best_correlation", "correlation of the most similar learned matrix",
     "likeness shown, no number", paper,
     "the largest over many matrices and templates; its p-value stands in the table"},
    {"Figure 3", "running-time", "", "overhead_inverse", "share of time that `inverse` adds",
     "0.29 (about 465 s against 360 s, GPU)", paper, "another machine; no GPU was timed"},
    {"groups depend on the data", "task-dependence", "", "effect_data", "effect beyond the control, in variances",
     "stated from heat maps, no number", paper, surrogates},
    {"groups depend on the task", "task-dependence", "", "effect_task", "effect beyond the control, in variances",
     "stated from heat maps, no number", paper, surrogates},
    {"planted rotation, 7 x 7", "continuous-group", "", "cosine_rotation_7_one_bilinear", "|cosine| with the true one",
     "0.70 recurrent; 0.27 one angle; 0.27 regression", lconv, other_system},
    {"planted rotation, 20 x 20", "continuous-group", "", "cosine_rotation_20_bilinear", "|cosine| with the true one",
     "0.12 recurrent", lconv, other_system},
    {"two-body problem", "continuous-group", "", "cosine_two_body", "|cosine| with the true one", "0.70", liegan,
     "a like problem, not the same data; its ceiling is 0.7071"},
    {"two-body problem, masked", "continuous-group", "", "cosine_two_body_masked", "|cosine| with the true one",
     "0.9998", liegan, other_system},
};

}  // namespace

std::span<const PublishedFigure> published_figures() {
  return figures;
}

const PublishedFigure* published_figure(const std::string& program, const std::string& dataset,
                                        const std::string& key) {
  for (const PublishedFigure& figure : figures) {
    const bool any = *figure.dataset == 0;
    if (program == figure.program && key == figure.key && (any || dataset == figure.dataset)) return &figure;
  }
  return nullptr;
}

Tensor published_figure(int number) {
  const std::string path = join(join(executable_folder(), "sample"), concat("published-figure-", number, ".npy"));
  require(file_exists(path), path, " (the matrices of the paper's Figure ", number,
          ") was not found; type `make` to unpack it");
  return to_float(read_npy(path));
}

}  // namespace lgn
