// Command lines: `--name value` or `--name=value`, each flag declared once with its default and its help.
//
// Values are read strictly: a number is a whole number, text is not zero, and an unknown flag is answered
// with the nearest known one.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tensor/io/json.h"
#include "tensor/names.h"
#include "tensor/shape.h"

namespace lgn {

/// The words as one command, quoted where a shell needs it.
std::string shell_command(const std::vector<std::string>& words);

class Flags {
 public:
  /// `summary` is the first line of --help.
  Flags(std::string program, std::string summary);
  const std::string& program() const { return program_; }

  /// Declare one flag each; the variable's value at this time is the default. Numbers outside
  /// [smallest, largest] are refused.
  void add(const char* name, Index& value, const char* help, Index smallest, Index largest);
  void add(const char* name, double& value, const char* help, double smallest, double largest);
  /// Numbers that may be left out; what then holds is for the help to say.
  void add(const char* name, std::optional<Index>& value, const char* help, Index smallest, Index largest);
  void add(const char* name, std::optional<double>& value, const char* help, double smallest, double largest);
  void add(const char* name, std::string& value, const char* help, const char* placeholder = "TEXT");
  void add(const char* name, bool& value, const char* help);
  /// A list of numbers separated by commas, each in [smallest, largest]; may be empty.
  void add(const char* name, std::vector<double>& value, const char* help, double smallest, double largest);
  /// What `read` makes of the text, or refuses with an Error; `value` is what holds, for the configuration.
  void add(const char* name, std::function<void(const std::string&)> read, std::function<Json()> value,
           const char* help, const char* placeholder);
  /// One of the choices.
  void add_choice(const char* name, std::string& value, std::vector<std::string> choices, const char* help);
  /// One of an enumeration's values by name; of all of them, unless `choices` lists some.
  template <class Enum>
  requires std::is_enum_v<Enum>
  void add_choice(const char* name, Enum& value, const char* help, std::vector<std::string> choices = words<Enum>()) {
    declare_choice(
        name, std::move(choices), [=, &value](const std::string& text) { value = from_name<Enum>(text, name); },
        [&value] { return Json(lgn::name(value)); }, help);
  }
  /// What --help shows as the default of a declared flag, where a program has its own.
  void show_default(const std::string& name, const std::string& text) { find(name).default_text = text; }
  /// Text that stands in --help above the flags that follow.
  void heading(const char* text);

  /// Reads the command line; of a flag given twice the last counts. Prints the help and returns false when it
  /// was asked for. Throws Error.
  bool parse(int argc, const char* const* argv);

  /// Whether the command line named the flag.
  bool given(const std::string& name) const;

  /// Whether there is such a flag.
  bool knows(const std::string& name) const;

  /// The flags that the command line named, to be handed on to another program, which has to know them; but
  /// for those listed. In the form --name=value.
  std::vector<std::string> given_for(const Flags& other, const std::vector<std::string>& except) const;

  /// Every flag and its value, in order of declaration; null where nothing was given and nothing is default.
  Json values() const;

  /// The command as it was typed, quoted where a shell needs it.
  const std::string& command() const { return command_; }

  std::string help() const;

 private:
  struct Flag {
    std::string name, placeholder, help;
    std::function<void(const std::string&)> read;
    std::function<Json()> value;
    bool is_switch = false, given = false;
    std::string default_text = {}, heading = {};
  };
  void declare(Flag flag);
  void declare_choice(const char* name, std::vector<std::string> choices, std::function<void(const std::string&)> set,
                      std::function<Json()> value, const char* help);
  template <class Number, class Target>
  void declare_number(const char* name, Target& value, const char* help, Number smallest, Number largest);
  Flag& find(const std::string& name);

  std::string program_, summary_, command_, heading_;
  std::vector<Flag> flags_;
};

/// --threads, as every program has it.
void declare_threads_flag(Flags& flags, Index& threads);

}  // namespace lgn
