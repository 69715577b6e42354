// The flags for TLS and tokens, the same for every program.
#pragma once

#include "base/flags.h"
#include "rpc/security/credentials.h"

namespace workbook::rpc::security {

/// Adds --tls-cert, --tls-key, --tls-client-ca and --tokens, which fill `files` when `flags` parse.
void AddSecurityFlags(base::CommandLine& flags, ServerSecurityFiles& files);

/// Adds --tls-ca, --tls-cert, --tls-key and --token-file. The token itself is not a flag: every
/// user of the machine can read a command line.
void AddSecurityFlags(base::CommandLine& flags, ClientSecurityFiles& files);

}  // namespace workbook::rpc::security
