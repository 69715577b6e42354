// What holds for every client program here. Instantiate ClientSuite with each of them.
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "pairs/server_suite.h"

namespace workbook::testing {

struct ClientCase {
  std::string name;               ///< ends the test's name
  std::vector<std::string> argv;  ///< program of bin/ and arguments that make it call, without port
  std::string server;             ///< program of bin/ that it can call
  std::vector<std::string> wrong = {"--no-such-flag"};  ///< one argument more that is wrong usage
};

inline void PrintTo(const ClientCase& client, std::ostream* out) { *out << client.name; }

class ClientSuite : public ::testing::TestWithParam<ClientCase> {
 protected:
  static std::vector<std::string> With(std::vector<std::string> more);
  static const std::string& Name() { return GetParam().argv.front(); }
};

}  // namespace workbook::testing
