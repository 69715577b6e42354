// The table of what `workbook demo` shows.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace workbook::runner {

/// A program of bin/ and its arguments, without the port.
struct Player {
  std::string name;               ///< opens each of its lines
  std::vector<std::string> argv;  ///< argv[0] is relative to bin/
};

/// Something typed into a client.
struct Speech {
  size_t speaker;    ///< index into Pair::clients
  std::string text;  ///< one line, not a part of another Speech of the same pair
};

/// A server and the clients that call it.
struct Pair {
  std::string name;  ///< what `workbook demo NAME` asks for; several rows may share it
  Player server;
  std::vector<Player> clients;  ///< one after the other; by the conversation when there is one
  /// Said in turn, each when all who are there heard the one before. A client comes when it first
  /// has something to say: that it hears itself shows that it listens.
  std::vector<Speech> conversation = {};
};

/// All pairs, in the order in which the workbook teaches them.
const std::vector<Pair>& Pairs();

/// Their names, each once.
std::vector<std::string> PairNames();

}  // namespace workbook::runner
