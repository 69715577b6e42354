#include "conformance/runner/services.h"

#include <algorithm>
#include <functional>
#include <iterator>

namespace workbook::conformance::runner {

const std::vector<Service>& Services() {
  static const auto* services = new std::vector<Service>{
      {"calculator", "calc.Calculator", "protos/calculator.proto", {"CalculatorContract"}},
      {"order", "ecommerce.OrderManagement", "protos/order_management.proto", {"OrderContract"}},
      {"route-guide", "RouteGuide", "protos/route_guide.proto", {"RouteGuideContract"}},
      // Last the suite that asks most of a server.
      {"chat-proto",
       "chat_proto.Chat",
       "protos/chat_message.proto",
       {"ChatProtoContract", "LateReaderContract", "ChatContract"}},
      {"chat",
       "chat.ChatService",
       "protos/chat.proto",
       {"ChatStreamContract", "LateReaderContract", "ChatContract"}},
      {"note", "grpc.ChatServer", "protos/chat_note.proto", {"ChatNoteContract", "ChatContract"}},
      {"room",
       "workbook.chat.v1.ChatService",
       "protos/workbook/chat/v1/chat.proto",
       {"ChatV1Contract"}},
  };
  return *services;
}

const Service* FindService(const std::string& name) {
  const auto found = std::ranges::find(Services(), name, &Service::name);
  return found == Services().end() ? nullptr : &*found;
}

std::vector<Behaviour> BehavioursOf(const Service& service) {
  std::vector<Behaviour> behaviours;
  for (const std::string& suite : service.suites) {
    std::ranges::copy_if(Behaviours(), std::back_inserter(behaviours),
                         [&suite](const Behaviour& one) { return one.suite == suite; });
  }
  std::ranges::stable_sort(behaviours, std::ranges::less{}, &Behaviour::level);
  return behaviours;
}

}  // namespace workbook::conformance::runner
