// File descriptors: what a server runs out of first, as every connection takes one.
#pragma once

#include <string>

namespace workbook::rpc {

/// Raises the soft limit of open descriptors (RLIMIT_NOFILE) to the hard one. Up to gRPC 1.56 a
/// server that has run out of them needs a restart, see WORKBOOK_GRPC_LISTENER_ENDS_AT_EMFILE;
/// later ones accept connections again once descriptors are free.
void RaiseDescriptorLimit();

/// `12 of 20000 descriptors`: how many are open in this process, and the limit.
std::string DescriptorUse();

/// How many connections wait for this process's TCP listeners to accept them. If it stays above 0,
/// gRPC has stopped accepting, or finds no free descriptor.
int UnacceptedConnections();

}  // namespace workbook::rpc
