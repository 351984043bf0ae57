// Which way the sources depend on each other, read from all #include lines of the tree.
//
// tensor <- autograd <- lgn <- experiments, datasets on tensor only; tests may use all. A module is a header
// with the source of its name: no module depends on itself by way of others, and neither does a folder by way
// of those that lie beside it. And whether what is used of the standard library is included.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "tests/support.h"

namespace lgn {
namespace {

namespace fs = std::filesystem;

/// From each node the nodes that it depends on.
using Graph = std::map<std::string, std::set<std::string>>;

struct Include {
  std::string from, to;  // paths from the root
};

/// The lines of every source, by its path.
std::map<std::string, std::vector<std::string>> sources_of_tree() {
  std::map<std::string, std::vector<std::string>> sources;
  for (const char* room : {"tensor", "autograd", "datasets", "lgn", "experiments", "tests"})
    for (const auto& entry : fs::recursive_directory_iterator(room)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".h" && extension != ".cpp") continue;
      std::ifstream file(entry.path());
      std::vector<std::string>& lines = sources[entry.path().generic_string()];
      for (std::string line; std::getline(file, line);) lines.push_back(line);
    }
  return sources;
}

/// What stands in a line behind `begin`, up to `end`; nothing if the line begins otherwise.
std::string included(const std::string& line, const std::string& begin, char end) {
  return line.starts_with(begin) ? line.substr(begin.size(), line.find(end, begin.size()) - begin.size()) : "";
}

std::vector<Include> includes_of_tree() {
  std::vector<Include> all;
  for (const auto& [path, lines] : sources_of_tree())
    for (const std::string& line : lines)
      if (const std::string to = included(line, "#include \"", '"'); !to.empty()) all.push_back({path, to});
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

// The headers that define a name of the standard library: those names that are used here often.
const std::map<std::string, std::string> headers_of_names = [] {
  const std::pair<const char*, const char*> table[] = {
      {"algorithm",
       "all_of any_of clamp copy copy_n count count_if equal fill fill_n find find_if lower_bound max max_element min "
       "min_element minmax_element none_of nth_element partial_sort reverse rotate sort stable_sort transform unique "
       "upper_bound"},
      {"array", "array"},
      {"atomic", "atomic memory_order_relaxed"},
      {"bit", "bit_cast countr_zero popcount"},
      {"charconv", "from_chars to_chars"},
      {"chrono", "chrono"},
      {"cmath",
       "abs acos asin atan atan2 cbrt ceil copysign cos erf exp expm1 floor fma fmod hypot ilogb isfinite isinf isnan "
       "ldexp lgamma llround log log10 log1p log2 lround nan nearbyint pow round sin sqrt tan tanh"},
      {"complex", "complex conj norm polar real"},
      {"condition_variable", "condition_variable"},
      {"cstdint", "int16_t int32_t int64_t int8_t uint16_t uint32_t uint64_t uint8_t"},
      {"cstdio", "FILE fclose fflush fopen fprintf fputs fread fwrite printf puts snprintf sscanf"},
      {"cstdlib", "abort atoi exit free getenv strtod strtol system"},
      {"cstring", "memcmp memcpy memmove memset strerror strlen"},
      {"exception", "current_exception exception_ptr rethrow_exception"},
      {"filesystem", "filesystem"},
      {"fstream", "ifstream ofstream"},
      {"functional", "function greater less multiplies plus"},
      {"initializer_list", "initializer_list"},
      {"limits", "numeric_limits"},
      {"map", "map multimap"},
      {"memory", "make_shared make_unique shared_ptr static_pointer_cast unique_ptr weak_ptr"},
      {"mutex", "call_once lock_guard mutex once_flag unique_lock"},
      {"new", "bad_alloc"},
      {"numbers", "numbers"},
      {"numeric", "accumulate gcd inner_product iota lcm partial_sum reduce"},
      {"optional", "nullopt optional"},
      {"random", "mt19937_64 normal_distribution uniform_real_distribution"},
      {"regex", "regex regex_match regex_replace regex_search smatch sregex_iterator"},
      {"set", "multiset set"},
      {"span", "span"},
      {"sstream", "istringstream ostringstream stringstream"},
      {"string", "getline stod stoi string to_string"},
      {"string_view", "string_view"},
      {"system_error", "error_code generic_category"},
      {"thread", "this_thread thread"},
      {"tuple", "make_tuple tie tuple"},
      {"type_traits", "conditional_t decay_t is_convertible_v is_enum_v is_floating_point_v is_integral_v is_same_v"},
      {"unordered_map", "unordered_map"},
      {"variant", "get_if holds_alternative monostate variant visit"},
      {"vector", "vector"},
  };
  std::map<std::string, std::string> headers;
  for (const auto& [header, names] : table) {
    std::istringstream words(names);
    for (std::string name; words >> name;) headers[name] = header;
  }
  return headers;
}();

/// Names of the standard library in a line, but in comments and strings.
std::set<std::string> standard_names(const std::string& line) {
  static const std::regex silent(R"re("(\\.|[^"\\])*"|//.*)re"), name(R"(std::([A-Za-z0-9_]+))");
  if (line.find("std::") == std::string::npos) return {};
  const std::string code = std::regex_replace(line, silent, "");
  std::set<std::string> names;
  for (std::sregex_iterator each(code.begin(), code.end(), name), end; each != end; ++each) names.insert((*each)[1]);
  return names;
}

// Compilers find most of this only by luck, as the headers of a standard library include each other.
TEST(Includes, WhatIsUsedOfTheStandardLibraryIsIncluded) {
  const auto sources = sources_of_tree();
  for (const auto& [path, lines] : sources) {
    std::set<std::string> headers, ours = {path};
    std::vector<std::string> open = {path};
    while (!open.empty()) {
      const auto source = sources.find(open.back());
      open.pop_back();
      if (source == sources.end()) continue;
      for (const std::string& line : source->second) {
        headers.insert(included(line, "#include <", '>'));
        const std::string own = included(line, "#include \"", '"');
        if (!own.empty() && ours.insert(own).second) open.push_back(own);
      }
    }
    for (const std::string& line : lines)
      for (const std::string& name : standard_names(line)) {
        const auto header = headers_of_names.find(name);
        if (header == headers_of_names.end() || headers.count(header->second)) continue;
        ADD_FAILURE() << path << " uses std::" << name << " and does not include <" << header->second << ">:\n" << line;
      }
  }
}

TEST(Includes, StandardNamesAreFoundInCodeAlone) {
  const std::set<std::string> expected = {"max", "string"};
  EXPECT_EQ(standard_names(R"(std::string s = "std::min"; f(std::max(1, 2));  // std::sort)"), expected);
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
