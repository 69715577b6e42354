// Mutants: for each behaviour of a service a server that breaks that one alone, as proof that the
// judge fails a server for it, and for nothing else.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "rpc/server.h"

namespace workbook::tests {

using MakeServer = std::function<std::unique_ptr<rpc::Servable>()>;

template <typename Server>
std::unique_ptr<rpc::Servable> Make() {
  return std::make_unique<Server>();
}

/// From a behaviour's name to the server that breaks it. A mutant of a behaviour that the judge
/// only records behaves in the other of the two permitted ways.
using MutantTable = std::map<std::string, MakeServer>;

/// A service, as the judge names it, and the servers that the judge judges.
struct JudgedService {
  std::string name;
  std::vector<std::string> flags;  ///< of the judge, besides --target
  MakeServer correct;
  MutantTable mutants;
};

/// One of these servers.
struct MutantCase {
  std::string service;
  std::vector<std::string> flags;
  std::string broken;  ///< the behaviour's name; empty for the correct server
  MakeServer make;     ///< empty when the table has no mutant for this behaviour: the test fails
};

inline void PrintTo(const MutantCase& mutant, std::ostream* out) {
  *out << mutant.service << " without " << mutant.broken;
}

/// The correct server, one case for each behaviour that decides the judge's exit status, and one
/// for each entry of the table that names no such behaviour, which fails. The suites supply the
/// names, so no behaviour can be forgotten.
std::vector<MutantCase> EachMutantOf(const JudgedService& service);

/// What the judge records for `behaviour` when it judges a server that `make` makes.
std::string Recorded(const JudgedService& service, const std::string& behaviour,
                     const MakeServer& make);

/// "AddsTwoNumbers", or "Nothing" for the correct server.
std::string MutantName(const ::testing::TestParamInfo<MutantCase>& info);

/// Instantiate it with EachMutantOf a service.
class FaultyServer : public ::testing::TestWithParam<MutantCase> {};

}  // namespace workbook::tests
