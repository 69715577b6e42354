// A first test: a service is called in process, and its answers are compared.
#include "lessons/first_test/lesson.h"

namespace lesson {

void TestDivide(grpc::Service& service) {
  // TODO: start a server with the service, call Divide over a channel in process, and compare.
}

}  // namespace lesson
