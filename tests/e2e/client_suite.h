// What every client program promises. Instantiate ClientSuite with each of them.
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "tests/e2e/server_suite.h"

namespace workbook::tests {

struct ClientCase {
  std::string name;               ///< ends the test's name
  std::vector<std::string> argv;  ///< program of bin/ and arguments for a call, without the port
  std::string server;             ///< program of bin/ to call
  std::vector<std::string> wrong = {"--no-such-flag"};  ///< each of them, added, is wrong usage
};

inline void PrintTo(const ClientCase& client, std::ostream* out) { *out << client.name; }

class ClientSuite : public ::testing::TestWithParam<ClientCase> {
 protected:
  static std::vector<std::string> With(std::vector<std::string> more);
  static const std::string& Name() { return GetParam().argv.front(); }
};

}  // namespace workbook::tests
