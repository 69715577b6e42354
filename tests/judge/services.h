// The services that can be judged, and the behaviours of each.
#pragma once

#include <string>
#include <vector>

#include "contract/behaviour.h"

namespace workbook::judge {

/// One service as the command line names it.
struct Service {
  std::string name;                 ///< "calculator", "chat-proto"
  std::string contract;             ///< "calc.Calculator"
  std::string proto;                ///< the page that states it, "protos/calculator.proto"
  std::vector<std::string> suites;  ///< the fixtures whose behaviours it has to show
};

const std::vector<Service>& Services();

/// Nullptr when there is none of this name.
const Service* FindService(const std::string& name);

/// In the order of the table: by level, and within one as the suites state them.
std::vector<testing::Behaviour> BehavioursOf(const Service& service);

}  // namespace workbook::judge
