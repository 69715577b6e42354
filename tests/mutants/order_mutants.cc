#include "tests/mutants/order_mutants.h"

#include <google/protobuf/wrappers.pb.h>

#include <atomic>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "order/order_book.h"
#include "tests/mutants/exchanger.h"

namespace workbook::tests {
namespace {

std::string ReplaceNonAscii(const std::string& text, const char* replacement) {
  std::string ascii;
  for (const char c : text) {
    absl::StrAppend(&ascii, absl::ascii_isascii(c) ? std::string(1, c) : replacement);
  }
  return ascii;
}

}  // namespace

CorrectOrder::CorrectOrder() : CorrectOrder(order::OrderBook::Load(kOrdersFile)->All()) {}

CorrectOrder::CorrectOrder(const std::vector<ecommerce::Order>& orders) {
  for (const ecommerce::Order& order : orders) orders_[order.id()] = order;
}

grpc::Status CorrectOrder::getOrder(grpc::ServerContext*,
                                    const google::protobuf::StringValue* request,
                                    ecommerce::Order* order) {
  return Answer(request->value(), order);
}

grpc::Status CorrectOrder::Answer(const std::string& id, ecommerce::Order* order) {
  const std::string key = Key(id);
  if (key.empty()) return EmptyId();
  const auto found = orders_.find(key);
  if (found == orders_.end()) return NotFound(Quoted(key));
  *order = found->second;
  return grpc::Status::OK;
}

std::string CorrectOrder::Quoted(const std::string& id) {
  return id.size() > 1000 ? "of such a long id" : base::Printable(id);
}

grpc::Status CorrectOrder::EmptyId() {
  return {grpc::StatusCode::INVALID_ARGUMENT, "the id is empty"};
}

grpc::Status CorrectOrder::NotFound(const std::string& quoted) {
  return {grpc::StatusCode::NOT_FOUND, absl::StrCat("no order ", quoted)};
}

// ---- The mutants: each class has the name of the behaviour that it breaks ----

namespace {
namespace breaks {

class GivesEachKnownOrderFieldForField final : public CorrectOrder {
  grpc::Status Answer(const std::string& id, ecommerce::Order* order) override {
    const grpc::Status status = CorrectOrder::Answer(id, order);
    if (order->items_size() > 0) order->mutable_items()->RemoveLast();
    return status;
  }
};

class DoesNotFindAnUnknownOrder final : public CorrectOrder {
  grpc::Status NotFound(const std::string& quoted) override {
    return {grpc::StatusCode::UNKNOWN, absl::StrCat("no order ", quoted)};
  }
};

class NamesTheIdThatItDoesNotKnow final : public CorrectOrder {
  std::string Quoted(const std::string&) override { return "of that id"; }
};

class NamesAnIdOfAnyScriptByteForByte final : public CorrectOrder {
  std::string Quoted(const std::string& id) override {
    return ReplaceNonAscii(CorrectOrder::Quoted(id), "?");
  }
};

class KeepsControlCharactersOutOfTheStatus final : public CorrectOrder {
  std::string Quoted(const std::string& id) override { return id; }
};

class RefusesAnEmptyId final : public CorrectOrder {
  grpc::Status EmptyId() override { return NotFound(""); }
};

class TakesAnIdToTheLetter final : public CorrectOrder {
  std::string Key(const std::string& id) override {
    return std::string(absl::StripAsciiWhitespace(id));
  }
};

class TakesNulForAByteLikeAnyOther final : public CorrectOrder {
  std::string Key(const std::string& id) override { return id.c_str(); }
};

// Takes the bytes of a request: gRPC's own parser refuses an id that is not UTF-8.
class RefusesAnIdThatIsNotUtf8AndGoesOn final
    : public ecommerce::OrderManagement::WithRawCallbackMethod_getOrder<CorrectOrder> {
  grpc::ServerUnaryReactor* getOrder(grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* reply) override {
    grpc::Slice bytes;
    google::protobuf::BytesValue id;  // the wire format of StringValue, and any byte may be in it
    grpc::Status status = request->DumpToSingleSlice(&bytes);
    if (status.ok() && !id.ParseFromArray(bytes.begin(), static_cast<int>(bytes.size()))) {
      status = {grpc::StatusCode::INVALID_ARGUMENT, "no StringValue"};
    }
    ecommerce::Order order;
    if (status.ok()) {
      const bool is_utf8 = base::IsValidUtf8(id.value());
      status = Answer(is_utf8 ? id.value() : ReplaceNonAscii(id.value(), ""), &order);
    }
    const grpc::Slice serialized(order.SerializeAsString());
    *reply = grpc::ByteBuffer(&serialized, 1);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(status);
    return reactor;
  }
};

class GoesOnAfterAFailedCall final : public CorrectOrder {
  grpc::Status Answer(const std::string& id, ecommerce::Order* order) override {
    const bool after_failure = failed_.exchange(id.empty());
    const grpc::Status status = CorrectOrder::Answer(id, order);
    if (!status.ok() || !after_failure) return status;
    return {grpc::StatusCode::INTERNAL, "out of order since the last failure"};
  }

  std::atomic<bool> failed_ = false;  // the last call, for its id was empty
};

class KeepsConcurrentCallsApart final : public CorrectOrder {
  std::string Key(const std::string& id) override { return id_.Exchange(id); }

  Exchanger<std::string> id_;
};

// Recorded: this one accepts a request of 100,000 bytes, beyond the usual limit.
class AnswersALongId final : public CorrectOrder {
  void Register(grpc::ServerBuilder& builder) override {
    CorrectOrder::Register(builder);
    builder.SetMaxReceiveMessageSize(1024 * 1024);
  }
};

}  // namespace breaks
}  // namespace

const MutantTable& OrderMutants() {
  static const auto* mutants = new MutantTable{
      {"GivesEachKnownOrderFieldForField", Make<breaks::GivesEachKnownOrderFieldForField>},
      {"DoesNotFindAnUnknownOrder", Make<breaks::DoesNotFindAnUnknownOrder>},
      {"NamesTheIdThatItDoesNotKnow", Make<breaks::NamesTheIdThatItDoesNotKnow>},
      {"NamesAnIdOfAnyScriptByteForByte", Make<breaks::NamesAnIdOfAnyScriptByteForByte>},
      {"KeepsControlCharactersOutOfTheStatus", Make<breaks::KeepsControlCharactersOutOfTheStatus>},
      {"RefusesAnEmptyId", Make<breaks::RefusesAnEmptyId>},
      {"TakesAnIdToTheLetter", Make<breaks::TakesAnIdToTheLetter>},
      {"TakesNulForAByteLikeAnyOther", Make<breaks::TakesNulForAByteLikeAnyOther>},
      {"RefusesAnIdThatIsNotUtf8AndGoesOn", Make<breaks::RefusesAnIdThatIsNotUtf8AndGoesOn>},
      {"GoesOnAfterAFailedCall", Make<breaks::GoesOnAfterAFailedCall>},
      {"KeepsConcurrentCallsApart", Make<breaks::KeepsConcurrentCallsApart>},
      {"AnswersALongId", Make<breaks::AnswersALongId>},
  };
  return *mutants;
}

}  // namespace workbook::tests
