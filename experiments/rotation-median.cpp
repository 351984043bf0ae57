// Rotation and median filtering (Figure 2): one matrix per channel fitted to rotate(filter(patch)).
//
//   build/rotation-median --data-dir data --models runs/learned-actions-..
//
// Learned actions come from --models, or are trained as learned-actions trains them.
#include <algorithm>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/table.h"
#include "experiments/rotation-median/fit_pictures.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

struct PatchSettings {
  Index train = 50'000, epochs = 10, seeds = 5;
  std::string models;

  Index held_out() const { return std::max<Index>(1, train / 5); }
};

void declare(Flags& flags, PatchSettings& own) {
  declare_models_flag(flags, own.models);
  declare_seeds_flag(flags, own.seeds);
  flags.add("--patches", own.train, "patches per channel to fit to", 1, 100'000'000);
  flags.add("--patch-epochs", own.epochs, "passes over them", 1, 100'000);
}

void settle(const Flags& flags, TrainingSettings& settings, PatchSettings& own) {
  if (settings.quick && !flags.given("--seeds")) own.seeds = 2;
  if (settings.quick && !flags.given("--patches")) own.train = 20'000;
  // The paper's patches are of whitened CIFAR-10, whatever the networks were trained on.
  if (!settings.quick && !flags.given("--dataset")) settings.dataset = "cifar10";
}

/// What least squares reaches: it says nothing about learned actions, but for what to compare them with.
std::string fit_table(const std::vector<TargetFit>& fits, Json& summary) {
  Table table({"target", "R2 held out", "best linear fit", "R2 at unit norm", "cosine with Figure 2"});
  for (const TargetFit& fit : fits) {
    const std::optional<double> cosine = published_cosine(fit);
    table.add_row({fit.key, fixed(fit.r2, 4), fixed(fit.ceiling, 4), fixed(fit.r2_unit_norm, 4),
                   cosine ? fixed(*cosine, 3) : ""});
    summary.set("r2_" + fit.key, fit.r2);
    summary.set("ceiling_" + fit.key, fit.ceiling);
    summary.set("r2_unit_norm_" + fit.key, fit.r2_unit_norm);
    if (cosine) summary.set("published_cosine_" + fit.key, *cosine);
  }
  return table.text() +
         "Without a size the filter is as large as the patch. Figure 2 shows filters of size 4, 5, 6, turned by 60\n"
         "degrees, at unit norm. The published code's last version of the \"median\" is a box mean: compare with "
         "mean.\n"
         "That a fit reaches the best linear one is least squares, and no evidence about learned actions.\n";
}

/// Whether networks on images come nearer to a composition than networks on surrogates.
std::string surrogate_text(const std::vector<ActionModel>& models, const std::vector<Composition>& known, Index seed,
                           Json& summary) {
  const std::vector<double> images = largest_correlations(models, false, known);
  const std::vector<double> surrogates = largest_correlations(models, true, known);
  if (images.size() < 2 || surrogates.size() < 2)
    return "Without networks trained on surrogates (two seeds or more) nothing can be said about what the data "
           "bring.\n";
  const bool control = std::all_of(models.begin(), models.end(),
                                   [&](const ActionModel& each) { return same_history(models, each.condition); });
  return likeness_text(images, surrogates, control, seed, summary);
}

std::string match_table(const Matches& matches, const std::vector<Composition>& compositions, Json& summary) {
  const ActionMatch& best = matches.actions[matches.best];
  const Composition& like = compositions[best.composition];
  summary.set("actions", static_cast<Index>(matches.actions.size()));
  summary.set("best_correlation", best.correlation);
  summary.set("best_angle", like.angle);
  summary.set("best_filter", like.filter);
  Table table({concat("nearest of ", matches.actions.size(), " learned actions"), "value"});
  table.add_row({"correlation", fixed(best.correlation, 4)});
  table.add_row({"composition", concat("filter ", like.filter, ", then ", static_cast<int>(like.angle), " degrees")});
  return table.text();
}

/// The fits: those of the folder when it is resumed, else made now.
std::vector<TargetFit> fits_of(const PatchSets& patches, const TrainingSettings& settings, const PatchSettings& own,
                               const std::string& folder, const std::string& made_under) {
  const std::string file = join(folder, "fits.safetensors");
  std::vector<TargetFit> fits;
  if (settings.resume) fits = load_fits(file, made_under);
  if (!fits.empty()) return fits;
  Random random(static_cast<std::uint64_t>(settings.seed), Stream::initialization);
  fits = fit_targets(random, patches,
                     {own.epochs, settings.batch, {settings.lr, settings.lr_factor, settings.lr_cuts}, false});
  save_fits(file, fits, made_under);
  return fits;
}

/// The figure's targets on patches of the images; draws it and returns the table.
std::string fit_patches(const PatchSets& patches, const PreparedData& data, const TrainingSettings& settings,
                        const PatchSettings& own, const std::string& folder, Json& summary) {
  const std::string made_under = concat(data.fingerprint, " ", name(settings.normalization), " ", settings.zca_eps, " ",
                                        own.train, " ", own.epochs, " ", settings.batch, " ", settings.lr, " ",
                                        settings.lr_factor, " ", Json(settings.lr_cuts).text(), " ", settings.seed, " ",
                                        settings.architecture.kernel.side(), " ", data.train_images.extent(0));
  const std::vector<TargetFit> fits = fits_of(patches, settings, own, folder, made_under);
  write_png(join(folder, "figure-2.png"), figure_2(fits));
  write_png(join(folder, "fits.png"), fitted_matrices(fits, false));
  write_png(join(folder, "fits-unit-norm.png"), fitted_matrices(fits, true));
  std::string table =
      concat("Patches of ", data.name, " (", name(settings.normalization),
             "), mean over channels; cosines of the best channel at unit norm:\n", fit_table(fits, summary));
  for (const std::string& note : data.notes) table += "note: " + note + "\n";
  return table;
}

/// Learned actions against compositions of a rotation and a filter.
std::string compare_actions(const std::vector<ActionModel>& models, const Tensor& patches, Index seed,
                            const std::string& folder, Json& summary) {
  const std::vector<Composition> known = compositions(patches);
  const Matches matches = match_actions(models, known);
  write_png(join(folder, "best-match.png"), best_match(matches, known, models));
  return match_table(matches, known, summary) + surrogate_text(models, known, seed, summary);
}

int run(int argc, char** argv) {
  TrainingSettings settings;
  PatchSettings own;
  Study study("rotation-median", "fits matrices to rotation after median filtering (Figure 2).", settings);
  study.flags().show_default("--dataset", "patches of cifar10, networks of mnist and cifar10; --quick: sample");
  declare(study.flags(), own);
  if (!study.flags().parse(argc, argv)) return 0;
  settle(study.flags(), settings, own);
  add_action_runs(study, settings, own.models, own.seeds);
  if (!study.begin()) return 0;

  const PreparedData data = prepare_data(settings);
  Random random(settings.seed, Stream::data);
  const PatchSets patches =
      draw_patch_sets(random, data.train_images, settings.architecture.kernel.side(), own.train, own.held_out());
  Json summary{Json::Object{}};
  const std::string fits = fit_patches(patches, data, settings, own, study.folder(), summary);
  const std::vector<ActionModel> models = action_models(study.train(), own.models);
  study.report(summary,
               fits + "\n" + compare_actions(models, patches.train.front(), settings.seed, study.folder(), summary));
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
