#include "chat/room.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "rpc/text.h"

namespace workbook::chat {
namespace {

absl::Status CheckSender(const std::string& sender) {
  if (sender.empty()) return absl::InvalidArgumentError("the sender's name is empty");
  if (sender.size() > kMaxNameBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the sender's name has ", sender.size(), " bytes, at most ", kMaxNameBytes, " are taken"));
  }
  if (!rpc::IsValidUtf8(sender)) {
    return absl::InvalidArgumentError("the sender's name is not valid UTF-8");
  }
  return absl::OkStatus();
}

absl::Status CheckText(const std::string& text) {
  if (text.size() > kMaxTextBytes) {
    return absl::InvalidArgumentError(absl::StrCat("the text has ", text.size(), " bytes, at most ",
                                                   kMaxTextBytes, " are taken"));
  }
  if (!rpc::IsValidUtf8(text)) return absl::InvalidArgumentError("the text is not valid UTF-8");
  return absl::OkStatus();
}

absl::Status Closed() { return absl::UnavailableError("the chat is shutting down"); }

}  // namespace

absl::StatusOr<uint64_t> Room::Say(std::string sender, std::string text) {
  if (absl::Status status = CheckSender(sender); !status.ok()) return status;
  if (absl::Status status = CheckText(text); !status.ok()) return status;

  uint64_t sequence = 0;
  std::vector<Subscriber*> woken;
  {
    const std::scoped_lock lock(mutex_);
    if (closed_) return Closed();
    sequence = log_.Append(std::move(sender), std::move(text));
    woken = UnparkAll();
  }
  // Their pens are in our hand, so none of them can go away before its turn.
  for (Subscriber* subscriber : woken) subscriber->OnNews();
  return sequence;
}

void Room::Join(Subscriber& subscriber, From from) {
  const std::scoped_lock lock(mutex_);
  subscriber.here_ = true;
  subscriber.next_ = from == From::kHistory ? log_.first() : log_.next();
  ++residents_;
}

absl::StatusOr<Room::Reading> Room::Next(Subscriber& subscriber) {
  const std::scoped_lock lock(mutex_);
  if (!subscriber.here_) return absl::CancelledError("the reader has left");
  if (closed_) return Closed();
  if (subscriber.next_ < log_.first()) {
    return absl::ResourceExhaustedError(absl::StrCat("the reader fell behind and missed ",
                                                     log_.first() - subscriber.next_, " messages"));
  }
  if (subscriber.next_ == log_.next()) {
    subscriber.parked_at_ = parked_.size();
    parked_.push_back(&subscriber);
    return Reading{};
  }
  Reading reading{.message = log_.At(subscriber.next_)};
  reading.more = ++subscriber.next_ < log_.next();
  return reading;
}

bool Room::Leave(Subscriber& subscriber) {
  const std::scoped_lock lock(mutex_);
  if (!subscriber.here_) return false;
  subscriber.here_ = false;
  --residents_;
  if (subscriber.parked_at_ == Subscriber::kNotParked) return false;
  // The last one parked takes its place: no shifting, however many there are.
  Subscriber* last = parked_.back();
  parked_[subscriber.parked_at_] = last;
  last->parked_at_ = subscriber.parked_at_;
  parked_.pop_back();
  subscriber.parked_at_ = Subscriber::kNotParked;
  return true;
}

void Room::Close() {
  std::vector<Subscriber*> woken;
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    woken = UnparkAll();
  }
  for (Subscriber* subscriber : woken) subscriber->OnNews();
}

size_t Room::residents() const {
  const std::scoped_lock lock(mutex_);
  return residents_;
}

std::vector<Subscriber*> Room::UnparkAll() {
  for (Subscriber* subscriber : parked_) subscriber->parked_at_ = Subscriber::kNotParked;
  return std::exchange(parked_, {});
}

}  // namespace workbook::chat
