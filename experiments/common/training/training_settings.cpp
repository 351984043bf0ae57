#include "experiments/common/training/training_settings.h"

#include <algorithm>

#include "datasets/augmentation.h"
#include "experiments/common/program/paths.h"
#include "experiments/common/program/run_directory.h"
#include "tensor/error.h"
#include "tensor/io/file.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr Index billion = 1'000'000'000;

void declare_data_flags(Flags& flags, DataSettings& s) {
  flags.heading("Data");
  flags.add_choice("--dataset", s.dataset,
                   {"sample", "mnist", "fashion", "rotated-mnist", "cifar10", "cifar10-gray", "mnist1d"},
                   "which images; sample (5,000 + 1,000 of Fashion-MNIST) and mnist1d are embedded");
  flags.add("--data-dir", s.data_dir, "where the files are, or folders of them named mnist, fashion, cifar10", "DIR");
  flags.add("--train-images", s.train_images, "your own images, .npy: uint8, float32 or float64, [N,C,H,W] or [N,H,W]",
            "F.npy");
  flags.add_choice(
      "--layout", s.layout, {"nchw", "nhwc"},
      "axes of your own images where they have four: channels first, or last; asked for where both are possible");
  flags.add("--train-labels", s.train_labels, "their labels, .npy: any integer type, [N]; not for reconstruction",
            "F.npy");
  flags.add("--test-images", s.test_images, "images to test on; without them test figures are left out", "F.npy");
  flags.add("--test-labels", s.test_labels, "their labels", "F.npy");
  flags.add_choice("--normalization", s.normalization,
                   "ZCA whitening after standardising; standardising only; or nothing but bytes to [0,1]");
  flags.add("--zca-eps", s.zca_eps, "added to the eigenvalues in whitening", 0, 1e6);
  flags.add_choice("--fit-preprocessing-on", s.fit_preprocessing_on, {"train", "each"},
                   "whose mean and covariance the test images are normalised by: the training images', or, as in "
                   "arXiv:2211.09238, each set's own; a classifier is then tested on both");
  flags.add("--limit-train", s.limit_train, "only the first N training images", 1, billion);
  flags.add("--limit-test", s.limit_test, "only the first N test images", 1, billion);
  flags.add_choice("--move-train", s.move_train,
                   "every training image moved by a random element, the same in every run: turned by a multiple of 90 "
                   "degrees, or half of them mirrored");
  flags.add_choice("--move-test", s.move_test, "the same of test images");
  flags.add("--shuffle-pixels", s.shuffle_pixels, "the pixels of all images in one other order, the same in every run");
  flags.add("--validation", s.validation,
            "share of the training images that is held out, at random; metrics then carry validation_loss and, "
            "classifying, validation_accuracy",
            0, 0.9);
  flags.add_choice("--surrogate", s.surrogate,
                   "a control in the data's place: Gaussian images of the same covariance with exchanged labels");
}

void declare_optimization_flags(Flags& flags, TrainingSettings& s) {
  flags.heading("Optimisation (Adam)");
  flags.add("--epochs", s.epochs, "passes over the training images", 1, billion);
  flags.add("--batch", s.batch, "images per step; the last batch of an epoch may be smaller", 1, billion);
  flags.add("--lr", s.lr, "learning rate", 1e-12, 1e3);
  flags.add("--lr-cuts", s.lr_cuts, "after which fractions of the epochs the learning rate is cut", 0, 1);
  flags.add("--lr-factor", s.lr_factor, "what it is multiplied by then", 1e-6, 1);
  flags.add("--clip", s.clip, "largest norm of the gradient over all parameters", 1e-9, 1e12);
  flags.add("--seed", s.seed, "of all random numbers", 0, billion * billion);
  flags.add_choice("--select", s.select, {"last", "best"},
                   "which epoch's weights are kept: the last one's, or the best one's on the validation images");
  if (s.architecture.task == Task::classify)
    flags.add_choice("--statistics", s.statistics, {"running", "recomputed"},
                     "what batch norms use in evaluation: running means over the last batches of training, or, after "
                     "the last epoch, means over all training images");
  flags.add("--augment", s.augment,
            "training images mirrored (flip), shifted by up to 4 pixels (shift), turned by any angle (turn)",
            "flip,shift,turn");
  flags.add("--no-shuffle", s.no_shuffle, "take the images in file order");
}

