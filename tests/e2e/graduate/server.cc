// A whole gRPC server, from its port to its end: `server --port N` serves the calculator until
// SIGTERM or Ctrl-C.
#include <grpcpp/grpcpp.h>
#include <pthread.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <string>

#include "calculator.grpc.pb.h"

using grpc::ServerContext, grpc::Status, grpc::StatusCode;

// Puts `exact`, which int64 always holds, into a reply of int32.
template <typename Reply>
Status Answer(int64_t exact, Reply* reply) {
  if (exact < INT32_MIN || exact > INT32_MAX) {
    return {StatusCode::OUT_OF_RANGE, std::to_string(exact) + " does not fit int32"};
  }
  reply->set_n1(static_cast<int32_t>(exact));
  return Status::OK;
}

struct Calculator final : calc::Calculator::Service {
  Status Add(ServerContext*, const calc::AddRequest* r, calc::AddReply* reply) override {
    return Answer(int64_t{r->n1()} + r->n2(), reply);
  }
  Status Substract(ServerContext*, const calc::SubstractRequest* r,
                   calc::SubstractReply* reply) override {
    return Answer(int64_t{r->n1()} - r->n2(), reply);
  }
  Status Multiply(ServerContext*, const calc::MultiplyRequest* r,
                  calc::MultiplyReply* reply) override {
    return Answer(int64_t{r->n1()} * r->n2(), reply);
  }
  Status Divide(ServerContext*, const calc::DivideRequest* r, calc::DivideReply* reply) override {
    if (r->n2() == 0) return {StatusCode::INVALID_ARGUMENT, "n2 is 0"};
    reply->set_f1(static_cast<float>(double(r->n1()) / r->n2()));
    return Status::OK;
  }
};

int main(int argc, char** argv) {
  if (argc != 3 || argv[1] != std::string("--port")) return 2;
  sigset_t stop;  // blocked before the first thread, so in every thread: sigwait alone takes them
  sigemptyset(&stop);
  for (const int one : {SIGTERM, SIGINT}) sigaddset(&stop, one);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  Calculator calculator;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(std::string("127.0.0.1:") + argv[2], grpc::InsecureServerCredentials());
  builder.RegisterService(&calculator);
  const auto server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  int signal = 0;
  sigwait(&stop, &signal);
  server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(2));
}
