#include "order/order_book.h"

#include <fcntl.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "order_file.pb.h"
#include "rpc/text.h"

namespace workbook::order {
namespace {

using google::protobuf::TextFormat;

// A status message travels in a trailer, and of those a peer takes 8 KiB: a longer id is cut.
constexpr size_t kMaxQuotedBytes = 200;

std::string Quote(absl::string_view id) {
  if (id.size() <= kMaxQuotedBytes) return absl::StrCat("\"", rpc::Printable(id), "\"");
  const auto continues_a_character = [id](size_t i) { return (id[i] & 0xC0) == 0x80; };
  size_t end = kMaxQuotedBytes;
  while (end > 0 && continues_a_character(end)) --end;
  return absl::StrCat("\"", rpc::Printable(id.substr(0, end)), "\"... (", id.size(), " bytes)");
}

// `line` counts from 0, as protobuf does.
absl::Status ErrorAt(absl::string_view name, int line, absl::string_view reason) {
  return absl::InvalidArgumentError(absl::StrCat(name, ":", line + 1, ": ", reason));
}

// Keeps the first error: what follows is often only its echo.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int /*column*/, const std::string& message) override {
    if (!message_.empty()) return;
    line_ = line;
    message_ = rpc::Printable(message);
  }
  int line() const { return line_; }
  const std::string& message() const { return message_; }

 private:
  int line_ = 0;
  std::string message_;
};

bool HasOnlyValidText(const ecommerce::Order& order) {
  for (const std::string& item : order.items()) {
    if (!rpc::IsValidUtf8(item)) return false;
  }
  return rpc::IsValidUtf8(order.id()) && rpc::IsValidUtf8(order.description()) &&
         rpc::IsValidUtf8(order.destination());
}

// Where the id of order `i` stands, or the order itself when it has none.
int LineOfId(TextFormat::ParseInfoTree& locations, int i) {
  const auto* orders = v1::OrderFile::descriptor()->FindFieldByName("orders");
  const auto* id = ecommerce::Order::descriptor()->FindFieldByName("id");
  const int line = locations.GetTreeForNested(orders, i)->GetLocation(id, -1).line;
  return line >= 0 ? line : locations.GetLocation(orders, i).line;
}

using Orders = absl::flat_hash_map<std::string, ecommerce::Order>;

absl::StatusOr<Orders> Read(google::protobuf::io::ZeroCopyInputStream& input,
                            absl::string_view name) {
  TextFormat::ParseInfoTree locations;
  FirstError first_error;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&first_error);
  parser.WriteLocationsTo(&locations);
  v1::OrderFile file;
  if (!parser.Parse(&input, &file)) {
    return ErrorAt(name, first_error.line(), first_error.message());
  }

  Orders orders;
  absl::flat_hash_map<std::string, int> lines;
  for (int i = 0; i < file.orders_size(); ++i) {
    ecommerce::Order& order = *file.mutable_orders(i);
    const std::string id = order.id();
    const int line = LineOfId(locations, i);
    if (id.empty()) return ErrorAt(name, line, "the order has no id");
    if (!HasOnlyValidText(order)) {
      return ErrorAt(name, line, absl::StrCat("order ", Quote(id), " is not all valid UTF-8"));
    }
    const auto [first, is_new] = lines.emplace(id, line);
    if (!is_new) {
      return ErrorAt(
          name, line,
          absl::StrCat("the id ", Quote(id), " is taken by the order of line ", first->second + 1));
    }
    orders.emplace(id, std::move(order));
  }
  return orders;
}

}  // namespace

absl::StatusOr<OrderBook> OrderBook::Load(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return absl::ErrnoToStatus(errno, path);
  google::protobuf::io::FileInputStream input(file);
  input.SetCloseOnDelete(true);
  absl::StatusOr<Orders> orders = Read(input, path);
  // To the parser a failed read is the end of the file: of a directory, for one.
  if (input.GetErrno() != 0) return absl::ErrnoToStatus(input.GetErrno(), path);
  if (!orders.ok()) return orders.status();
  return OrderBook(*std::move(orders));
}

absl::StatusOr<OrderBook> OrderBook::Parse(absl::string_view text, absl::string_view name) {
  google::protobuf::io::ArrayInputStream input(text.data(), static_cast<int>(text.size()));
  absl::StatusOr<Orders> orders = Read(input, name);
  if (!orders.ok()) return orders.status();
  return OrderBook(*std::move(orders));
}

absl::StatusOr<const ecommerce::Order*> OrderBook::Find(absl::string_view id) const {
  if (id.empty()) return absl::InvalidArgumentError("the order's id is empty");
  const auto found = orders_.find(id);
  if (found == orders_.end()) {
    return absl::NotFoundError(absl::StrCat("there is no order ", Quote(id)));
  }
  return &found->second;
}

std::vector<ecommerce::Order> OrderBook::All() const {
  std::vector<ecommerce::Order> all;
  for (const auto& [id, order] : orders_) all.push_back(order);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.id() < b.id(); });
  return all;
}

}  // namespace workbook::order
