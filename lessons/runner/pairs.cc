#include "lessons/runner/pairs.h"

namespace workbook::runner {

const std::vector<Pair>& Pairs() {
  static const std::vector<Pair> pairs = {
      {"calculator",
       {"server", {"calculator_server", "--api=sync"}},
       {{"client", {"calculator_client"}}}},
      {"calculator",
       {"server", {"calculator_server", "--api=callback"}},
       {{"client", {"calculator_client"}}}},
      {"calculator",
       {"server", {"calculator_server", "--api=cq"}},
       {{"client", {"calculator_client"}}, {"client", {"calculator_client", "divide", "7", "2"}}}},
      {"order",
       {"server", {"order_server"}},
       {{"client", {"order_client"}}, {"client", {"order_client", "103", "104"}}}},
      {"route_guide",
       {"server", {"route_guide_server", "--api=sync"}},
       {{"client", {"route_guide_client"}}}},
      {"route_guide",
       {"server", {"route_guide_server", "--api=callback"}},
       {{"client", {"route_guide_client", "record-route"}},
        {"client", {"route_guide_client", "route-chat"}}}},
      {"chat",
       {"server", {"chat_server"}},
       {{"ann", {"chat_client", "--id=ann", "--door=room"}},
        {"ben", {"chat_client", "--id=ben", "--door=chat_proto"}},
        {"cho", {"chat_client", "--id=cho", "--door=chat"}},
        {"dan", {"chat_client", "--id=dan", "--door=note"}}},
       {{0, "Is anybody there?"},
        {1, "Yes, behind another door."},
        {2, "And one behind a third."},
        {3, "I came late and have read it all."},
        {0, "Then all four doors lead to one room."},
        {1, "They do. Bye!"}}},
  };
  return pairs;
}

std::vector<std::string> PairNames() {
  std::vector<std::string> names;
  for (const Pair& pair : Pairs()) {
    if (names.empty() || names.back() != pair.name) names.push_back(pair.name);
  }
  return names;
}

}  // namespace workbook::runner
