// calculator_client: the tutorial's four results, or one of your own.
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "calculator/calculator_client.h"
#include "rpc/program.h"

namespace {

namespace base = workbook::base;
namespace rpc = workbook::rpc;
using workbook::calculator::CalculatorClient;

std::string ToText(float value) { return base::DecimalText(value); }
std::string ToText(int32_t value) { return absl::StrCat(value); }

template <typename T>
absl::Status Print(const absl::StatusOr<T>& result) {
  if (result.ok()) std::printf("%s\n", ToText(*result).c_str());
  return result.status();
}

absl::Status PrintTheTutorialsLines(CalculatorClient& client) {
  absl::Status status = Print(client.Add(20, 10));
  if (status.ok()) status = Print(client.Subtract(20, 10));
  if (status.ok()) status = Print(client.Multiply(20, 10));
  if (status.ok()) status = Print(client.Divide(20, 10));
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  rpc::ClientProgram program("calculator_client",
                             "Calls calc.Calculator. Without a subcommand: all four, on 20 and 10.",
                             50050, "calculator_client divide 7 2");
  program.flags().TakesCommands(0, 1);
  std::function<absl::Status(CalculatorClient&)> run = PrintTheTutorialsLines;
  int32_t n1 = 0;
  int32_t n2 = 0;
  const auto add_command = [&](const std::string& name, const std::string& description,
                               auto method) {
    base::CommandLine command = program.flags().AddCommand(name, description);
    command.Add("N1", n1, "int32").Required();
    command.Add("N2", n2, "int32").Required();
    command.OnParsed([&run, &n1, &n2, method] {
      run = [&n1, &n2, method](CalculatorClient& client) {
        return Print((client.*method)(n1, n2));
      };
      return absl::OkStatus();
    });
    return command;
  };
  add_command("add", "N1 + N2", &CalculatorClient::Add);
  add_command("subtract", "N1 - N2", &CalculatorClient::Subtract).AddAlias("substract");
  add_command("multiply", "N1 * N2", &CalculatorClient::Multiply);
  add_command("divide", "N1 / N2", &CalculatorClient::Divide);
  if (const auto exit_code = program.Parse(argc, argv)) return *exit_code;

  CalculatorClient client(program.Channel(), program.timeout());
  return program.Report(run(client));
}
