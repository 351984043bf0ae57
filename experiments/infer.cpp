// Inference: a trained model on images, in evaluation mode.
//
//   build/infer --model RUN/model.safetensors --preprocessing RUN/preprocessing.safetensors
//               --images images.npy --labels labels.npy --output logits.npy
//
// Writes logits [N, classes] or reconstructions [N, C, H, W]; for classifiers also the classes themselves.
#include <cstdio>
#include <filesystem>
#include <optional>

#include "datasets/arrays.h"
#include "datasets/preprocessing.h"
#include "experiments/common/analysis/confusion.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/flags.h"
#include "experiments/common/program/paths.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/table.h"
#include "lgn/inference.h"
#include "lgn/model_file.h"
#include "tensor/io/file.h"
#include "tensor/io/npy.h"
#include "tensor/io/quote.h"

namespace lgn {
namespace {

struct Settings {
  std::string model, images, labels, preprocessing, output, codes, predictions, confusion, layout;
  Index threads = thread_count();
  Index batch = 128;
};

void declare(Flags& flags, Settings& s) {
  flags.add("--model", s.model, "the trained network", "F.safetensors");
  flags.add("--images", s.images, "uint8 (divided by 255), float32 or float64, [N,C,H,W] or [N,H,W]", "F.npy");
  flags.add_choice("--layout", s.layout, {"nchw", "nhwc"},
                   "axes of the images where they have four: channels first, or last");
  flags.add("--labels", s.labels, "any integer type, [N]: prints the accuracy, of each class too", "F.npy");
  flags.add("--preprocessing", s.preprocessing,
            "the run's preprocessing.safetensors; without it images are taken as they are", "F.safetensors");
  flags.add("--output", s.output, "logits [N,classes] or reconstructions [N,C,H,W] are written here", "F.npy");
  flags.add("--predictions", s.predictions, "the classes [N] with the largest logits are written here", "F.npy");
  flags.add("--codes", s.codes, "the codes u_K [N,F,h,w] are written here", "F.npy");
  flags.add("--confusion", s.confusion, "with labels: the confusion matrix is drawn here", "F.png");
  declare_threads_flag(flags, s.threads);
  flags.add("--batch", s.batch, "images at a time", 1, 1'000'000);
}

void print_notes(const std::vector<std::string>& notes) {
  for (const std::string& note : notes) std::printf("note: %s\n", note.c_str());
}

Images read_images(const Settings& s, const Architecture& a) {
  Images images = read_image_array(s.images, layout_from(s.layout), {a.channels, a.height, a.width});
  const Shape& shape = images.shape();
  require(shape[1] == a.channels && shape[2] == a.height && shape[3] == a.width, s.images, " holds images of ",
          shape[1], " x ", shape[2], " x ", shape[3], "; the model was made for ", a.channels, " x ", a.height, " x ",
          a.width, size_remedy(shape, {a.channels, a.height, a.width}, s.images));
  return images;
}

/// The images as the network is to see them. What a run's preprocessing says of its training images is held
/// against them, and where one lies unused beside the model, a note says so.
Tensor prepared_images(const Settings& s, const Architecture& a) {
  const Images images = read_images(s, a);
  const std::string beside = join(std::filesystem::path(s.model).parent_path().string(), "preprocessing.safetensors");
  const bool given = !s.preprocessing.empty();
  Preprocessing preprocessing{Tensor({a.channels}), Tensor::full({a.channels}, 1), {}, {}, false, {}, {}};
  if (!given && !file_exists(beside)) return preprocessing.apply(images);
  const std::string path = given ? s.preprocessing : beside;
  const Preprocessing of_the_run = load_preprocessing(path);
  require(of_the_run.mean.count() == a.channels &&
              (!of_the_run.whitens() || of_the_run.zca_mean.count() == a.channels * a.height * a.width),
          path, ": it was fitted to images of another size than ", s.model, " was made for, ", a.channels, " x ",
          a.height, " x ", a.width, "; give the preprocessing.safetensors of the model's own run");
  if (given || !of_the_run.changes_images())
    print_notes(statistics_notes(of_the_run.seen, pixel_statistics(images), s.images));
  if (!given && of_the_run.changes_images())
    print_notes({concat("the images are taken as they are, but the model was trained on images prepared by ", beside,
                        "; unless yours are prepared already, add --preprocessing ", shell_word(beside))});
  return (given ? of_the_run : preprocessing).apply_from_file(images);
}

std::vector<Index> checked_labels(const Settings& s, const Architecture& a, Index images) {
  if (s.labels.empty()) return {};
  const std::vector<Index> labels = read_label_array(s.labels);
  require_one_each(s.labels, labels, s.images, images);
  require_labels_within(labels, a.classes, s.labels,
                        concat("; these are not the classes that ", s.model, " was trained for"));
  return labels;
}

void check_settings(const Settings& s, const Architecture& a) {
  require(a.task == Task::classify || (s.labels.empty() && s.predictions.empty()),
          "--labels and --predictions are for classifiers; ", s.model, " reconstructs: leave them out");
  require(s.confusion.empty() || !s.labels.empty(), "--confusion needs the true classes; add --labels F.npy");
}

void report_accuracy(const Settings& s, const Architecture& a, const std::vector<Index>& labels,
                     const std::vector<Index>& predictions) {
  const BasicTensor<Index> confusion = confusion_matrix(labels, predictions, a.classes);
  Index correct = 0;
  for (Index i = 0; i < a.classes; ++i) correct += confusion(i, i);
  std::printf("accuracy %s (%lld images)\n\n%s",
              percent(static_cast<double>(correct) / static_cast<double>(labels.size())).c_str(),
              static_cast<long long>(labels.size()), confusion_table(confusion).c_str());
  if (!s.confusion.empty()) write_png(s.confusion, confusion_picture(confusion, "Confusion matrix"));
}

int run_inference(const Settings& s) {
  require(!s.model.empty() && !s.images.empty() && !s.output.empty(),
          "infer needs --model F.safetensors, --images F.npy and --output F.npy; see infer --help");
  require_separate(
      {{"--model", s.model}, {"--images", s.images}, {"--labels", s.labels}, {"--preprocessing", s.preprocessing}},
      {{"--output", s.output}, {"--codes", s.codes}, {"--predictions", s.predictions}, {"--confusion", s.confusion}});
  set_thread_count(static_cast<int>(s.threads));

  std::vector<std::string> notes;
  Network network = load_model(s.model, notes);
  const Architecture& a = network.architecture();
  check_settings(s, a);
  print_notes(notes);
  const Tensor images = prepared_images(s, a);
  const std::vector<Index> labels = checked_labels(s, a, images.extent(0));
  const Inference inference = infer(network, images, s.batch, !s.codes.empty());
  const auto bad = std::find_if(inference.output.begin(), inference.output.end(), [](float x) { return x - x != 0; });
  require(bad == inference.output.end(), s.model, ": what it makes of image ",
          (bad - inference.output.begin()) / (inference.output.count() / images.extent(0)), " of ", s.images,
          " is a NaN or an infinity, so nothing is written; see whether pixels, weights and preprocessing are of usual "
          "size");
  const std::vector<Index> predictions =
      a.task == Task::classify ? predicted_classes(inference.output) : std::vector<Index>();

  write_npy(s.output, inference.output);
  if (!s.codes.empty()) write_npy(s.codes, inference.codes);
  if (!s.predictions.empty()) write_npy(s.predictions, predictions);
  std::printf("%s: %s, active share of the code %s\n", s.output.c_str(), to_string(inference.output.shape()).c_str(),
              percent(inference.active_fraction).c_str());
  if (!labels.empty()) report_accuracy(s, a, labels, predictions);
  return 0;
}

int run(int argc, char** argv) {
  Settings settings;
  Flags flags("infer", "runs a trained Linear Group Network on images.");
  declare(flags, settings);
  return flags.parse(argc, argv) ? run_inference(settings) : 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
