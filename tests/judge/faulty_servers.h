// The judge, judged: for each behaviour of a service a server that breaks just that, and the judge
// has to fail just that one. Instantiate FaultyServer with the services and their faulty servers.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "rpc/server.h"

namespace workbook::testing {

/// A service of the judge's, and how to make the server for it that breaks one behaviour, named, or
/// none, "".
struct FaultySubject {
  std::string service;  ///< as on the judge's command line
  std::function<std::unique_ptr<rpc::Servable>(const std::string& broken)> make;
  std::vector<std::string> flags;  ///< of the judge's, besides --target
  std::string broken;
};

inline void PrintTo(const FaultySubject& subject, std::ostream* out) {
  *out << subject.service << " without " << subject.broken;
}

/// One subject for each of the service's behaviours that decide the exit status, and one with
/// nothing broken. The names come from the suites, so that none can be forgotten.
std::vector<FaultySubject> EachFaultOf(const FaultySubject& subject);

/// What the judge records of `behaviour`, one that is only recorded, when the subject's server
/// breaks `broken`, which here means: does it the other way.
std::string Recorded(const FaultySubject& subject, const std::string& behaviour,
                     const std::string& broken);

/// "AddsTwoNumbers", "Nothing".
std::string FaultName(const ::testing::TestParamInfo<FaultySubject>& info);

class FaultyServer : public ::testing::TestWithParam<FaultySubject> {};

}  // namespace workbook::testing
