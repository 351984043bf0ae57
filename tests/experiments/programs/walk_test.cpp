// The page of walk: the drawn tape, and the program from its flags to the page.
#include "autograd/elementwise_ops.h"
#include "experiments/walk/tape_graph.h"
#include "tensor/io/file.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

std::size_t occurrences(const std::string& text, const std::string& word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

TEST(TapeGraph, ShowsEveryNodeWithValueAndGradient) {
  Tape tape;
  const Variable a = tape.leaf(Tensor::full({1}, 3)), b = tape.constant(Tensor::full({1}, 5));
  const Variable product = multiply(a, b);
  tape.backward(add(product, a));
  const std::string graph = tape_graph(tape, {"a", "b", "", "L"});
  EXPECT_EQ(occurrences(graph, "<rect"), 4);
  EXPECT_EQ(occurrences(graph, "stroke-linejoin"), 4);  // a wire for every input
  for (const char* text : {"a = 3", "b = 5", ">15<", "L = 18", "multiply", "add"})
    EXPECT_NE(graph.find(text), std::string::npos) << text;
  EXPECT_NE(graph.find("gradient 6"), std::string::npos) << "dL/da = b + 1";
  EXPECT_EQ(occurrences(graph, "gradient "), 3) << "none for a constant";
}

TEST(TapeGraph, OfALargerTensorShowsShapeAndSize) {
  Tape tape;
  tape.backward(sum(tape.leaf(Tensor::from({2}, {3, 4}))));
  EXPECT_NE(tape_graph(tape, {}).find("[2] rms 3.54"), std::string::npos);
}

using WalkProgram = test::ProgramRuns;

TEST_F(WalkProgram, WritesOnePageThatNeedsNothingElse) {
  const std::string out = file("walk");
  output_of("walk", "--limit-train 256 --epochs 1 --normalization standard --out " + out + " --image 2");
  const std::string page = read_file(out + "/walk.html");
  EXPECT_EQ(occurrences(page, "<section>"), 8);  // image, bank, four layers, answer, gradient
  EXPECT_EQ(occurrences(page, "data:image/png;base64,"), 7);
  EXPECT_EQ(occurrences(page, "<svg"), 1);
  EXPECT_EQ(read_file(out + "/group.png").substr(1, 3), "PNG");
  expect_refused("walk", "--limit-train 256 --epochs 1 --kernel 2x3 --out " + file("tall"), {"2x3 is not square"});
  EXPECT_FALSE(folder_exists(file("tall")));
}

TEST_F(WalkProgram, LeavesAFolderThatIsNamedAndFullAlone) {
  make_folders(file("full"));
  write_file(file("full/photo.png"), "somebody's");
  expect_refused("walk", "--epochs 1 --out " + file("full"), {"full", "not empty"});
  EXPECT_EQ(read_file(file("full/photo.png")), "somebody's");
}

TEST_F(WalkProgram, RefusesAnImageThatIsNotThere) {
  expect_refused("walk", "--image 100000 --out " + file("walk"), {"--image is 100000", "1000 test images"});
}

}  // namespace
}  // namespace lgn
