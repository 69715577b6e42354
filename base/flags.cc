#include "base/flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/exit_status.h"
#include "base/standard_output.h"
#include "base/terminal.h"
#include "base/text.h"
#include "base/wrap.h"

namespace workbook::base {

// ---- Flag ----

Flag& Flag::ShowDefault() {
  option_->capture_default_str();
  return *this;
}

Flag& Flag::Named(const std::string& value_name) {
  option_->type_name(value_name);
  return *this;
}

Flag& Flag::Hidden() {
  option_->group("");
  return *this;
}

Flag& Flag::Required() {
  option_->required();
  return *this;
}

Flag& Flag::Takes(int values) {
  option_->expected(values);
  // Otherwise a flag would also take the arguments after its values.
  if (!option_->get_positional()) option_->allow_extra_args(false);
  return *this;
}

Flag& Flag::SeparatedBy(char delimiter) {
  option_->delimiter(delimiter);
  return *this;
}

Flag& Flag::Needs(const Flag& other) {
  option_->needs(other.option_);
  return *this;
}

Flag& Flag::Excludes(const Flag& other) {
  option_->excludes(other.option_);
  return *this;
}

Flag& Flag::OneOf(const std::vector<std::string>& values) {
  option_->check(CLI::IsMember(values));
  return *this;
}

Flag& Flag::Between(double least, double most) {
  const std::string range = absl::StrCat("between ", least, " and ", most);
  // CLI::Range lets NaN pass.
  option_->check(CLI::Validator(
      [=](const std::string& text) -> std::string {
        double number = 0;
        const bool fits = absl::SimpleAtod(text, &number) && number >= least && number <= most;
        return fits ? "" : absl::StrCat("not a number ", range, ": ", text);
      },
      range));
  return *this;
}

Flag& Flag::ExistingFile() {
  option_->check(CLI::Validator(CLI::ExistingFile).description(""));
  return *this;
}

Flag& Flag::Check(const Error& error) {
  option_->check(CLI::Validator(error, ""));
  return *this;
}

Flag& Flag::Transform(const std::function<std::string(std::string)>& function) {
  option_->transform(function, "");
  return *this;
}

bool Flag::IsGiven() const { return option_->count() > 0; }

// ---- CommandLine ----

namespace {

// The layout of --help. CLI11's own differs from version to version, and breaks no line.
class HelpFormat final : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode) const override {
    std::string help = absl::StrCat(
        absl::StrJoin(Wrap(app->get_description(), LineColumns(fileno(stdout)), kMostLines), "\n"),
        "\nUsage: ", name, Usage(*app), "\n");
    const auto shown = [app](bool positional) {
      return app->get_options([positional](const CLI::Option* option) {
        return option->get_positional() == positional && !option->get_group().empty();
      });
    };
    AddSection("Positionals", shown(true), help);
    AddSection("Options", shown(false), help);
    if (!Commands(*app).empty()) absl::StrAppend(&help, "\nSubcommands:\n");
    for (const CLI::App* command : Commands(*app)) {
      std::vector<std::string> names = command->get_aliases();
      names.insert(names.begin(), command->get_name());
      AddEntry(absl::StrJoin(names, ", "), command->get_description(), help);
    }
    return app->get_footer().empty() ? help : absl::StrCat(help, "\n", app->get_footer(), "\n");
  }

 private:
  static constexpr size_t kIndent = 2;
  static constexpr size_t kColumn = 30;  // of the descriptions

