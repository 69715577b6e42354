#include "base/environment.h"

#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace workbook::base {

bool UnsetCallersSettings() {
  std::vector<std::string> names;
  for (char** one = environ; *one != nullptr; ++one) {
    const absl::string_view variable = *one;
    const absl::string_view name = variable.substr(0, variable.find('='));
    // "_proxy": also no_proxy and no_grpc_proxy, which mean nothing without the others.
    if (absl::EndsWithIgnoreCase(name, "_proxy") || absl::StartsWith(name, "GTEST_") ||
        absl::StartsWith(name, "GRPC_")) {
      names.emplace_back(name);
    }
  }
  for (const std::string& name : names) unsetenv(name.c_str());
  return !names.empty();
}

}  // namespace workbook::base
