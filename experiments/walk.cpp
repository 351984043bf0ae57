// Walk: one image through a network, layer by layer, as pictures with their equations on one HTML page.
//
//   build/walk --image 3
#include <cstdio>

#include "experiments/common/plotting/html.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/program.h"
#include "experiments/common/training/run_report.h"
#include "experiments/walk/sections.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

/// Test image `which` before preprocessing, [1, C, H, W].
Tensor raw_image(const DataSettings& settings, Index which) {
  const Images images = load_images(settings).test;
  Shape shape = images.shape();
  require(which < shape[0], "--image is ", which, "; there are ", shape[0], " test images");
  shape[0] = 1;
  Tensor image(shape);
  std::visit(
      [&](const auto& pixels) {
        for (Index i = 0; i < image.count(); ++i) image[i] = static_cast<float>(pixels[which * image.count() + i]);
      },
      images.pixels);
  return image;
}

int run(int argc, char** argv) {
  TrainingSettings settings;
  settings.architecture.eta = 0.02;
  settings.epochs = 4;
  settings.out = "runs/walk";
  Index which = 0;
  Flags flags("walk", "trains a classifier and follows one image through it: pictures and equations on a page.");
  flags.add("--image", which, "the test image that is followed", 0, 1'000'000);
  declare_training_flags(flags, settings);
  if (!flags.parse(argc, argv)) return 0;
  require(settings.train_images.empty(), "walk follows an image of a data set: give --dataset, not --train-images");
  settings.architecture.kernel.side();  // filters are drawn as squares
  settings.overwrite = settings.overwrite || (!flags.given("--out") && !settings.resume && !settings.go_on);

  const Tensor raw = raw_image(settings, which);
  PreparedDataMemory memory;
  TrainedRun run = run_training("walk", flags, settings, memory);
  Walk walk(run.network, raw, run.data.test_images.slice(which, 1).clone(), run.data.test_labels[which]);
  const std::string page = join(run.folder(), "walk.html"), picture = join(run.folder(), "group.png");
  write_png(picture, group_picture(walk));
  write_file(page, html_page("One image through a Linear Group Network",
                             "<h1>One image through a Linear Group Network</h1>\n" + walk_sections(walk)));
  report_summary(run, summary_rows(run), true);
  std::printf("%s\n%s\n", page.c_str(), picture.c_str());
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
