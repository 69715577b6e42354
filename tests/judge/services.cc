#include "judge/services.h"

#include <algorithm>

namespace workbook::judge {

const std::vector<Service>& Services() {
  static const auto* services = new std::vector<Service>{
      {"calculator", "calc.Calculator", "protos/calculator.proto", {"CalculatorContract"}},
      {"order", "ecommerce.OrderManagement", "protos/order_management.proto", {"OrderContract"}},
      {"route-guide", "RouteGuide", "protos/route_guide.proto", {"RouteGuideContract"}},
      // Last what asks most of a server.
      {"chat-proto",
       "chat_proto.Chat",
       "protos/chat_message.proto",
       {"ChatProtoContract", "LateReaderContract", "ChatDoorContract"}},
      {"chat",
       "chat.ChatService",
       "protos/chat.proto",
       {"ChatStreamContract", "LateReaderContract", "ChatDoorContract"}},
      {"note",
       "grpc.ChatServer",
       "protos/chat_note.proto",
       {"ChatNoteContract", "ChatDoorContract"}},
      {"room",
       "workbook.chat.v1.ChatService",
       "protos/workbook/chat/v1/chat.proto",
       {"ChatV1Contract"}},
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