void declare_network_flags(Flags& flags, TrainingSettings& s) {
  Architecture& a = s.architecture;
  flags.heading("Network");
  flags.add("--groups", a.base_filters, "base filters per layer, G", 1, 4096);
  flags.add("--group-size", a.group_size, "elements of a group, n", 1, 4096);
  flags.add(
      "--kernel", [&a](const std::string& text) { a.kernel = kernel_from(text, "--kernel"); },
      [&a] { return a.kernel.height == a.kernel.width ? Json(a.kernel.height) : Json(to_string(a.kernel)); },
      "height and width of a filter, as 6 or 1x40, which on signals of 40 numbers means fully connected weights",
      "N|HxW");
  flags.add("--stride", a.stride, "of the convolutions", 1, 64);
  flags.add("--layers", a.layers, "unfolded layers, K", 1, 1024);
  flags.add("--eta", a.eta, "step size of the unfolded iteration", 1e-12, 1e6);
  flags.add("--pool", a.pool, "height and width that codes are pooled to, before they are classified", 1, 256);
  flags.add("--classes", s.classes, "number of classes (10; for your own data the largest label + 1)", 1, most_classes);
  if (a.task == Task::classify)
    flags.add("--stages", a.stages,
              "group convolutions between the pooled code and the classifier, each followed by pooling to half, the "
              "last by pooling to one place; A acts on their filters too",
              0, 64);
  flags.add_choice("--generator", a.generator,
                   "the matrices A: free entries (as published), S R S^-1, W R W^T, exp(tL), A1 (x) A2, turns and "
                   "mirrors, rotations of a regular solid, fixed rotations by 360/n degrees, or W R W^T with W of "
                   "reflections or block-circulant");
  flags.add_choice("--factors", a.factors, "form of A1 and A2 of a Kronecker product", factor_words());
  flags.add("--multiplicities", a.multiplicities,
            "how often exp(2 pi i k/n), k = 0 .. n/2, is an eigenvalue of an exact A, as 9,9,9; or regular, or "
            "(orthogonal) learned",
            "LIST");
  flags.add_choice("--share", a.share,
                   "one matrix per (layer, group, channel), per (layer, group), per layer, or in all");
  flags.add("--init-generator", s.init_generator,
            "where the matrices A start: random, rotations, mirrors, shifts, bands (random, within bands of "
            "frequencies), or the A of a model file",
            "NAME|F.safetensors");
  flags.add_choice(
      "--search", s.search, {"none", "moments", "neighbors"},
      "start at a group found in the training images, nothing named: moments (what keeps the moments of their patches, "
      "of order 2 to 12) or neighbors (the shift along pixels that correlate, for kernels as large as the images)");
  flags.add("--group", s.group, "start at the group that find-group left in a file; sets --group-size",
            "group.safetensors");
  flags.add("--freeze", s.freeze,
            "what is not trained: generator, filters, thresholds, norm, head, decoder, or beginnings of parameters' "
            "names, separated by commas",
            "LIST");
  flags.add_choice("--regularizer", a.regularizer,
                   "penalty on the matrices A: ||A A_inv - I||, |1 - singular values|, ||A^n - I||");
  flags.add("--mu", s.mu,
            a.task == Task::classify ? "weight of the penalty (inverse: 1e-4, svd: 1e-2, cyclic: 1e-3)"
                                     : "weight of the penalty (inverse and svd: 1e-2, cyclic: 1e-3)",
            0, 1e9);
  flags.add_choice("--thresholds", a.thresholds,
                   "learned freely, as published; kept from turning negative, where codes stop being sparse; or one "
                   "for all filters A^i B of a base filter");
  if (a.task == Task::classify) {
    flags.add_choice("--norm", a.norm, "batch norm of every filter, or of all filters A^i B of a base filter together");
    flags.add_choice(
        "--head", a.head,
        "what the classifier sees of the pooled codes: all, or of the filters A^i B the largest, or their mean");
  }
  flags.add("--sparsity", a.sparsity, "weight of the mean of the code u_K, its l1 norm, in the loss", 0, 1e9);
}

