// experiments/lgn_torch.py: the same outputs in PyTorch, from every form of generator. Skipped where PyTorch
// is not installed.
#include "tensor/io/file.h"
#include "tensor/io/safetensors.h"
#include "tests/experiments/program_runs.h"
#include "tests/remedies.h"

namespace lgn {
namespace {

class TorchFile : public test::ProgramRuns {
 protected:
  void SetUp() override {
    if (python_.empty()) GTEST_SKIP() << "PyTorch is not installed";
  }

  /// The network's outputs on images.npy in Python, and those of the model that Python saves, in C++.
  void expect_outputs(const std::string& model, const std::string& images, const Tensor& expected,
                      const std::string& what) const {
    const auto result =
        test::run_python(python_,
                         "import sys; sys.path.insert(0, 'experiments')\nimport lgn_torch, numpy, torch\n"
                         "network = lgn_torch.load('" +
                             model +
                             "').eval()\n"
                             "images = torch.from_numpy(numpy.load('" +
                             images +
                             "')).float()\n"
                             "images = images if images.dim() == 4 else images.unsqueeze(1)\n"
                             "numpy.save('" +
                             file("torch.npy") +
                             "', network(images).detach().numpy())\n"
                             "lgn_torch.save('" +
                             file("again.safetensors") + "', network)");
    ASSERT_EQ(result.status, 0) << what << "\n" << result.output;
    EXPECT_LT(test::relative_error(to_float(read_npy(file("torch.npy"))), expected), 2e-6) << what;
    ASSERT_EQ(run("infer", "--model " + file("again.safetensors") + " --images " + images + " --output " +
                               file("again.npy"))
                  .status,
              0);
    EXPECT_LT(test::relative_error(to_float(read_npy(file("again.npy"))), expected), 2e-6) << what;
  }

  static inline const std::string python_ = test::python_with("torch, numpy");
};

TEST_F(TorchFile, GivesTheGoldenOutputs) {
  for (const char* name : {"classify-small", "classify-stride2", "classify-minimal", "reconstruct-stride2"}) {
    const std::string folder = test::source_path(std::string("golden/") + name);
    const Tensor expected =
        read_safetensors(join(folder, "expected.safetensors")).float_tensor("output_eval_trained");
    expect_outputs(join(folder, "trained.safetensors"), join(folder, "images.npy"), expected, name);
  }
}

TEST_F(TorchFile, GivesWhatInferGivesForEveryGenerator) {
  Tensor images = to_float(read_npy((own_data(), file("x.npy"))));
  for (float& x : images) x *= 5;  // so that codes are active
  write_npy(file("large.npy"), images);
  for (const char* flags :
       {"--generator free --share none", "--generator free --share network",
        "--generator orthogonal --share none --group-size 3",
        "--generator orthogonal --multiplicities learned --group-size 4 --share layer",
        "--generator exact --share layer", "--generator lie --share channels",
        "--generator dihedral --share layer --group-size 8",
        "--generator kronecker --factors exact --share layer",
        "--generator kronecker --factors free --share none",
        "--generator rotations --share layer --group-size 6", "--generator orthogonal --group-size 1",
        "--thresholds shared --norm shared --head invariant --share layer"}) {
    ASSERT_EQ(
        run("classify", own_data() + flags + " --epochs 1 --eta 0.1 --overwrite --out " + file("run")).status,
        0)
        << flags;
    ASSERT_EQ(run("infer", "--model " + file("run/model.safetensors") + " --images " + file("large.npy") +
                               " --output " + file("o.npy"))
                  .status,
              0);
    expect_outputs(file("run/model.safetensors"), file("large.npy"), to_float(read_npy(file("o.npy"))),
                   flags);
  }
}

}  // namespace
}  // namespace lgn
