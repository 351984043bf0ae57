// Learned actions (Figure 1): trains networks, draws their matrices A, and names each one's kind.
//
//   build/learned-actions --data-dir data                 {MNIST, CIFAR-10} x {classify, reconstruct}, five
//                                                         seeds, on the images and on surrogates of them
//   build/learned-actions --models RUN/model.safetensors  networks that are there already
//   build/learned-actions --published                     the matrices of the paper's figure
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/program.h"
#include "experiments/learned-actions/action_pictures.h"
#include "experiments/learned-actions/action_report.h"
#include "experiments/learned-actions/published_matrices.h"
#include "experiments/learned-actions/surrogate_comparison.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

void draw(const std::string& folder, std::vector<ActionModel>& models, const std::vector<ScoredAction>& actions) {
  write_png(join(folder, "figure-1.png"), figure_1(actions, models));
  std::string drawn;  // the first network of every condition
  for (std::size_t m = 0; m < models.size(); ++m) {
    if (models[m].surrogate || models[m].condition == drawn) continue;
    drawn = models[m].condition;
    const std::string name = join(folder, drawn);
    write_png(name + "-actions.png", model_actions(actions, models, m));
    write_png(name + "-identity.png", applied_to_identity(models[m]));
    write_png(name + "-filters.png", first_filter_bank(models[m]));
    write_png(name + "-spectra.png", spectra(actions, models, m));
  }
}

/// What a network's matrices look like: counts of kinds, and how much of them is of rank three.
std::string description(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models) {
  std::string text =
      "Kinds at 5 % against matrices without structure, before > after correction. Training on surrogates makes\n"
      "kinds, too: what the data bring is the next table.\n" +
      kinds_table(actions, models);
  if (const std::string operators = operators_table(actions, models); !operators.empty())
    text +=
        "\nKnown operators on held-out patches, R2 as a share of its ceiling (95 % of random matrices are below the "
        "one by chance):\n" +
        operators;
  return text;
}

void report_published(const Study& study, Index resamples, Index seed) {
  Json summary{Json::Object{}};
  const std::string table = published_table(resamples, seed, summary);
  study.report(summary, table);
}

void report(const Study& study, std::vector<ActionModel> models, Index resamples, Index seed) {
  Json summary{Json::Object{}};
  const std::string published = published_table(resamples, seed, summary);  // first: its file may be missing
  std::vector<ScoredAction> actions = score_actions(models, resamples, seed);
  std::string notes;
  for (const std::string& note : match_operators(actions, models, seed)) notes += "note: " + note + "\n";
  const std::vector<Comparison> comparisons = compare_with_surrogates(actions, models, seed);
  add_counts(summary, actions, models);
  add_comparisons(summary, comparisons);
  write_file(join(study.folder(), "actions.json"), to_json(actions, models).pretty());
  draw(study.folder(), models, actions);
  std::string table = description(actions, models) + notes;
  if (!comparisons.empty())
    table += "\nNetworks on images against networks on surrogates, mean effect of their matrices:\n" +
             comparison_table(comparisons);
  table += comparison_verdict(comparisons) + "\nThe paper's own matrices:\n" + published;
  study.report(summary, table);
}

int run(int argc, char** argv) {
  TrainingSettings settings;
  Study study("learned-actions", "names the kinds of matrices that networks learn (Figure 1).", settings);
  study.flags().show_default("--dataset", "mnist and cifar10; --quick: sample");
  std::string models_flag;
  Index resamples = 9999, seeds = 5;
  bool published = false;
  declare_models_flag(study.flags(), models_flag);
  declare_seeds_flag(study.flags(), seeds);
  study.flags().add("--resamples", resamples, "draws of each null hypothesis (--quick: 199)", 19, 100'000);
  study.flags().add("--published", published, "only the matrices of the paper's Figure 1, read back from its picture");
  if (!study.flags().parse(argc, argv)) return 0;
  if (settings.quick && !study.flags().given("--seeds")) seeds = 2;
  if (settings.quick && !study.flags().given("--resamples")) resamples = 199;

  if (!published) add_action_runs(study, settings, models_flag, seeds);
  if (!study.begin()) return 0;
  if (published) {
    report_published(study, resamples, settings.seed);
  } else {
    report(study, action_models(study.train(), models_flag), resamples, settings.seed);
  }
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
