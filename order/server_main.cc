// order_server: the orders of a file over the network.
#include <string>
#include <utility>

#include "base/data_file.h"
#include "order/order_book.h"
#include "order/order_service.h"
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
  if (const auto exit_code = program.Parse(argc, argv)) return *exit_code;

  absl::StatusOr<order::OrderBook> book = order::OrderBook::Load(path);
  if (!book.ok()) return program.Fail(book.status());
  rpc::Hosted<order::OrderService> service(*std::move(book));
  return program.Run(service);
}
