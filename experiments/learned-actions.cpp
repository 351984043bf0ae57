// Learned actions (Figure 1): trains networks, draws their matrices A, and names each one's kind.
//
//   build/learned-actions --data-dir data                 {MNIST, CIFAR-10} x {classify, reconstruct}
//   build/learned-actions --models RUN/model.safetensors  networks that are there already
#include <cstdio>

#include "experiments/common/png.h"
#include "experiments/common/program.h"
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
    study.flags().add("--no-control", no_control, "leave out the networks trained on noise");
    if (!study.flags().parse(argc, argv)) return 0;

    add_action_runs(study, settings, models_flag);
    if (!study.begin()) return 0;
    const bool control = models_flag.empty() && settings.train_images.empty() && !no_control;
    if (control) add_noise_runs(study, settings);
    std::vector<FinishedRun> runs = study.train(), noise_runs;
    if (control) {
      noise_runs.assign(runs.end() - 2, runs.end());
      runs.resize(runs.size() - 2);
    }
    std::vector<ActionModel> models = action_models(runs, models_flag);
    const std::vector<ActionModel> noise_models = action_models(noise_runs, "");
    const std::vector<ScoredAction> actions = score_actions(models, resamples, settings.seed);
    const std::vector<ScoredAction> noise = score_actions(noise_models, resamples, settings.seed);
    write_file(join(study.folder(), "actions.json"), to_json(actions, models).pretty());
    draw(study.folder(), models, actions);

    Json summary{Json::Object{}};
    add_counts(summary, "", actions);
    if (control) add_counts(summary, "noise_", noise);
    std::string table =
        "Kinds at 5 %, before > after correction (false-discovery rate):\n" + kinds_table(actions, models);
    if (control)
      table += "\nThe same after training on noise, where there is nothing to learn:\n" +
               kinds_table(noise, noise_models);
    study.report(summary, table);
    return 0;
  });
}
