// The command line of a program: its flags and arguments, its --help, and the error for a wrong
// one. flags.cc alone includes CLI11, whose header takes longer to compile than most of our
// sources.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace workbook::base {

/// One flag or argument of a CommandLine, which has to outlive it. The setters return *this:
/// `line.Add("--port", port, "TCP port").ShowDefault().Between(0, 65535);`
class Flag {
 public:
  /// An error when the text of the flag is wrong, without the flag's name; empty when it is right.
  using Error = std::function<std::string(const std::string& text)>;

  explicit Flag(CLI::Option* option) : option_(option) {}

  /// Shows the variable's present value in --help.
  Flag& ShowDefault();
  /// What --help calls the value: "FILE".
  Flag& Named(const std::string& value_name);
  /// Not in --help: for an old name, or for the program's own use.
  Flag& Hidden();

  Flag& Required();
  /// Takes exactly this many values. What follows a flag's values is not the flag's.
  Flag& Takes(int values);
  /// Takes several values in one text, separated by this character.
  Flag& SeparatedBy(char delimiter);
  /// Needs the other flag as well.
  Flag& Needs(const Flag& other);
  /// Must not stand beside the other flag.
  Flag& Excludes(const Flag& other);

  Flag& OneOf(const std::vector<std::string>& values);
  /// A number within these limits, which are allowed; not NaN.
  Flag& Between(double least, double most);
  Flag& ExistingFile();
  Flag& Check(const Error& error);
  /// Replaces each text before it becomes the value.
  Flag& Transform(const std::function<std::string(std::string)>& function);

  /// Whether the command line has it. After parsing.
  bool IsGiven() const;

 private:
  CLI::Option* option_;
};

/// The flags, arguments and commands of a program. A handle: copies stand for the same command
/// line.
class CommandLine {
 public:
  /// --help shows `description` first and `footer` last, as it is.
  CommandLine(const std::string& name, const std::string& description, const std::string& footer);

  /// A flag ("--port") or an argument ("ID") whose value goes to `value`, which has to outlive the
  /// parsing. T: std::string, an integer, double, absl::Duration (a number of seconds), bool (a
  /// flag without a value), or a vector of strings or integers.
  template <typename T>
  Flag Add(const std::string& name, T& value, const std::string& description);

  /// A command ("calculator_client add") with flags of its own. Its owner's flags may follow it.
  CommandLine AddCommand(const std::string& name, const std::string& description);
  /// Another name of this command.
  void AddAlias(const std::string& name);
  /// How many commands the command line has to name, at least and at most.
  void TakesCommands(size_t least, size_t most);
  /// Leaves all that follows the command, --help too, in `rest`.
  void TakesAnything(std::vector<std::string>& rest);

  /// For --help, as the constructor's.
  void SetFooter(const std::string& footer);
  /// Changes the description of the flag or argument `name`.
  void Describe(const std::string& name, const std::string& description);

  /// `then` runs once all is parsed; of a command, when the command line names it. Its error is a
  /// wrong command line.
  void OnParsed(const std::function<absl::Status()>& then);

  /// Fills the variables. Returns the exit status when the program should end now: kExitOk after
  /// --help, kExitUsage, with the error and the help on stderr, when the command line is wrong.
  std::optional<int> Parse(int argc, const char* const* argv);

  const std::string& name() const;
  std::string Help() const;

 private:
  explicit CommandLine(std::shared_ptr<CLI::App> app) : app_(std::move(app)) {}

  std::shared_ptr<CLI::App> app_;
};

}  // namespace workbook::base
