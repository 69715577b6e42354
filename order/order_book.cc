#include "order/order_book.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "base/text_file.h"
#include "base/text_format.h"
#include "order_file.pb.h"

namespace workbook::order {
namespace {

using google::protobuf::TextFormat;

// A status message travels in a trailer, and a peer accepts 8 KiB of those: a longer id is cut.
constexpr size_t kMaxQuotedBytes = 200;

std::string Quote(absl::string_view id) {
  if (id.size() <= kMaxQuotedBytes) return absl::StrCat("\"", base::Printable(id), "\"");
  const absl::string_view start = base::TruncateUtf8(id, kMaxQuotedBytes);
  return absl::StrCat("\"", base::Printable(start), "\"... (", id.size(), " bytes)");
}

bool HasOnlyValidText(const ecommerce::Order& order) {
  for (const std::string& item : order.items()) {
    if (!base::IsValidUtf8(item)) return false;
  }
  return base::IsValidUtf8(order.id()) && base::IsValidUtf8(order.description()) &&
         base::IsValidUtf8(order.destination());
}

// The line of the id of order `i`, or of the order itself when it has none.
int LineOfId(TextFormat::ParseInfoTree& locations, int i) {
  const auto* orders = v1::OrderFile::descriptor()->FindFieldByName("orders");
  const auto* id = ecommerce::Order::descriptor()->FindFieldByName("id");
  const int line = base::LineOf(*locations.GetTreeForNested(orders, i), id, -1);
  return line > 0 ? line : base::LineOf(locations, orders, i);
}

}  // namespace

absl::StatusOr<OrderBook> OrderBook::Load(const std::string& path) {
  const absl::StatusOr<std::string> text = base::ReadTextFile(path, base::kMaxDataBytes);
  if (!text.ok()) return text.status();
  return Parse(*text, path);
}

absl::StatusOr<OrderBook> OrderBook::Parse(absl::string_view text, absl::string_view name) {
  TextFormat::ParseInfoTree locations;
  v1::OrderFile file;
  if (const auto error = base::ParseTextFormat(text, file, &locations)) {
    return base::ErrorAtLine(name, error->line, error->message);
  }

  Orders orders;
  absl::flat_hash_map<std::string, int> lines;
  for (int i = 0; i < file.orders_size(); ++i) {
    ecommerce::Order& order = *file.mutable_orders(i);
    const std::string id = order.id();
    const int line = LineOfId(locations, i);
    if (id.empty()) return base::ErrorAtLine(name, line, "the order has no id");
    if (!HasOnlyValidText(order)) {
      return base::ErrorAtLine(name, line,
                               absl::StrCat("order ", Quote(id), " is not all valid UTF-8"));
    }
    const auto [first, is_new] = lines.emplace(id, line);
    if (!is_new) {
      return base::ErrorAtLine(
          name, line,
          absl::StrCat("the id ", Quote(id), " is taken by the order of line ", first->second));
    }
    orders.emplace(id, std::move(order));
  }
  return OrderBook(std::move(orders));
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
