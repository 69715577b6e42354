#include "contract/behaviour.h"

#include <utility>

namespace workbook::testing {
namespace {

std::vector<Behaviour>& Stated() {
  static auto* behaviours = new std::vector<Behaviour>;  // before main, and until after it
  return *behaviours;
}

}  // namespace

const std::vector<Behaviour>& Behaviours() { return Stated(); }

bool State(Behaviour behaviour) {
  Stated().push_back(std::move(behaviour));
  return true;
}

void Observe(const std::string& what) { ::testing::Test::RecordProperty("observed", what); }

}  // namespace workbook::testing
