#include "rpc/proxy.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "rpc/address.h"

namespace workbook::rpc {
namespace {

// In gRPC's order: the first that is set counts, also when it is empty.
constexpr const char* kVariables[] = {"grpc_proxy", "https_proxy", "http_proxy"};
constexpr const char* kExceptions[] = {"no_grpc_proxy", "no_proxy"};

constexpr absl::string_view kScheme = "http://";

template <typename Names>
const char* const* FirstSet(const Names& names) {
  return std::ranges::find_if(names, [](const char* name) { return std::getenv(name) != nullptr; });
}

bool IsExcepted(const std::string& host) {
  const auto* list = FirstSet(kExceptions);
  if (list == std::end(kExceptions)) return false;
  const std::vector<absl::string_view> names =
      absl::StrSplit(std::getenv(*list), ',', absl::SkipWhitespace());
  return std::ranges::any_of(names, [&host](absl::string_view name) {
    return absl::EndsWithIgnoreCase(host, absl::StripAsciiWhitespace(name));
  });
}

// http://user:password@proxy:3128/ as http://proxy:3128.
std::string WithoutSecrets(absl::string_view url) {
  const absl::string_view authority =
      url.substr(kScheme.size(), url.find('/', kScheme.size()) - kScheme.size());
  return absl::StrCat(kScheme, authority.substr(authority.rfind('@') + 1));
}

}  // namespace

std::optional<Proxy> ProxyFor(const std::string& host) {
  const auto* variable = FirstSet(kVariables);
  if (variable == std::end(kVariables)) return std::nullopt;
  const absl::string_view url = std::getenv(*variable);
  // gRPC ignores proxies of other kinds.
  if (!absl::StartsWithIgnoreCase(url, kScheme) || IsExcepted(host) || IsLoopback(host)) {
    return std::nullopt;
  }
  return Proxy{WithoutSecrets(url), *variable};
}

void UnsetProxies() {
  for (const char* variable : kVariables) unsetenv(variable);
}

}  // namespace workbook::rpc
