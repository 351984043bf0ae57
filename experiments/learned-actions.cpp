// Learned actions (Figure 1): trains networks, draws their matrices A, and names each one's kind.
//
//   build/learned-actions --data-dir data                 {MNIST, CIFAR-10} x {classify, reconstruct}
//   build/learned-actions --models RUN/model.safetensors  networks that are there already
#include <cstdio>

#include "experiments/common/plotting/png.h"
#include "experiments/common/program/program.h"
#include "experiments/learned-actions/action_pictures.h"
#include "experiments/learned-actions/action_report.h"
#include "experiments/learned-actions/control_data.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

void draw(const std::string& folder, std::vector<ActionModel>& models,
          const std::vector<ScoredAction>& actions) {
  write_png(join(folder, "figure-1.png"), best_examples(actions, models));
  for (std::size_t m = 0; m < models.size(); ++m) {
    const std::string name = join(folder, models[m].name);
    write_png(name + "-actions.png", model_actions(actions, models, m));
    write_png(name + "-identity.png", applied_to_identity(models[m]));
    write_png(name + "-filters.png", first_filter_bank(models[m]));
    write_png(name + "-spectra.png", spectra(actions, models, m));
  }
}

/// The runs whose names begin so.
std::vector<FinishedRun> named(const std::vector<FinishedRun>& runs, const std::string& beginning) {
  std::vector<FinishedRun> chosen;
  for (const FinishedRun& run : runs)
    if (run.name.starts_with(beginning)) chosen.push_back(run);
  return chosen;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  using namespace lgn;
  return run_program([&] {
    TrainingSettings settings;
    Study study("learned-actions", "names the kinds of matrices that networks learn (Figure 1).", settings);
    std::string models_flag;
    Index resamples = 999;
    bool no_control = false;
    declare_models_flag(study.flags(), models_flag);
    study.flags().add("--resamples", resamples, "draws of each null hypothesis", 19, 100'000);
    study.flags().add("--no-control", no_control,
                      "leave out the networks trained on noise and on exchanged labels");
    if (!study.flags().parse(argc, argv)) return 0;

    add_action_runs(study, settings, models_flag);
    if (!study.begin()) return 0;
    const bool control = models_flag.empty() && settings.train_images.empty() && !no_control;
    const std::size_t count = study.count();
    if (control) add_noise_runs(study, settings);
    if (control) add_shuffled_runs(study, settings);
    std::vector<FinishedRun> runs = study.train();
    const std::vector<FinishedRun> controls(runs.begin() + static_cast<std::ptrdiff_t>(count), runs.end());
    runs.resize(count);
    std::vector<ActionModel> models = action_models(runs, models_flag);
    std::vector<ScoredAction> actions = score_actions(models, resamples, settings.seed);
    const std::vector<std::string> notes = match_operators(actions, models, settings.seed);
    write_file(join(study.folder(), "actions.json"), to_json(actions, models).pretty());
    draw(study.folder(), models, actions);

    Json summary{Json::Object{}};
    add_counts(summary, "", actions);
    std::string table =
        "Kinds at 5 %, before > after correction (false-discovery rate):\n" + kinds_table(actions, models);
    if (const std::string operators = operators_table(actions, models); !operators.empty())
      table +=
          "\nKnown operators on held-out patches, R2 as a share of its ceiling (95 % of random matrices are "
          "below"
          " the one by chance):\n" +
          operators;
    for (const std::string& note : notes) table += "note: " + note + "\n";
    for (const auto& [prefix, heading] :
         {std::pair{"noise", "The same after training on noise, where there is nothing to learn:"},
          {"shuffled", "And on images whose labels were exchanged at random:"}}) {
      if (controls.empty()) continue;
      const std::vector<ActionModel> control_models = action_models(named(controls, prefix), "");
      std::vector<ScoredAction> scored = score_actions(control_models, resamples, settings.seed);
      match_operators(scored, control_models, settings.seed);
      add_counts(summary, concat(prefix, "_"), scored);
      table += concat("\n", heading, "\n", kinds_table(scored, control_models), "\n",
                      operators_table(scored, control_models));
    }
    study.report(summary, table);
    return 0;
  });
}