void declare_run_flags(Flags& flags, TrainingSettings& s) {
  flags.heading("The run");
  flags.add("--out", s.out, "folder for the results (a new one under runs/)", "DIR");
  flags.add("--overwrite", s.overwrite, "use --out even if it is not empty");
  flags.add("--resume", s.resume, "go on with the run in --out, under the same settings");
  flags.add("--continue", s.go_on, "go on with the run in --out if it was begun, else begin it");
  flags.add("--test-every", s.test_every,
            "epochs between evaluations; the last has one, and with --select best all have", 1, billion);
  flags.add("--save-minutes", s.save_minutes, "minutes between checkpoints within an epoch", 0, 1e6);
  flags.add("--init", s.init,
            "start from a file's weights and architecture; with --generator orthogonal or exact its matrices A are "
            "snapped to the nearest group",
            "F.safetensors");
  flags.add("--subgroup", s.subgroup,
            "with --init: M, A^M in place of A and M times as many base filters; the same filters at first, less bound "
            "when trained on",
            1, 1024);
  if (s.architecture.task == Task::classify)
    flags.add("--new-head", s.new_head,
              "with --init: the last layer, fc, is drawn anew for the classes of these data (fine-tuning)");
  flags.add("--quick", s.quick, "a short setting: about a minute on the embedded sample");
  flags.add_choice("--unfolding", s.unfolding,
                   "all layers as one fused operation, or as a plain composition of operations");
  declare_threads_flag(flags, s.threads);
  flags.add("--profile", s.profile,
            "print at the end where the time of the steps and of the whole run went, and how much memory it took");
}

/// Whether a run died in this folder before its first checkpoint. Until it writes config.json there are
/// hidden files only.
bool was_begun(const std::string& folder) {
  if (!folder_exists(folder) || file_exists(join(folder, "config.json"))) return folder_exists(folder);
  return has_hidden_files_only(folder);
}

}  // namespace

void require_one_way_to_begin(const TrainingSettings& s) {
  require(!s.go_on || (!s.resume && !s.overwrite),
          "--continue finds out by itself; leave out --resume and --overwrite");
  require(!s.go_on || !s.out.empty(), "--continue needs the folder of the run; add --out DIR");
  require_resumable(s.out, s.resume, s.overwrite);
  require_not_written_by_run({{"--init", s.init},
                              {"--init-generator", s.init_generator},
                              {"--group", s.group},
                              {"--train-images", s.train_images},
                              {"--train-labels", s.train_labels},
                              {"--test-images", s.test_images},
                              {"--test-labels", s.test_labels}},
                             s.out);
}

void settle_continue(RunSettings& s) {
  if (!s.go_on) return;
  s.resume = file_exists(join(s.out, s.state_file));
  s.overwrite = !s.resume && was_begun(s.out);
}

void declare_training_flags(Flags& flags, TrainingSettings& settings) {
  settings.threads = thread_count();
  declare_data_flags(flags, settings);
  declare_optimization_flags(flags, settings);
  declare_network_flags(flags, settings);
  declare_run_flags(flags, settings);
}

void settle(TrainingSettings& s, const Flags& flags) {
  require(s.select == "last" || s.validation > 0,
          "--select best chooses by validation images; hold some out with --validation 0.1");
  augmentation_from(s.augment);  // refuses unknown words before anything is loaded
  require_one_way_to_begin(s);
  require((s.init_generator != "random") + (s.search != "none") + !s.group.empty() <= 1,
          "--group, --init-generator and --search all say where the generators start; give one of them");
  if (s.go_on && file_exists(join(s.out, "config.json"))) require_run_of(s.out, flags.program());
  settle_continue(s);
  set_thread_count(static_cast<int>(s.threads));
  if (s.quick && !flags.given("--epochs")) s.epochs = std::min<Index>(s.epochs, 5);
  const bool own_data = !s.train_images.empty();
  require(own_data || (s.train_labels.empty() && s.test_images.empty() && s.test_labels.empty()),
          "--train-labels, --test-images and --test-labels belong to your own data; add --train-images F.npy");
  require(!own_data || (!flags.given("--dataset") && s.data_dir.empty()),
          "--train-images names your own data, --dataset or --data-dir published ones; give one or the other");
  if (s.architecture.task == Task::classify && own_data) {
    require(!s.train_labels.empty(), "classifying needs labels; add --train-labels F.npy");
    require(s.test_images.empty() == s.test_labels.empty(),
            "--test-images and --test-labels go together; give both or neither");
  }
  require(s.test_labels.empty() || !s.test_images.empty(), "--test-labels need --test-images");
  require(!own_data || !s.test_images.empty() || s.move_test == Moves::none,
          "--move-test moves test images; add --test-images F.npy");
  require(!s.new_head || !s.init.empty(), "--new-head goes with a network to start from; add --init F.safetensors");
  require(s.subgroup == 1 || !s.init.empty(), "--subgroup goes with a network to start from; add --init F.safetensors");
}

}  // namespace lgn
