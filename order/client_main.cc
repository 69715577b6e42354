// order_client: looks orders up by their ids.
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "order/order_client.h"
#include "order/order_error_details.h"
#include "order/order_text.h"
#include "order/retry_policy.h"
#include "rpc/program.h"
#include "rpc/request_id.h"

int main(int argc, char** argv) {
  namespace base = workbook::base;
  namespace rpc = workbook::rpc;
  namespace order = workbook::order;
  rpc::ClientProgram program("order_client", "Calls ecommerce.OrderManagement and prints orders.",
                             50051, "order_client 101 102");
  std::vector<std::string> ids = {"101"};
  program.flags().Add("ID", ids, "Orders to look up").ShowDefault();
  std::string request_id;
  program.flags()
      .Add("--request-id", request_id, "Send this id with every call, for the servers' logs")
      .Named("ID")
      .Check(
          [](const std::string& text) { return std::string(rpc::CheckRequestId(text).message()); });
  if (const auto exit_code = program.Parse(argc, argv)) return *exit_code;

  rpc::DialOptions options{.service_config = order::kRetryPolicy};
  if (!request_id.empty()) options.interceptors.push_back(rpc::SendRequestId(request_id));
  order::OrderClient client(program.Channel(std::move(options)), program.timeout());
  int exit_code = base::kExitOk;
  const char* separator = "";
  for (const std::string& id : ids) {
    const auto found = client.GetOrder(id);
    if (found.ok()) {
      std::printf("%s%s", separator, order::ToText(*found).c_str());
      separator = "\n";
    } else {
      exit_code = program.Report(order::WithDetailsInWords(found.status()));
    }
  }
  return exit_code;
}
