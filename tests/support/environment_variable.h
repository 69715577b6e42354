#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace workbook::tests {

/// Sets a variable of the environment, also for the programs that the test starts, and restores it
/// at the end of its life. For a test without other threads.
class EnvironmentVariable {
 public:
  EnvironmentVariable(std::string name, const std::string& value) : name_(std::move(name)) {
    if (const char* before = std::getenv(name_.c_str()); before != nullptr) before_ = before;
    setenv(name_.c_str(), value.c_str(), /*replace=*/1);
  }
  ~EnvironmentVariable() {
    if (before_.has_value()) {
      setenv(name_.c_str(), before_->c_str(), /*replace=*/1);
    } else {
      unsetenv(name_.c_str());
    }
  }
  EnvironmentVariable(const EnvironmentVariable&) = delete;
  EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

 private:
  const std::string name_;
  std::optional<std::string> before_;
};

}  // namespace workbook::tests
