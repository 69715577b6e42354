// The services that can be judged, and the behaviours of each.
#pragma once

#include <string>
#include <vector>

#include "conformance/behaviour.h"

namespace workbook::conformance::runner {

/// One service as the command line names it.
struct Service {
  std::string name;                 ///< "calculator", "chat-proto"
  std::string contract;             ///< "calc.Calculator"
  std::string proto;                ///< its file, "protos/calculator.proto"
  std::vector<std::string> suites;  ///< the fixtures whose behaviours apply
};

const std::vector<Service>& Services();

/// Null when no service has this name.
const Service* FindService(const std::string& name);

/// In the order of the table: by level, and within a level as in the suites.
std::vector<Behaviour> BehavioursOf(const Service& service);

}  // namespace workbook::conformance::runner
