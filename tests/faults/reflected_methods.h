// What a server offers, asked of the server itself by reflection: so that a test reaches each
// method of each service, also those that are added after it was written.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

namespace workbook::testing {

/// The methods of all services of a server but those that every gRPC server has (grpc.health,
/// grpc.reflection). A server without reflection fails the test and has none.
class ReflectedMethods {
 public:
  explicit ReflectedMethods(const std::shared_ptr<grpc::Channel>& channel);

  /// Valid as long as this object.
  const std::vector<const google::protobuf::MethodDescriptor*>& all() const { return methods_; }

  /// "/calc.Calculator/Add": how a call names it.
  static std::string PathOf(const google::protobuf::MethodDescriptor& method);

 private:
  google::protobuf::SimpleDescriptorDatabase files_;
  google::protobuf::DescriptorPool pool_{&files_};
  std::vector<const google::protobuf::MethodDescriptor*> methods_;
};

}  // namespace workbook::testing
