// find-group from files to its summary, and the sentences for what it cannot take.
#include <cmath>

#include "tensor/io/safetensors.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

class FindGroup : public test::ProgramRuns {
 protected:
  /// Signals of 6 numbers: two skewed sources at random places of a circle; `scaled` by 1 .. 6.
  void write_turning_signals(bool scaled = false) const {
    Random random(3);
    Tensor signals({16000, 6});
    const double shape[2][3] = {{1, -0.6, 0.2}, {0.3, 0.9, 0.8}};
    for (Index i = 0; i < 16000; ++i) {
      for (Index j = 0; j < 6; ++j) signals(i, j) = static_cast<float>(0.1 * random.normal());
      for (int source = 0; source < 2; ++source) {
        const auto place = static_cast<Index>(random.below(6));
        const double use = -std::log(1 - random.uniform());
        for (Index j = 0; j < 3; ++j) signals(i, (place + j) % 6) += static_cast<float>(use * shape[source][j]);
      }
      for (Index j = 0; j < 6; ++j) signals(i, j) *= scaled ? static_cast<float>(1 + j) : 1;
    }
    write_npy(file("signals.npy"), signals);
  }
};

TEST_F(FindGroup, ContinuousGroupsAreLookedForWhenAsked) {
  write_turning_signals();
  const std::string output =
      output_of("find-group", "--signals " + file("signals.npy") + " --routes none --continuous --out " + file("flow"));
  const Json found = json("flow/summary.json");
  EXPECT_EQ(found.at("order").as_integer(), 0);
  EXPECT_EQ(found.at("route").as_string(), "flow");
  EXPECT_EQ(found.at("certified").as_integer(), 0) << output;  // six places are no circle
  expect_files("flow", {"orbits.png"});
}

TEST_F(FindGroup, ReportsWhatActsOnSignals) {
  write_turning_signals();
  const std::string output = output_of("find-group", "--signals " + file("signals.npy") + " --out " + file("out"));
  const Json found = json("out/summary.json");
  expect_keys(found, {"certified", "order", "defect", "defect_upper", "delta", "nearest_operation", "nearest_cosine",
                      "route", "defect_cyclic_shift", "defect_upper_reversal"});
  EXPECT_LT(found.at("defect_upper_cyclic_shift").as_double(), 0.1) << output;
  EXPECT_EQ(found.at("certified").as_integer(), 1) << output;
  EXPECT_EQ(found.at("order").as_integer() % 3, 0) << output;
  const SafetensorsFile group = read_safetensors(join(file("out"), "group.safetensors"));
  EXPECT_EQ(group.double_tensor("A").shape(), (Shape{6, 6}));
  EXPECT_EQ(group.double_tensor("whitening").shape(), (Shape{6, 6}));
  EXPECT_EQ(group.double_tensor("mean").shape(), (Shape{6}));
  expect_files("out", {"defects.png", "generator.png", "orbits.png", "phases.png"});
}

// Whitening hides places that have scales of their own; a group of the whitened law then moves no vectors orthogonally.
TEST_F(FindGroup, SaysWhereOnlyTheWhitenedLawIsKept) {
  for (const bool scaled : {false, true}) {
    write_turning_signals(scaled);
    const std::string output =
        output_of("find-group", "--signals " + file("signals.npy") + " --overwrite --out " + file("scaled"));
    const Json found = json("scaled/summary.json");
    EXPECT_EQ(found.at("certified").as_integer(), scaled ? 0 : 1) << output;
    EXPECT_EQ(found.at("whitened_only").as_bool(), scaled) << output;
    EXPECT_EQ(test::contains(output, "one of the whitened law only"), scaled);
  }
}

// What lies at random places of a circle is shifted for nothing; not so when the places have scales of their own, which
// whitening takes away.
TEST_F(FindGroup, AKnownOperationHasToKeepTheCovariance) {
  Random random(6);
  for (const bool scaled : {false, true}) {
    Tensor signals({30000, 6});
    for (Index i = 0; i < 30000; ++i) {
      for (Index j = 0; j < 6; ++j) signals(i, j) = static_cast<float>(0.1 * random.normal());
      signals(i, static_cast<Index>(random.below(6))) += random.uniform() < 1.0 / 3 ? 2.0f : -1.0f;
      for (Index j = 0; j < 6; ++j) signals(i, j) *= scaled ? static_cast<float>(1 + j) : 1;
    }
    write_npy(file("signals.npy"), signals);
    const std::string output = output_of(
        "find-group", "--signals " + file("signals.npy") + " --routes none --overwrite --out " + file("scaled"));
    EXPECT_EQ(json("scaled/summary.json").at("defect_upper_cyclic_shift").as_double() > 0.1, scaled) << output;
  }
}

TEST_F(FindGroup, RefusesAGaussian) {
  Random random(4);
  write_npy(file("v.npy"), normal_tensor(random, {4000, 8}));
  const std::string output = output_of("find-group", "--vectors " + file("v.npy") + " --out " + file("out"));
  EXPECT_EQ(json("out/summary.json").at("certified").as_integer(), 0);
  EXPECT_TRUE(test::contains(output, "Gaussian"));
}

TEST_F(FindGroup, SaysWhatItCannotTake) {
  Random random(5);
  write_npy(file("few.npy"), normal_tensor(random, {100, 8}));
  write_npy(file("enough.npy"), normal_tensor(random, {2000, 8}));
  write_npy(file("flat.npy"), Tensor::full({2000, 8}, 3));
  write_npy(file("images.npy"), normal_tensor(random, {50, 5, 5}));
  write_npy(file("three.npy"), std::vector<Index>{1, 2, 3});
  Tensor copies({2000, 8});
  for (Index i = 0; i < copies.count(); ++i) copies[i] = std::sin(static_cast<float>(i % 72));
  write_npy(file("copies.npy"), copies);  // of nine vectors
  const auto refused = [&](const std::string& words, const char* part) {
    expect_refused("find-group", words + " --out " + file("none"), {part});
    EXPECT_FALSE(folder_exists(file("none")));
  };
  refused("--vectors " + file("few.npy"), "--dimension");
  refused("--vectors " + file("copies.npy"), "9 different vectors");
  refused("--vectors " + file("flat.npy"), "constant");
  refused("--images " + file("images.npy"), "--kernel");
  refused("--vectors " + file("few.npy") + " --units " + file("three.npy"), "one for each");
  refused("--vectors " + file("few.npy") + " --signals " + file("few.npy"), "give one");
  refused("--vectors " + file("images.npy"), "takes [N");
  refused("--vectors " + file("absent.npy"), "absent.npy");
  refused("--vectors " + file("few.npy") + " --routes magic", "magic");
  refused("--vectors " + file("enough.npy") + " --order 40", "8 dimensions");
}

}  // namespace
}  // namespace lgn
