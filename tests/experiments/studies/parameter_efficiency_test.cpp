// Parameter efficiency: fixed rotations, the counts of all candidates, the plain network, the study itself.
#include <cmath>
#include <cstring>

#include "autograd/losses.h"
#include "experiments/common/training/network_setup.h"
#include "experiments/parameter-efficiency/candidates.h"
#include "experiments/parameter-efficiency/plain_cnn.h"
#include "lgn/probe/patch_operators.h"
#include "tensor/io/safetensors.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

Tensor rotation_bank(Index kernel, Index group_size) {
  Architecture a;
  a.channels = 1, a.base_filters = 1, a.layers = 1, a.kernel = kernel, a.group_size = group_size;
  a.generator = Form::rotations, a.share = Sharing::layer;
  Random random(1, Stream::initialization);
  Network network(a, random);
  Tensor& B = network.parameters().at("B.0").value;
  for (Index i = 0; i < B.count(); ++i) B[i] = static_cast<float>(i + 1);
  Tape tape;
  const Tensor images({1, 1, 32, 32});
  return network.forward(Leaves(tape, network.parameters(), false), images, Mode::evaluation, Unfolding::plain)
      .banks[0]
      .value();
}

TEST(FixedRotations, QuartersAreExact) {
  const Tensor W = rotation_bank(3, 4);  // 1 2 3 / 4 5 6 / 7 8 9
  const std::vector<float> expected = {1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 6, 9, 2, 5, 8, 1, 4, 7,
                                       9, 8, 7, 6, 5, 4, 3, 2, 1, 7, 4, 1, 8, 5, 2, 9, 6, 3};
  EXPECT_EQ(std::vector<float>(W.begin(), W.end()), expected);
}

// Turned by 45 degrees the ring of eight pixels moves on by one.
TEST(FixedRotations, OthersTakeTheNearestPixel) {
  const Tensor W = rotation_bank(3, 8);
  const std::vector<float> expected = {2, 3, 6, 1, 5, 9, 4, 7, 8};
  EXPECT_EQ(std::vector<float>(W.begin() + 9, W.begin() + 18), expected);
  const Tensor large = rotation_bank(8, 6);
  EXPECT_EQ(large[64], 0);  // a corner turned by 60 degrees comes from outside
  EXPECT_NE(large[64 + 3 * 8 + 3], 0);
}

TEST(Candidates, HaveTheParametersThatWereCounted) {
  for (const Candidate& candidate : candidates()) {
    if (candidate.plain) {
      const PlainCnnShape shape = widest_plain_cnn(3, 10, candidate.parameters);
      Random random(1);
      EXPECT_EQ(PlainCnn(shape, random).parameters().trained_count(), shape.parameters());
      EXPECT_LE(shape.parameters(), candidate.parameters);
      EXPECT_GT(shape.parameters(), candidate.parameters * 9 / 10);
      continue;
    }
    TrainingSettings settings;
    Flags flags("classify", "");
    declare_training_flags(flags, settings);
    std::vector<const char*> words = {"classify"};
    for (const std::string& flag : candidate.flags) words.push_back(flag.c_str());
    flags.parse(static_cast<int>(words.size()), words.data());
    Random random(1, Stream::initialization);
    EXPECT_EQ(Network(settings.architecture, random).parameters().trained_count(), candidate.parameters)
        << candidate.key;
  }
}

TEST(Candidates, AreChosenByTheirKeys) {
  const std::vector<Candidate> two = chosen(candidates(), "cnn,frozen");
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two[0].key, "frozen");
  EXPECT_EQ(two[1].key, "cnn");
  test::expect_error([] { chosen(candidates(), "frozen,frosen"); }, {"--networks", "'frosen'", "free_filters_equal"});
}

PreparedData striped_images() {
  PreparedData data;
  Random random(9);
  data.train_images = normal_tensor(random, {96, 2, 9, 8});
  for (Index i = 0; i < data.train_images.count(); ++i) {
    const Index image = i / (2 * 9 * 8), row = i / 8 % 9, column = i % 8;
    data.train_images[i] += image % 2 ? (row % 2 ? 1.5f : -1.5f) : (column % 2 ? 1.5f : -1.5f);
  }
  for (Index i = 0; i < 96; ++i) data.train_labels.push_back(i % 2);
  data.classes = 2;
  return data;
}

TEST(PlainCnn, GradientsAreThoseOfTheLoss) {
  const PreparedData data = striped_images();
  Random random(2);
  PlainCnn cnn({2, 2, 3}, random);
  const std::vector<Index> labels(data.train_labels.begin(), data.train_labels.begin() + 8);
  const Tensor images = data.train_images.slice(0, 8);
  const auto loss = [&](Tape& tape, const Leaves& leaves) {
    (void)tape;
    return cross_entropy(cnn.logits(leaves, images, true), labels);
  };
  Tape tape;
  const Leaves leaves(tape, cnn.parameters());
  tape.backward(loss(tape, leaves));
  for (const char* name : {"conv.0.weight", "conv.1.weight", "conv.2.weight", "bn.1.weight", "fc.weight"}) {
    // Along its own gradient g, the loss changes by h |g|^2 for a small step h g.
    const Tensor gradient = leaves[name].gradient();
    double square = 0;
    for (float g : gradient) square += static_cast<double>(g) * g;
    ASSERT_GT(square, 0) << name;
    const double step = 2e-3 / std::sqrt(square);
    double values[2];
    for (int side = 0; side < 2; ++side) {
      const Tensor saved = cnn.parameters().at(name).value.clone();
      Tensor& value = cnn.parameters().at(name).value;
      for (Index i = 0; i < value.count(); ++i) value[i] += static_cast<float>((side ? step : -step) * gradient[i]);
      Tape other;
      values[side] = loss(other, Leaves(other, cnn.parameters(), false)).value()[0];
      std::copy(saved.begin(), saved.end(), value.begin());
    }
    EXPECT_NEAR((values[1] - values[0]) / (2 * step * square), 1, 0.05) << name;
  }
}

