#include "experiments/common/program/flags.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "tensor/error.h"
#include "tensor/io/quote.h"
#include "tensor/names.h"

namespace lgn {
namespace {

/// How many letters must be added, removed or exchanged to make one word of the other (Levenshtein).
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row.back();
}

template <class Number>
std::optional<Number> read_number(const std::string& text) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || text.empty()) return std::nullopt;
  if constexpr (std::is_floating_point_v<Number>) {
    if (!std::isfinite(value)) return std::nullopt;
  }
  return value;
}

template <class Number>
Number read_in_range(const std::string& name, const std::string& text, Number smallest, Number largest,
                     const char* kind) {
  const auto value = read_number<Number>(text);
  require(value.has_value(), name, " is '", text, "'; expected ", kind);
  require(*value >= smallest && *value <= largest, name, " is ", text, "; expected ", kind, " from ", concat(smallest),
          " to ", concat(largest));
  return *value;
}

std::string text_of(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.as_string();
  if (!value.is_array()) return value.text();
  std::string text;
  for (const Json& element : value.as_array()) text += (text.empty() ? "" : ",") + element.text();
  return text;
}

std::string joined(const std::vector<std::string>& words, const char* between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

}  // namespace

std::string shell_command(const std::vector<std::string>& words) {
  std::string command;
  for (const std::string& word : words) command += (command.empty() ? "" : " ") + shell_word(word);
  return command;
}

Flags::Flags(std::string program, std::string summary) : program_(std::move(program)), summary_(std::move(summary)) {}

void Flags::declare(Flag flag) {
  flag.heading = std::move(heading_);
  heading_.clear();
  flag.default_text = text_of(flag.value());
  flags_.push_back(std::move(flag));
}

template <class Number, class Target>
void Flags::declare_number(const char* name, Target& value, const char* help, Number smallest, Number largest) {
  constexpr bool whole = std::is_integral_v<Number>;
  const auto read = [=, &value, flag = std::string(name)](const std::string& text) {
    value = read_in_range<Number>(flag, text, smallest, largest, whole ? "a whole number" : "a number");
  };
  const auto show = [&value]() -> Json {
    if constexpr (std::is_same_v<Target, Number>) {
      return value;
    } else {
      return value ? Json(*value) : Json();
    }
  };
  declare({name, whole ? "N" : "X", help, read, show});
}

void Flags::add(const char* name, Index& value, const char* help, Index smallest, Index largest) {
  declare_number(name, value, help, smallest, largest);
}

void Flags::add(const char* name, double& value, const char* help, double smallest, double largest) {
  declare_number(name, value, help, smallest, largest);
}

void Flags::add(const char* name, std::optional<Index>& value, const char* help, Index smallest, Index largest) {
  declare_number(name, value, help, smallest, largest);
}

void Flags::add(const char* name, std::optional<double>& value, const char* help, double smallest, double largest) {
  declare_number(name, value, help, smallest, largest);
}

void Flags::add(const char* name, std::string& value, const char* help, const char* placeholder) {
  const auto read = [=, &value, flag = std::string(name), kind = std::string(placeholder)](const std::string& text) {
    require(!text.empty(), flag, " is empty, as a variable is that was not set; expected ", kind,
            ". Give the value, or leave ", flag, " out");
    value = text;
  };
  declare({name, placeholder, help, read, [&value] { return Json(value); }});
}

void Flags::add(const char* name, bool& value, const char* help) {
  declare({name, "", help, [&value](const std::string&) { value = true; }, [&value] { return Json(value); }, true});
}

void Flags::add(const char* name, std::vector<double>& value, const char* help, double smallest, double largest) {
  const auto read = [=, &value, flag = std::string(name)](const std::string& text) {
    std::vector<double> numbers;
    if (!text.empty())
      for (const std::string& word : split_list(text))
        numbers.push_back(read_in_range<double>(flag, word, smallest, largest, "numbers separated by commas"));
    value = numbers;
  };
  declare({name, "X,X,..", help, read, [&value] { return Json(value); }});
}

void Flags::add(const char* name, std::function<void(const std::string&)> read, std::function<Json()> value,
                const char* help, const char* placeholder) {
  declare({name, placeholder, help, std::move(read), std::move(value)});
}

