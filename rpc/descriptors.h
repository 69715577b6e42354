// File descriptors: what a server runs out of first. Every connection is one.
#pragma once

#include <string>

namespace workbook::rpc {

/// Raises the soft limit of open descriptors (RLIMIT_NOFILE) to the hard one; DescriptorUse says
/// what that is. gRPC 1.51 has CVE-2023-4785: once accept() has failed with EMFILE its listener
/// takes no connection any more, also when descriptors are free again, and only a restart helps.
void RaiseDescriptorLimit();

/// `12 of 20000 descriptors`: how many are open in this process, and the limit.
std::string DescriptorUse();

/// Connections that this process's TCP listeners have not accepted yet, all together. More than 0
/// for long: gRPC accepts no more, see above.
int UnacceptedConnections();

}  // namespace workbook::rpc
