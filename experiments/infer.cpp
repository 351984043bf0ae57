// Inference: a trained model on images, in evaluation mode.
//
//   build/infer --model RUN/model.safetensors --preprocessing RUN/preprocessing.safetensors
//               --images images.npy --labels labels.npy --output logits.npy
//
// Writes logits [N, classes] or reconstructions [N, C, H, W].
#include <cstdio>
#include <optional>

#include "datasets/arrays.h"
#include "datasets/preprocessing.h"
#include "experiments/common/program/flags.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/table.h"
#include "lgn/inference.h"
#include "lgn/model_file.h"
#include "tensor/io/npy.h"

namespace lgn {
namespace {

struct Settings {
  std::string model, images, labels, preprocessing, output, codes;
  Index threads = thread_count();
  Index batch = 128;
};

void declare(Flags& flags, Settings& s) {
  flags.add("--model", s.model, "the trained network", "F.safetensors");
  flags.add("--images", s.images, "uint8 (divided by 255), float32 or float64, [N,C,H,W] or [N,H,W]",
            "F.npy");
  flags.add("--labels", s.labels, "any integer type, [N]: prints the accuracy", "F.npy");
  flags.add("--preprocessing", s.preprocessing,
            "the run's preprocessing.safetensors; without it images are taken as they are", "F.safetensors");
  flags.add("--output", s.output, "logits [N,classes] or reconstructions [N,C,H,W] are written here",
            "F.npy");
  flags.add("--codes", s.codes, "the codes u_K [N,F,h,w] are written here", "F.npy");
  flags.add("--threads", s.threads,
            "threads; the default is LGN_THREADS, else the cores this process may use", 1, 1024);
  flags.add("--batch", s.batch, "images at a time", 1, 1'000'000);
}

Tensor prepared_images(const Settings& s, const Architecture& a) {
  const Preprocessing preprocessing =
      s.preprocessing.empty() ? Preprocessing{Tensor({a.channels}), Tensor::full({a.channels}, 1), {}, {}, {}}
                              : load_preprocessing(s.preprocessing);
  const Images images = read_image_array(s.images);
  const Shape& shape = images.shape();
  require(shape[1] == a.channels && shape[2] == a.height && shape[3] == a.width, s.images,
          " holds images of ", shape[1], " x ", shape[2], " x ", shape[3], "; the model was made for ",
          a.channels, " x ", a.height, " x ", a.width);
  return preprocessing.apply(images);
}

std::vector<Index> checked_labels(const Settings& s, const Architecture& a, Index images) {
  if (s.labels.empty()) return {};
  require(a.task == Task::classify, "--labels are for classifiers; ", s.model, " reconstructs");
  const std::vector<Index> labels = read_label_array(s.labels);
  require(static_cast<Index>(labels.size()) == images, s.labels, " holds ", labels.size(), " labels, ",
          s.images, " ", images, " images");
  return labels;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  using namespace lgn;
  return run_program([&] {
    Settings settings;
    Flags flags("infer", "runs a trained Linear Group Network on images.");
    declare(flags, settings);
    if (!flags.parse(argc, argv)) return 0;
    require(!settings.model.empty() && !settings.images.empty() && !settings.output.empty(),
            "infer needs --model F.safetensors, --images F.npy and --output F.npy; see infer --help");
    set_thread_count(static_cast<int>(settings.threads));

    Network network = load_model(settings.model);
    const Tensor images = prepared_images(settings, network.architecture());
    const std::vector<Index> labels = checked_labels(settings, network.architecture(), images.extent(0));
    const Inference inference = infer(network, images, settings.batch, !settings.codes.empty());

    write_npy(settings.output, inference.output);
    if (!settings.codes.empty()) write_npy(settings.codes, inference.codes);
    std::printf("%s: %s, active share of the code %s\n", settings.output.c_str(),
                to_string(inference.output.shape()).c_str(), percent(inference.active_fraction).c_str());
    if (!labels.empty()) {
      const double share =
          static_cast<double>(correct_count(inference.output, labels)) / static_cast<double>(labels.size());
      std::printf("accuracy %s (%lld images)\n", percent(share).c_str(),
                  static_cast<long long>(labels.size()));
    }
    return 0;
  });
}
