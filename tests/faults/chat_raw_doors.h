// The doors of the chat as bytes: so that what is said through them may be what no stub would send.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pairs/raw_call.h"

namespace workbook::testing {

/// One contract of the chat's. The texts need not be texts.
struct RawDoor {
  std::string name;
  std::string send;  ///< the method that says something
  std::string (*message)(const std::string& sender, const std::string& text);
  std::string read;          ///< the method that hears
  std::string read_request;  ///< to hear what is said next
};

/// All four.
const std::vector<RawDoor>& AllRawDoors();

/// Says something, and how that ended.
grpc::Status SayRaw(const std::shared_ptr<grpc::Channel>& channel, const RawDoor& door,
                    const std::string& sender, const std::string& text);

/// A reader, registered when this returns.
std::unique_ptr<RawCall> ReadRaw(const std::shared_ptr<grpc::Channel>& channel,
                                 const RawDoor& door);

}  // namespace workbook::testing
