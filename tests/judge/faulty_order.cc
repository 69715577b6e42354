#include "judge/faulty_order.h"

#include <google/protobuf/wrappers.pb.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "rpc/text.h"

namespace workbook::testing {
namespace {

// How the suite's ids begin: those of its concurrent callers, and the one that nobody has.
constexpr char kCaller[] = "order_contract: caller";
constexpr char kUnknown[] = "order_contract: unknown";

// BytesValue has the bytes of StringValue, and takes any.
bool ReadId(const grpc::ByteBuffer& request, std::string* id) {
  grpc::Slice bytes;
  google::protobuf::BytesValue value;
  if (!request.DumpToSingleSlice(&bytes).ok() ||
      !value.ParseFromArray(bytes.begin(), static_cast<int>(bytes.size()))) {
    return false;
  }
  *id = value.value();
  return true;
}

std::string WithoutBytesBeyondAscii(const std::string& text, const char* instead) {
  std::string ascii;
  for (const char c : text) ascii += absl::ascii_isascii(c) ? std::string(1, c) : instead;
  return ascii;
}

}  // namespace

FaultyOrder::FaultyOrder(std::string broken, const std::vector<ecommerce::Order>& orders)
    : broken_(std::move(broken)) {
  for (const ecommerce::Order& order : orders) orders_[order.id()] = order;
}

void FaultyOrder::Register(grpc::ServerBuilder& builder) {
  builder.RegisterService(this);
  if (Breaks("AnswersALongId")) builder.SetMaxReceiveMessageSize(1024 * 1024);
}

grpc::ServerUnaryReactor* FaultyOrder::getOrder(grpc::CallbackServerContext* context,
                                                const grpc::ByteBuffer* request,
                                                grpc::ByteBuffer* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  std::string id;
  ecommerce::Order order;
  grpc::Status status(grpc::StatusCode::INVALID_ARGUMENT, "no StringValue");
  if (ReadId(*request, &id)) status = Answer(std::move(id), &order);
  const grpc::Slice bytes(order.SerializeAsString());
  *reply = grpc::ByteBuffer(&bytes, 1);
  reactor->Finish(status);
  return reactor;
}

// What this server takes an id for.
std::string FaultyOrder::Mangled(std::string id) {
  if (Breaks("TakesAnIdToTheLetter")) absl::StripAsciiWhitespace(&id);
  if (Breaks("TakesNulForAByteLikeAnyOther")) id = id.c_str();
  if (Breaks("RefusesAnIdThatIsNotUtf8AndGoesOn") && !rpc::IsValidUtf8(id)) {
    id = WithoutBytesBeyondAscii(id, "");
  }
  // In a place that all calls share.
  const bool in_the_crowd = absl::StartsWith(id, kCaller);
  const std::string last = in_the_crowd ? std::exchange(last_, id) : "";
  return Breaks("KeepsConcurrentCallsApart") && !last.empty() ? last : id;
}

grpc::Status FaultyOrder::Answer(std::string id, ecommerce::Order* order) {
  const std::lock_guard lock(mutex_);
  id = Mangled(std::move(id));
  if (!rpc::IsValidUtf8(id)) return {grpc::StatusCode::INVALID_ARGUMENT, "the id is not UTF-8"};
  const auto found = orders_.find(id);
  const bool failed = std::exchange(failed_, id.empty() || absl::StartsWith(id, kUnknown));
  if (found == orders_.end()) return Refuse(id);
  if (Breaks("GoesOnAfterAFailedCall") && failed) {
    return {grpc::StatusCode::INTERNAL, "out of order since the last failure"};
  }
  *order = found->second;
  if (Breaks("GivesEachKnownOrderFieldForField") && order->items_size() > 0) {
    order->mutable_items()->RemoveLast();
  }
  return grpc::Status::OK;
}

grpc::Status FaultyOrder::Refuse(const std::string& id) const {
  if (id.empty() && !Breaks("RefusesAnEmptyId")) {
    return {grpc::StatusCode::INVALID_ARGUMENT, "the id is empty"};
  }
  // A status is metadata, of which a client takes 8 KiB.
  std::string quoted = id.size() > 1000 ? "of such a long id" : rpc::Printable(id);
  if (Breaks("NamesTheIdThatItDoesNotKnow")) quoted = "the id";
  if (Breaks("NamesAnIdOfAnyScriptByteForByte")) quoted = WithoutBytesBeyondAscii(quoted, "?");
  if (Breaks("KeepsControlCharactersOutOfTheStatus")) quoted = id;
  const bool wrong_code = Breaks("DoesNotFindAnUnknownOrder");
  return {wrong_code ? grpc::StatusCode::UNKNOWN : grpc::StatusCode::NOT_FOUND,
          absl::StrCat("no order ", quoted)};
}

}  // namespace workbook::testing