void Flags::add_choice(const char* name, std::string& value, std::vector<std::string> choices, const char* help) {
  declare_choice(
      name, std::move(choices), [&value](const std::string& text) { value = text; }, [&value] { return Json(value); },
      help);
}

void Flags::declare_choice(const char* name, std::vector<std::string> choices,
                           std::function<void(const std::string&)> set, std::function<Json()> value, const char* help) {
  const auto read = [=, flag = std::string(name)](const std::string& text) {
    require_word(text, choices, flag);
    set(text);
  };
  declare({name, joined(choices, "|"), help, read, std::move(value)});
}

void Flags::heading(const char* text) {
  heading_ = text;
}

Flags::Flag& Flags::find(const std::string& name) {
  Flag* nearest = nullptr;
  std::size_t least = 0;
  for (Flag& flag : flags_) {
    if (flag.name == name) return flag;
    const std::size_t distance = edit_distance(flag.name, name);
    if (!nearest || distance < least) {
      nearest = &flag;
      least = distance;
    }
  }
  require(nearest && least <= 4, program_, " has no flag ", name, "; see ", program_, " --help");
  fail(program_, " has no flag ", name, "; did you mean ", nearest->name, "?");
}

bool Flags::parse(int argc, const char* const* argv) {
  command_ = shell_command({argv, argv + argc});
  for (int i = 1; i < argc; ++i) {
    std::string name = argv[i];
    if (name == "--help" || name == "-h") {
      std::fputs(help().c_str(), stdout);
      return false;
    }
    require(name.starts_with("--"), program_, " does not understand '", name,
            "'; every setting is a flag that begins with --, see ", program_, " --help");
    std::optional<std::string> text;
    if (const auto equals = name.find('='); equals != std::string::npos) {
      text = name.substr(equals + 1);
      name.resize(equals);
    }
    Flag& flag = find(name);
    flag.given = true;
    if (flag.is_switch) {
      require(!text, name, " is a switch and takes no value");
      flag.read("");
      continue;
    }
    if (!text) {
      require(i + 1 < argc, name, " needs a value (", flag.placeholder, ")");
      text = argv[++i];
      require(!text->starts_with("--") && *text != "-h", name, " needs a value (", flag.placeholder,
              "); what follows it is the flag ", *text, ". Give the value, or leave ", name,
              " out; one that begins with -- is given as ", name, "=", *text);
    }
    flag.read(*text);
  }
  return true;
}

bool Flags::given(const std::string& name) const {
  return std::any_of(flags_.begin(), flags_.end(), [&](const Flag& f) { return f.name == name && f.given; });
}

bool Flags::knows(const std::string& name) const {
  return std::any_of(flags_.begin(), flags_.end(), [&](const Flag& f) { return f.name == name; });
}

std::vector<std::string> Flags::given_for(const Flags& other, const std::vector<std::string>& except) const {
  std::vector<std::string> arguments;
  for (const Flag& flag : flags_) {
    const bool listed = std::find(except.begin(), except.end(), flag.name) != except.end();
    if (!flag.given || listed || !other.knows(flag.name)) continue;
    arguments.push_back(flag.is_switch ? flag.name : flag.name + "=" + text_of(flag.value()));
  }
  return arguments;
}

Json Flags::values() const {
  Json all{Json::Object{}};
  for (const Flag& flag : flags_) all.set(flag.name.substr(2), flag.value());
  return all;
}

std::string Flags::help() const {
  std::string text = program_ + ": " + summary_ + "\n";
  for (const Flag& flag : flags_) {
    if (!flag.heading.empty()) text += "\n" + flag.heading + "\n";
    text += "  " + flag.name + (flag.is_switch ? "" : " " + flag.placeholder) + "\n      " + flag.help;
    if (!flag.is_switch && !flag.default_text.empty()) text += " (" + flag.default_text + ")";
    text += "\n";
  }
  return text + "\n  --help\n      this page\n";
}

void declare_threads_flag(Flags& flags, Index& threads) {
  flags.add("--threads", threads, "threads; the default is LGN_THREADS, else the cores this process may use", 1, 1024);
}

}  // namespace lgn
