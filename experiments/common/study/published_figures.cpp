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

constexpr PublishedFigure figures[] = {
    {"classify", "cifar10", "test_accuracy", "about 65 %", repository},
    {"table-classification", "", "cifar10_none_test_accuracy", "about 65 %", repository},
    {"parameter-efficiency", "cifar10", "published_100", "about 65 %", repository},
    {"parameter-efficiency", "cifar10", "predecessor_100", "about 75 %", predecessor},
    {"running-time", "", "overhead_inverse", "0.29 (about 465 s against 360 s, GPU)", paper},
    {"task-dependence", "", "p_data", "stated from heat maps, no number", paper},
    {"task-dependence", "", "p_task", "stated from heat maps, no number", paper},
    {"rotation-median", "", "best_correlation", "likeness shown in Figure 2, no number", paper},
    {"planted-group", "", "cosine_rotation_7", "0.70 recurrent; 0.27 one angle; 0.27 regression", lconv},
    {"planted-group", "", "cosine_rotation_20", "0.12 recurrent", lconv},
    {"planted-group", "", "cosine_two_body", "0.70", liegan},
    {"planted-group", "", "cosine_two_body_masked", "0.9998", liegan},
};

}  // namespace

const PublishedFigure* published_figure(const std::string& program, const std::string& dataset,
                                        const std::string& key) {
  for (const PublishedFigure& figure : figures) {
    const bool any = *figure.dataset == 0;
    if (program == figure.program && key == figure.key && (any || dataset == figure.dataset)) return &figure;
  }
  return nullptr;
}

Tensor published_figure(int number) {
  const std::string path =
      join(join(executable_folder(), "sample"), concat("published-figure-", number, ".npy"));
  require(file_exists(path), path, " (the matrices of the paper's Figure ", number,
          ") was not found; type `make` to unpack it");
  return to_float(read_npy(path));
}

}  // namespace lgn
