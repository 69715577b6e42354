// All methods of a server, found by reflection: a test thus covers methods that were added after it
// was written.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

namespace workbook::tests {

/// The methods of all services except grpc.health and grpc.reflection. A server without reflection
/// fails the test.
class ReflectedMethods {
 public:
  explicit ReflectedMethods(const std::shared_ptr<grpc::Channel>& channel);

  /// Valid while this object lives.
  const std::vector<const google::protobuf::MethodDescriptor*>& all() const { return methods_; }

  /// "/calc.Calculator/Add".
  static std::string PathOf(const google::protobuf::MethodDescriptor& method);

 private:
  google::protobuf::SimpleDescriptorDatabase files_;
  google::protobuf::DescriptorPool pool_{&files_};
  std::vector<const google::protobuf::MethodDescriptor*> methods_;
};

}  // namespace workbook::tests
