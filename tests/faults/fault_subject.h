// The servers under test, and how every suite begins and ends.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "rpc/channel.h"
#include "tests/e2e/programs.h"

namespace workbook::tests {

/// A server of bin/, and a call that it always answers.
struct FaultSubject {
  std::string name;               ///< ends the test's name; begins with the label: "calculator_cq"
  std::vector<std::string> argv;  ///< program and arguments, without the port
  std::string method;             ///< "/calc.Calculator/Add": unary, free of side effects
  std::string request;            ///< encoded
};

inline void PrintTo(const FaultSubject& subject, std::ostream* out) { *out << subject.name; }

/// The table: each server program, once for each of its APIs.
const std::vector<FaultSubject>& AllFaultSubjects();

/// The time limit for an answer on a new connection.
inline constexpr std::chrono::seconds kAliveWithin{1};

/// A channel with its own connection; channels to one address otherwise share one.
std::shared_ptr<grpc::Channel> DialOwnConnection(const RunningServer& server);

/// Expects that `server` answers a health check and its own call on a new connection, within
/// kAliveWithin in one of three attempts.
void ExpectAlive(const RunningServer& server, const FaultSubject& subject);

/// A server that must be alive before and after the test, and then exit with 0.
class EachServer : public ::testing::TestWithParam<FaultSubject> {
 protected:
  void SetUp() override { ASSERT_NO_FATAL_FAILURE(ExpectAlive()); }
  void TearDown() override;
  void ExpectAlive() const { tests::ExpectAlive(server_, GetParam()); }

  RunningServer server_{GetParam().argv};
};

/// For INSTANTIATE_TEST_SUITE_P, with ::testing::ValuesIn(AllFaultSubjects()).
inline std::string FaultSubjectName(const ::testing::TestParamInfo<FaultSubject>& info) {
  return info.param.name;
}

}  // namespace workbook::tests
