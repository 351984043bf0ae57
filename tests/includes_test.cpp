// Which way the sources depend on each other, read from all #include lines of the tree.
//
// tensor <- autograd <- lgn <- experiments, datasets on tensor only; tests may use all. A module is a header
// with the source of its name: no module depends on itself by way of others, and neither does a folder by way
// of those that lie beside it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>

#include "tests/support.h"

namespace lgn {
namespace {

namespace fs = std::filesystem;

/// From each node the nodes that it depends on.
using Graph = std::map<std::string, std::set<std::string>>;

struct Include {
  std::string from, to;  // paths from the root
};

std::vector<Include> includes_of_tree() {
  const std::string begin = "#include \"";
  std::vector<Include> all;
  for (const char* room : {"tensor", "autograd", "datasets", "lgn", "experiments", "tests"})
    for (const auto& entry : fs::recursive_directory_iterator(room)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".h" && extension != ".cpp") continue;
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);)
        if (line.starts_with(begin))
          all.push_back(
              {entry.path().generic_string(), line.substr(begin.size(), line.find('"', begin.size()) - begin.size())});
    }
  return all;
}

/// The way back to where it began, "a > b > a", if there is one.
std::string cycle(const Graph& graph) {
  std::set<std::string> done;
  std::vector<std::string> way;
  const std::function<std::string(const std::string&)> visit = [&](const std::string& node) -> std::string {
    const auto seen = std::find(way.begin(), way.end(), node);
    if (seen != way.end()) {
      std::string text;
      for (auto step = seen; step != way.end(); ++step) text += *step + " > ";
      return text + node;
    }
    const auto entry = graph.find(node);
    if (entry == graph.end() || !done.insert(node).second) return "";
    way.push_back(node);
    for (const std::string& next : entry->second)
      if (const std::string text = visit(next); !text.empty()) return text;
    way.pop_back();
    return "";
  };
  for (const auto& [node, needs] : graph)
    if (const std::string text = visit(node); !text.empty()) return text;
  return "";
}

/// Header and source of one name.
std::string module_of(const std::string& file) {
  return fs::path(file).replace_extension().generic_string();
}

Graph modules(const std::vector<Include>& includes) {
  Graph graph;
  for (const Include& each : includes)
    if (module_of(each.from) != module_of(each.to)) graph[module_of(each.from)].insert(module_of(each.to));
  return graph;
}

/// Folders that lie in one: where the paths part, if neither goes on as a file.
Graph rooms(const std::vector<Include>& includes) {
  Graph graph;
  for (const Include& each : includes) {
    const fs::path from = fs::path(each.from).parent_path(), to = fs::path(each.to).parent_path();
    auto a = from.begin(), b = to.begin();
    fs::path common;
    while (a != from.end() && b != to.end() && *a == *b) common /= *a, ++a, ++b;
    if (a != from.end() && b != to.end()) graph[(common / *a).generic_string()].insert((common / *b).generic_string());
  }
  return graph;
}

TEST(Includes, EachNamesAFileFromTheRoot) {
  const std::vector<Include> includes = includes_of_tree();
  EXPECT_GT(includes.size(), 1000u);
  for (const Include& each : includes) EXPECT_TRUE(fs::exists(each.to)) << each.from << ": " << each.to;
}

TEST(Includes, RoomsDependOnThoseBelow) {
  const Graph below = {{"tensor", {}},
                       {"autograd", {"tensor"}},
                       {"datasets", {"tensor"}},
                       {"lgn", {"tensor", "autograd"}},
                       {"experiments", {"tensor", "autograd", "datasets", "lgn"}},
                       {"tests", {"tensor", "autograd", "datasets", "lgn", "experiments"}}};
  for (const Include& each : includes_of_tree()) {
    const std::string from = fs::path(each.from).begin()->string(), to = fs::path(each.to).begin()->string();
    EXPECT_TRUE(from == to || below.at(from).count(to)) << each.from << " includes " << each.to;
  }
}

TEST(Includes, NoModuleAndNoFolderDependsOnItself) {
  const std::vector<Include> includes = includes_of_tree();
  EXPECT_EQ(cycle(modules(includes)), "");
  EXPECT_EQ(cycle(rooms(includes)), "");
}

TEST(Includes, ACycleIsFound) {
  std::vector<Include> includes = {{"x/a/p.h", "x/b/q.h"}, {"x/b/q.h", "x/r.h"}, {"x/a/p.cpp", "x/a/p.h"}};
  EXPECT_EQ(cycle(modules(includes)), "");
  EXPECT_EQ(cycle(rooms(includes)), "");
  includes.push_back({"x/b/s.cpp", "x/a/t.h"});
  EXPECT_EQ(cycle(modules(includes)), "");
  EXPECT_EQ(cycle(rooms(includes)), "x/a > x/b > x/a");
  includes.push_back({"x/r.cpp", "x/a/p.h"});
  EXPECT_EQ(cycle(modules(includes)), "x/a/p > x/b/q > x/r > x/a/p");
}

}  // namespace
}  // namespace lgn