  static std::vector<const CLI::App*> Commands(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App* one) { return !one->get_name().empty(); });
  }

  static std::string Usage(const CLI::App& app) {
    std::string usage;
    for (const CLI::Option* option : app.get_options()) {
      if (!option->get_positional()) usage = " [OPTIONS]";
    }
    for (const CLI::Option* option : app.get_options()) {
      if (!option->get_positional()) continue;
      const std::string name =
          absl::StrCat(option->get_name(true), option->get_expected_max() > 1 ? "..." : "");
      absl::StrAppend(
          &usage, option->get_required() ? absl::StrCat(" ", name) : absl::StrCat(" [", name, "]"));
    }
    if (Commands(app).empty()) return usage;
    const bool needed = app.get_require_subcommand_min() > 0;
    return absl::StrCat(usage, needed ? " SUBCOMMAND" : " [SUBCOMMAND]");
  }

  static void AddSection(const char* title, const std::vector<const CLI::Option*>& options,
                         std::string& help) {
    if (!options.empty()) absl::StrAppend(&help, "\n", title, ":\n");
    for (const CLI::Option* option : options) {
      AddEntry(absl::StrCat(option->get_name(option->get_positional(), true), Value(*option)),
               option->get_description(), help);
    }
  }

  // What may follow a name: the type with its limits, the default, and what else it depends on.
  static std::string Value(const CLI::Option& option) {
    std::string value;
    if (option.get_type_size() != 0) {
      if (!option.get_type_name().empty()) absl::StrAppend(&value, " ", option.get_type_name());
      if (!option.get_default_str().empty()) absl::StrAppend(&value, "=", option.get_default_str());
      if (option.get_expected_max() > 1) absl::StrAppend(&value, " ...");
      if (option.get_required()) absl::StrAppend(&value, " REQUIRED");
    }
    AddNames("Needs", option.get_needs(), value);
    AddNames("Excludes", option.get_excludes(), value);
    return value;
  }

  static void AddNames(const char* label, const std::set<CLI::Option*>& options,
                       std::string& value) {
    std::set<std::string> names;  // by name: the set's order is that of addresses
    for (const CLI::Option* option : options) names.insert(option->get_name());
    if (!names.empty()) absl::StrAppend(&value, " ", label, ": ", absl::StrJoin(names, " "));
  }

  static void AddEntry(const std::string& name, const std::string& description, std::string& help) {
    std::string line = absl::StrCat(std::string(kIndent, ' '), name);
    if (line.size() >= kColumn) {
      absl::StrAppend(&help, line, "\n");
      line.clear();
    }
    const size_t columns = std::max(LineColumns(fileno(stdout)), kColumn + 20) - kColumn;
    for (const std::string& part : Wrap(description, columns, kMostLines)) {
      line.resize(kColumn, ' ');
      absl::StrAppend(&help, line, part, "\n");
      line.clear();
    }
  }

  static constexpr size_t kMostLines = 20;
};

}  // namespace

CommandLine::CommandLine(const std::string& name, const std::string& description,
                         const std::string& footer)
    : app_(std::make_shared<CLI::App>(description, name)) {
  app_->formatter(std::make_shared<HelpFormat>());
  SetFooter(footer);
}

template <typename T>
Flag CommandLine::Add(const std::string& name, T& value, const std::string& description) {
  return Flag(app_->add_option(name, value, description));
}

template <>
Flag CommandLine::Add(const std::string& name, bool& value, const std::string& description) {
  return Flag(app_->add_flag(name, value, description));
}

template <>
Flag CommandLine::Add(const std::string& name, absl::Duration& value,
                      const std::string& description) {
  CLI::Option* option = app_->add_option_function<double>(
      name, [&value](double seconds) { value = absl::Seconds(seconds); }, description);
  return Flag(option->default_str(absl::StrCat(absl::ToDoubleSeconds(value))));
}

template Flag CommandLine::Add(const std::string&, std::string&, const std::string&);
template Flag CommandLine::Add(const std::string&, int32_t&, const std::string&);
template Flag CommandLine::Add(const std::string&, uint32_t&, const std::string&);
template Flag CommandLine::Add(const std::string&, uint64_t&, const std::string&);
template Flag CommandLine::Add(const std::string&, double&, const std::string&);
template Flag CommandLine::Add(const std::string&, std::vector<std::string>&, const std::string&);
template Flag CommandLine::Add(const std::string&, std::vector<int32_t>&, const std::string&);
template Flag CommandLine::Add(const std::string&, std::vector<uint64_t>&, const std::string&);

CommandLine CommandLine::AddCommand(const std::string& name, const std::string& description) {
  CLI::App* command = app_->add_subcommand(name, description)->fallthrough();
  return CommandLine(std::shared_ptr<CLI::App>(app_, command));  // lives as long as its owner
}

void CommandLine::AddAlias(const std::string& name) { app_->alias(name); }

void CommandLine::TakesCommands(size_t least, size_t most) {
  app_->require_subcommand(least, most);
}

void CommandLine::TakesAnything(std::vector<std::string>& rest) {
  app_->fallthrough(false)->prefix_command()->set_help_flag();
  app_->parse_complete_callback([app = app_.get(), &rest] { rest = app->remaining(); });
}

void CommandLine::SetFooter(const std::string& footer) { app_->footer(footer); }

void CommandLine::Describe(const std::string& name, const std::string& description) {
  app_->get_option(name)->description(description);
}

void CommandLine::OnParsed(const std::function<absl::Status()>& then) {
  app_->callback([then] {
    if (const absl::Status status = then(); !status.ok()) {
      throw CLI::ValidationError(std::string(status.message()));
    }
  });
}

std::optional<int> CommandLine::Parse(int argc, const char* const* argv) {
  try {
    app_->parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success&) {  // --help
    ReportUnwrittenOutput();       // a server too, whose ready line need not have a reader
    std::fputs(app_->help().c_str(), stdout);
    return kExitOk;
  } catch (const CLI::ParseError& error) {
    std::fprintf(stderr, "%s: %s\n\n%s", name().c_str(), Printable(error.what()).c_str(),
                 app_->help().c_str());
    return kExitUsage;
  }
}

const std::string& CommandLine::name() const { return app_->get_name(); }

std::string CommandLine::Help() const { return app_->help(); }

}  // namespace workbook::base
