#include "chat/message_log.h"

#include <utility>

namespace workbook::chat {
namespace {

size_t SizeOf(const Message& message) { return message.sender().size() + message.text().size(); }

}  // namespace

uint64_t MessageLog::Append(std::string sender, std::string text) {
  messages_.push_back(std::make_shared<const Message>(next_, std::move(sender), std::move(text)));
  bytes_ += SizeOf(*messages_.back());
  while (messages_.size() > 1 &&
         (messages_.size() > retention_.max_messages || bytes_ > retention_.max_bytes)) {
    bytes_ -= SizeOf(*messages_.front());
    messages_.pop_front();
  }
  return next_++;
}

}  // namespace workbook::chat
