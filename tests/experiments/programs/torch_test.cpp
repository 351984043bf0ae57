// experiments/lgn_torch.py: the same outputs in PyTorch, from every form of generator. Skipped where PyTorch
// is not installed.
#include "tensor/io/file.h"
#include "tensor/io/safetensors.h"
#include "tests/experiments/program_runs.h"
#include "tests/remedies.h"

namespace lgn {
namespace {

using test::CommandResult;

class TorchFile : public test::ProgramRuns {
 protected:
  void SetUp() override {
    if (python_.empty()) GTEST_SKIP() << "PyTorch is not installed";
  }

  struct Case {
    std::string model, images;
    Tensor expected;
  };

  /// Expects the outputs in Python, and those in C++ of the models that Python saves: all in one process,
  /// with one thread, for PyTorch takes its time to start.
  void expect_outputs(const std::vector<Case>& cases) const {
    std::string lines =
        "import sys; sys.path.insert(0, 'experiments')\n"
        "import lgn_torch, numpy, torch; torch.set_num_threads(1)\n"
        "def answer(model, images, name):\n"
        "  network = lgn_torch.load(model).eval(); x = torch.from_numpy(numpy.load(images)).float()\n"
        "  numpy.save(name + '.npy', network(x if x.dim() == 4 else x.unsqueeze(1)).detach().numpy())\n"
        "  lgn_torch.save(name + '.safetensors', network)\n";
    const auto name = [&](std::size_t i) { return file(concat("torch-", i)); };
    for (std::size_t i = 0; i < cases.size(); ++i)
      lines += concat("answer('", cases[i].model, "', '", cases[i].images, "', '", name(i), "')\n");
    const auto result = test::run_python("OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 " + python_, lines);
    ASSERT_EQ(result.status, 0) << result.output;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const auto& [model, images, expected] = cases[i];
      EXPECT_LT(test::relative_error(to_float(read_npy(name(i) + ".npy")), expected), 2e-6) << model;
      ASSERT_EQ(
          run("infer", "--model " + name(i) + ".safetensors --images " + images + " --output " + file("again.npy"))
              .status,
          0);
      EXPECT_LT(test::relative_error(to_float(read_npy(file("again.npy"))), expected), 2e-6) << model;
    }
  }

