#include "conformance/behaviour.h"

#include <utility>

namespace workbook::conformance {
namespace {

std::vector<Behaviour>& Registered() {
  static auto* behaviours = new std::vector<Behaviour>;  // tests register before main
  return *behaviours;
}

}  // namespace

const std::vector<Behaviour>& Behaviours() { return Registered(); }

bool Register(std::string suite, std::string name, Level level, std::string sentence,
              std::string place) {
  Registered().push_back({.suite = std::move(suite),
                          .name = std::move(name),
                          .level = level,
                          .sentence = std::move(sentence),
                          .place = std::move(place)});
  return true;
}

bool Register(std::string suite, std::string name, std::string sentence, std::string place) {
  return Register(std::move(suite), std::move(name), Level::kRequired, std::move(sentence),
                  std::move(place));
}

void Observe(const std::string& what) { ::testing::Test::RecordProperty("observed", what); }

}  // namespace workbook::conformance
