// order_client: looks orders up by their ids.
#include <cstdio>
#include <string>
#include <vector>

#include "order/order_client.h"
#include "order/order_text.h"
#include "rpc/program.h"

int main(int argc, char** argv) {
  namespace base = workbook::base;
  namespace rpc = workbook::rpc;
  namespace order = workbook::order;
  rpc::ClientProgram program("order_client", "Calls ecommerce.OrderManagement and prints orders.",
                             50051, "order_client 101 102");
  std::vector<std::string> ids = {"101"};
  program.flags().Add("ID", ids, "Orders to look up").ShowDefault();
  if (const auto exit_code = program.Parse(argc, argv)) return *exit_code;

  order::OrderClient client(program.Channel(), program.timeout());
  int exit_code = base::kExitOk;
  const char* separator = "";
  for (const std::string& id : ids) {
    const auto found = client.GetOrder(id);
    if (found.ok()) {
      std::printf("%s%s", separator, order::ToText(*found).c_str());
      separator = "\n";
    } else {
      exit_code = program.Report(found.status());
    }
  }
  return exit_code;
}
