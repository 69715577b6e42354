// The flags of TLS and tokens, the same for every program.
#pragma once

#include <CLI/CLI.hpp>

#include "rpc/credentials.h"

namespace workbook::rpc {

/// Adds --tls-cert, --tls-key, --tls-client-ca and --tokens, which fill `files` when `app` parses.
void AddSecurityFlags(CLI::App& app, ServerSecurityFiles& files);

/// Adds --tls-ca, --tls-cert, --tls-key and --token-file. The token itself is no flag: everybody on
/// the machine can read a command line.
void AddSecurityFlags(CLI::App& app, ClientSecurityFiles& files);

}  // namespace workbook::rpc
