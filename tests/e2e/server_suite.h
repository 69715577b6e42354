// What every server program promises. Instantiate ServerSuite with each of them.
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace workbook::tests {

struct ServerCase {
  std::string name;                   ///< ends the test's name: "Sync"
  std::vector<std::string> argv;      ///< program of bin/ and its arguments, without the port
  std::vector<std::string> services;  ///< full names
  int default_port;                   ///< as in the document
};

inline void PrintTo(const ServerCase& server, std::ostream* out) { *out << server.name; }

class ServerSuite : public ::testing::TestWithParam<ServerCase> {
 protected:
  static std::vector<std::string> With(std::vector<std::string> more);
  /// With a certificate as well.
  static std::vector<std::string> OverTls(std::vector<std::string> more);
  static const std::string& Name() { return GetParam().argv.front(); }
};

/// For INSTANTIATE_TEST_SUITE_P, here and with ClientSuite.
template <typename Case>
std::string CaseName(const ::testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

}  // namespace workbook::tests
