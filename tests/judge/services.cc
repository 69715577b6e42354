#include "judge/services.h"

#include <algorithm>

namespace workbook::judge {

const std::vector<Service>& Services() {
  static const auto* services = new std::vector<Service>{
      {"calculator", {"CalculatorContract"}},
      {"order", {"OrderContract"}},
      {"route-guide", {"RouteGuideContract"}},
      // Last what asks most of a server.
      {"chat-proto", {"ChatProtoContract", "LateReaderContract", "ChatDoorContract"}},
      {"chat", {"ChatStreamContract", "LateReaderContract", "ChatDoorContract"}},
      {"note", {"ChatNoteContract", "ChatDoorContract"}},
      {"room", {"ChatV1Contract"}},
  };
  return *services;
}

const Service* FindService(const std::string& name) {
  const auto found = std::find_if(Services().begin(), Services().end(),
                                  [&name](const Service& service) { return service.name == name; });
  return found == Services().end() ? nullptr : &*found;
}

std::vector<testing::Behaviour> BehavioursOf(const Service& service) {
  std::vector<testing::Behaviour> behaviours;
  for (const std::string& suite : service.suites) {
    std::copy_if(testing::Behaviours().begin(), testing::Behaviours().end(),
                 std::back_inserter(behaviours),
                 [&suite](const testing::Behaviour& one) { return one.suite == suite; });
  }
  std::stable_sort(behaviours.begin(), behaviours.end(),
                   [](const auto& a, const auto& b) { return a.level < b.level; });
  return behaviours;
}

}  // namespace workbook::judge