TEST(PlainCnn, LearnsStripesAndRepeatsItself) {
  const PreparedData data = striped_images();
  TrainingSettings settings;
  settings.epochs = 6, settings.batch = 16;
  std::vector<Tensor> weights;
  for (const char* augment : {"", "", "shift"}) {
    settings.augment = augment;
    Random random(3);
    PlainCnn cnn({2, 2, 4}, random);
    train(cnn, data, settings);
    EXPECT_GT(cnn.accuracy(data.train_images, data.train_labels), 0.95);
    weights.push_back(cnn.parameters().at("conv.1.weight").value);
  }
  EXPECT_EQ(test::relative_error(weights[0], weights[1]), 0);
  EXPECT_GT(test::relative_error(weights[0], weights[2]), 0.01);
}

// An image that is not a number stops the run; what was saved before is enough to go on to the same bits.
TEST(PlainCnn, GoesOnWhereItStopped) {
  const test::TemporaryFolder folder;
  PreparedData data = striped_images();
  TrainingSettings settings;
  settings.epochs = 2, settings.batch = 16, settings.no_shuffle = true, settings.save_minutes = 0;
  const auto fresh = [] {
    Random random(3);
    return PlainCnn({2, 2, 4}, random);
  };
  PlainCnn whole = fresh(), stopped = fresh(), resumed = fresh();
  train(whole, data, settings);
  const float pixel = std::exchange(data.train_images[40 * 2 * 9 * 8], NAN);
  EXPECT_THROW(train(stopped, data, settings, folder.path(), Json(Json::Object{})), Error);
  data.train_images[40 * 2 * 9 * 8] = pixel;
  settings.resume = true;
  Json other{Json::Object{}};
  other.set("seed", 2);
  test::expect_error([&] { train(resumed, data, settings, folder.path(), other); }, {"seed"});
  train(resumed, data, settings, folder.path(), Json(Json::Object{}));
  for (const Parameter& parameter : whole.parameters())
    EXPECT_EQ(test::relative_error(resumed.parameters().at(parameter.name).value, parameter.value), 0);
  EXPECT_GT(test::relative_error(stopped.parameters().at("fc.weight").value, whole.parameters().at("fc.weight").value),
            0);
}

using ParameterEfficiencyProgram = test::ProgramRuns;

TEST_F(ParameterEfficiencyProgram, RunsAndIsRedrawnFromItsRuns) {
  const Json summary = summary_of_study("parameter-efficiency",
                                        "--quick --limit-train 40 --limit-test 16 --epochs 1 --seeds 1 --fractions "
                                        "1,0.5 --layers 1 --normalization standard",
                                        "study");
  for (const Candidate& candidate : candidates()) expect_keys(summary, {(candidate.key + "_100").c_str()});
  expect_files("study", {"accuracy.png"});
  for (const char* key : {"rotations", "cnn"})
    for (const auto& [share, statistics] : {std::pair{"-100-1", "running"}, {"-50-1", "recomputed"}}) {
      const Json config = json(concat("study/runs/", key, share, "/config.json"));
      EXPECT_EQ(config.at("statistics").as_string(), statistics);
    }
}

/// What a candidate asks for has the last word.
TEST_F(ParameterEfficiencyProgram, ThePredecessorHasItsOwnBatches) {
  const std::string commands = output_of("parameter-efficiency", "--commands --fractions 1 --seeds 1");
  for (const auto& [run, batch] : {std::pair{"predecessor-100-1", " 64 "}, {"published-100-1", " 128 "}}) {
    const std::size_t end = commands.find(run), last = commands.rfind("--batch", end);
    ASSERT_NE(end, std::string::npos);
    EXPECT_EQ(commands.compare(last + 7, std::strlen(batch), batch), 0) << commands.substr(last, 12);
  }
}

TEST_F(ParameterEfficiencyProgram, AGroupIsGivenToItsOwnNetworkAlone) {
  SafetensorsFile group;
  group.metadata["order"] = "4";
  group.add("A", rotation_operator(6, 90));
  write_safetensors(file("G.safetensors"), group);
  const std::string commands = output_of(
      "parameter-efficiency",
      "--commands --seeds 1 --fractions 1 --networks found_learned,published --group " + file("G.safetensors"));
  const std::size_t given = commands.find("--group " + file("G.safetensors"));
  ASSERT_NE(given, std::string::npos);
  EXPECT_LT(given, commands.find("found_learned-100-1"));
  EXPECT_EQ(commands.find("--group ", given + 1), std::string::npos) << commands;
}

}  // namespace
}  // namespace lgn
