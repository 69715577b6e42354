// The servers that every suite here is run against, and what all those suites begin and end with.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "pairs/programs.h"
#include "rpc/channel.h"

namespace workbook::testing {

/// A server of bin/, and a call that it answers whenever it is well.
struct FaultSubject {
  std::string name;               ///< ends the test's name; begins with the label: "calculator_cq"
  std::vector<std::string> argv;  ///< program and arguments, without the port
  std::string method;             ///< "/calc.Calculator/Add": unary, free of side effects
  std::string request;            ///< encoded
};

inline void PrintTo(const FaultSubject& subject, std::ostream* out) { *out << subject.name; }

/// The table: each server program, once for each of its APIs.
const std::vector<FaultSubject>& AllFaultSubjects();

/// How soon a server that is well answers on a new connection.
inline constexpr std::chrono::seconds kAliveWithin{1};

/// A connection of its own: channels to one address share theirs otherwise.
std::shared_ptr<grpc::Channel> DialAnew(const RunningServer& server);

/// Expects `server` to answer a health check and its own call on a new connection, within
/// kAliveWithin at one of three attempts.
void ExpectAlive(const RunningServer& server, const FaultSubject& subject);

/// A server, alive before whatever the test does to it and after, which also ends as it should.
class EachServer : public ::testing::TestWithParam<FaultSubject> {
 protected:
  void SetUp() override { ASSERT_NO_FATAL_FAILURE(ExpectAlive()); }
  void TearDown() override;
  void ExpectAlive() const { testing::ExpectAlive(server_, GetParam()); }

  RunningServer server_{GetParam().argv};
};

/// For INSTANTIATE_TEST_SUITE_P, with ::testing::ValuesIn(AllFaultSubjects()).
inline std::string FaultSubjectName(const ::testing::TestParamInfo<FaultSubject>& info) {
  return info.param.name;
}

}  // namespace workbook::testing
