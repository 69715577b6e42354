#include "tests/faults/reflected_methods.h"

#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "server_reflection.pb.h"
#include "tests/e2e/raw_call.h"

namespace workbook::tests {
namespace {

using test::reflection::ServerReflectionRequest;
using test::reflection::ServerReflectionResponse;

ServerReflectionResponse Ask(RawCall& call, const ServerReflectionRequest& request) {
  call.Write(request.SerializeAsString());
  ServerReflectionResponse response;
  EXPECT_TRUE(response.ParseFromString(call.Read().value_or("")));
  return response;
}

bool IsGrpcsOwn(const std::string& service) {
  return service.rfind("grpc.health.", 0) == 0 || service.rfind("grpc.reflection.", 0) == 0;
}

}  // namespace

ReflectedMethods::ReflectedMethods(const std::shared_ptr<grpc::Channel>& channel) {
  RawCall call(channel, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");
  ServerReflectionRequest list;
  list.set_list_services("*");
  const ServerReflectionResponse listed = Ask(call, list);
  for (const auto& service : listed.list_services_response().service()) {
    if (IsGrpcsOwn(service.name())) continue;
    ServerReflectionRequest get;
    get.set_file_containing_symbol(service.name());
    const ServerReflectionResponse response = Ask(call, get);
    for (const std::string& file : response.file_descriptor_response().file_descriptor_proto()) {
      google::protobuf::FileDescriptorProto proto;
      EXPECT_TRUE(proto.ParseFromString(file));
      google::protobuf::FileDescriptorProto ignored;
      if (!files_.FindFileByName(proto.name(), &ignored)) files_.Add(proto);
    }
    const auto* descriptor = pool_.FindServiceByName(service.name());
    EXPECT_NE(descriptor, nullptr) << service.name();
    if (descriptor == nullptr) continue;
    for (int i = 0; i < descriptor->method_count(); ++i) {
      methods_.push_back(descriptor->method(i));
    }
  }
  EXPECT_FALSE(methods_.empty());
}

std::string ReflectedMethods::PathOf(const google::protobuf::MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

}  // namespace workbook::tests