  const std::string python_ = test::python_with("torch, numpy");
};

TEST_F(TorchFile, GivesTheGoldenOutputs) {
  std::vector<Case> cases;
  for (const char* name : {"classify-small", "classify-stride2", "classify-minimal", "reconstruct-stride2"}) {
    const std::string folder = test::source_path(std::string("golden/") + name);
    cases.push_back({join(folder, "trained.safetensors"), join(folder, "images.npy"),
                     read_safetensors(join(folder, "expected.safetensors")).float_tensor("output_eval_trained")});
  }
  expect_outputs(cases);
}

TEST_F(TorchFile, GivesWhatInferGivesForEveryGenerator) {
  const std::string data = own_data(), images = file("large.npy");
  Tensor pixels = to_float(read_npy(file("x.npy")));
  for (float& x : pixels) x *= 5;  // so that codes are active
  write_npy(images, pixels);
  std::vector<Case> cases;
  for (const char* flags : {"--generator free --share none",
                            "--generator free --share network",
                            "--generator orthogonal --share none --group-size 3",
                            "--generator orthogonal --multiplicities learned --group-size 4",
                            "--generator exact --share layer",
                            "--generator lie --share channels",
                            "--generator dihedral --group-size 8",
                            "--generator dihedral --group-size 6 --share none",
                            "--generator polyhedral --group-size 12",
                            "--generator kronecker --factors exact",
                            "--generator kronecker --factors free --share none",
                            "--generator rotations --group-size 6",
                            "--generator householder",
                            "--generator circulant",
                            "--generator orthogonal --group-size 1",
                            "--thresholds shared --norm shared --head invariant",
                            "--thresholds shared --norm shared --head invariant-mean --generator exact",
                            "--thresholds shared --norm shared --head invariant --stages 2 --kernel 3 --pool 5",
                            "--kernel 4 --stages 1 --pool 4 --group-size 3",
                            "--kernel 1x8 --pool 1",
                            "--kernel 8x2 --generator free --share none",
                            "--kernel 2x3 --generator exact --group-size 3",
                            "--kernel 4 --generator kronecker --stride 2"}) {
    const std::string folder = file(concat("run-", cases.size())), model = join(folder, "model.safetensors");
    ASSERT_EQ(run("classify", data + flags + " --epochs 1 --eta 0.1 --out " + folder).status, 0) << flags;
    output_of("infer", "--model " + model + " --images " + images + " --output " + file("o.npy"));
    cases.push_back({model, images, to_float(read_npy(file("o.npy")))});
  }
  Random random(3);
  const std::string colour = file("colour.npy"), folder = file("colour"), model = join(folder, "model.safetensors");
  write_npy(colour, normal_tensor(random, {40, 3, 8, 8}));
  ASSERT_EQ(run("classify", training_images("colour.npy") + "--kernel 3 --groups 2 --layers 1 --pool 4 --stages 1 " +
                                "--eta 1 --epochs 1 --normalization none --out " + folder)
                .status,
            0);
  output_of("infer", "--model " + model + " --images " + colour + " --output " + file("o.npy"));
  cases.push_back({model, colour, to_float(read_npy(file("o.npy")))});
  expect_outputs(cases);
}

/// The two lines of its own that the file promises: a step of fine-tuning, and ONNX (TorchScript, which is
/// on the way there, where the onnx package is missing).
TEST_F(TorchFile, IsTunedAndExported) {
  const std::string folder = test::source_path("golden/classify-small"), tuned = file("tuned.safetensors");
  const CommandResult result =
      test::run_python("OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 " + python_,
                       "import sys; sys.path.insert(0, 'experiments')\n"
                       "import importlib.util, io, lgn_torch, numpy, torch; torch.set_num_threads(1)\n"
                       "network = lgn_torch.load('" +
                           folder +
                           "/trained.safetensors')\n"
                           "images = torch.from_numpy(numpy.load('" +
                           folder +
                           "/images.npy')).float()\n"
                           "labels = torch.from_numpy(numpy.load('" +
                           folder +
                           "/labels.npy')).long()\n"
                           "optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)\n"
                           "losses = []\n"
                           "for _ in range(5):\n"
                           "  loss = torch.nn.functional.cross_entropy(network(images), labels)\n"
                           "  optimizer.zero_grad(); loss.backward(); optimizer.step(); network.project()\n"
                           "  losses.append(loss.item())\n"
                           "assert losses[-1] < losses[0], losses\n"
                           "lgn_torch.save('" +
                           tuned +
                           "', network.eval())\n"
                           "numpy.save('" +
                           file("tuned.npy") +
                           "', network(images).detach().numpy())\n"
                           "script = torch.jit.trace(network, images[:2])\n"
                           "assert torch.allclose(script(images), network(images), atol=1e-5)\n"
                           "if importlib.util.find_spec('onnx'):\n"
                           "  buffer = io.BytesIO(); torch.onnx.export(network, images, buffer)\n"
                           "  import onnx; onnx.checker.check_model(onnx.load_from_string(buffer.getvalue()))\n");
  ASSERT_EQ(result.status, 0) << result.output;
  ASSERT_EQ(
      run("infer", "--model " + tuned + " --images " + folder + "/images.npy --output " + file("back.npy")).status, 0);
  EXPECT_LT(test::relative_error(to_float(read_npy(file("back.npy"))), to_float(read_npy(file("tuned.npy")))), 2e-6);
  EXPECT_EQ(run("classify", "--init " + tuned + " --train-images " + folder + "/images.npy --train-labels " + folder +
                                "/labels.npy --normalization none --epochs 1 --out " + file("on"))
                .status,
            0);
}

}  // namespace
}  // namespace lgn
