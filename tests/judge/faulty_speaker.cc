#include "judge/faulty_speaker.h"

#include "absl/strings/match.h"
#include "chat.grpc.pb.h"
#include "judge/faulty_requests.h"

namespace workbook::testing {

void FaultySpeaker::OnReadDone(bool ok) {
  if (!ok) {
    TellWhatWaits();
    const bool nothing = count_ == 0 && room_.Breaks("TakesAStreamWithoutAMessage");
    Finish(nothing ? grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no message") : status_);
    return;
  }
  const grpc::Status status = Take();
  if (!status.ok()) status_ = status;
  if (status.ok() || room_.Breaks("EndsAStreamAtWhatItRefuses")) {
    StartRead(&bytes_);
  } else {
    TellWhatWaits();
    Finish(status);
  }
}

grpc::Status FaultySpeaker::Take() {
  ::chat::ChatMessage message;
  if (!Parse(bytes_, message)) return Unreadable(room_);
  FaultyLobby::Word word = {message.user(), message.message(), peer_};
  if (++count_ == 50 && room_.Breaks("TellsAllOfAStreamInOrder")) return grpc::Status::OK;
  if (room_.Breaks("TellsWhatIsSaidBeforeTheStreamEnds") && !word.sender.empty()) {
    waiting_.push_back(std::move(word));
    return grpc::Status::OK;
  }
  if (room_.Breaks("GoesOnWhenASpeakerIsCutOff") && cut_off_ &&
      absl::EndsWith(word.text, "go on")) {
    return {grpc::StatusCode::INTERNAL, "out of order since somebody was cut off"};
  }
  return room_.Say(std::move(word));
}

void FaultySpeaker::TellWhatWaits() {
  for (FaultyLobby::Word& word : waiting_) room_.Tell(std::move(word));
  waiting_.clear();
}

}  // namespace workbook::testing
