// order_server: the orders of a file over the network.
#include <memory>
#include <string>
#include <utility>

#include "base/data_file.h"
#include "order/order_book.h"
#include "order/order_service.h"
#include "rpc/call_timer.h"
#include "rpc/program.h"

int main(int argc, char** argv) {
  namespace rpc = workbook::rpc;
  namespace order = workbook::order;
  rpc::ServerProgram program("order_server", "Serves ecommerce.OrderManagement.", 50051,
                             "order_server --orders my_orders.txtpb --port=0");
  std::string path = workbook::base::DataFile(WORKBOOK_ORDERS);
  program.flags()
      .Add("--orders", path, "The orders, in protobuf text format (protos/order_file.proto)")
      .ShowDefault();
  std::string upstream;
  program.flags()
      .Add("--upstream", upstream, "Ask this order server, in plaintext, for other orders")
      .Named("HOST:PORT")
      .Check([](const std::string& text) {
        return std::string(rpc::ParseAddress(text).status().message());
      });
  bool log_calls = false;
  program.flags().Add("--log-calls", log_calls, "Print a line on stderr for each call");
  if (const auto exit_code = program.Parse(argc, argv)) return *exit_code;

  absl::StatusOr<order::OrderBook> book = order::OrderBook::Load(path);
  if (!book.ok()) return program.Fail(book.status());
  std::unique_ptr<order::OrderUpstream> other_server;
  if (!upstream.empty()) {
    other_server = std::make_unique<order::OrderUpstream>(rpc::Dial(*rpc::ParseAddress(upstream)));
  }
  rpc::Hosted<order::OrderService> service(*std::move(book), std::move(other_server));
  if (log_calls) {
    service.AddInterceptor(rpc::TimeCalls([](const rpc::AnsweredCall& call) {
      rpc::PrintLine("order_server: " + rpc::Describe(call));
    }));
  }
  return program.Run(service);
}
