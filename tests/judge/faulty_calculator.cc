#include "judge/faulty_calculator.h"

#include <cmath>
#include <limits>

namespace workbook::testing {
namespace {

constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
constexpr int32_t kMin = std::numeric_limits<int32_t>::min();

bool Fits(int64_t result) { return result >= kMin && result <= kMax; }

// The operands that the suite's concurrent callers use.
bool InTheCrowd(int32_t n) { return n >= 1000 && n < 10'000; }

// `wraps`: as those do who do not look.
template <typename Reply>
grpc::Status Answer(int64_t result, bool wraps, Reply* reply) {
  if (!Fits(result) && !wraps) return {grpc::StatusCode::OUT_OF_RANGE, "does not fit an int32"};
  reply->set_n1(static_cast<int32_t>(result));
  return grpc::Status::OK;
}

}  // namespace

grpc::Status FaultyCalculator::Add(grpc::ServerContext*, const calc::AddRequest* request,
                                   calc::AddReply* reply) {
  const int32_t n1 = request->n1();
  const int32_t n2 = request->n2();
  int64_t sum = int64_t{n1} + n2;
  if (Breaks("AddsTwoNumbers") && n1 == 20 && n2 == 10) ++sum;
  if (Breaks("ReadsUnsetNumbersAsZero") && n1 == 0 && n2 == 0) {
    return {grpc::StatusCode::INVALID_ARGUMENT, "n1 is missing"};
  }
  if (Breaks("GoesOnAfterAFailedCall") && n1 == 1 && n2 == 1 && failed_) {
    return {grpc::StatusCode::INTERNAL, "out of order since the last failure"};
  }
  // An operand in a place that all calls share.
  const int32_t last = last_.exchange(n1);
  if (Breaks("KeepsConcurrentCallsApart") && InTheCrowd(n1) && InTheCrowd(last)) {
    sum = int64_t{last} + n2;
  }
  if (Breaks("AddsUpToTheEdgesOfInt32") && sum == kMax) {
    return {grpc::StatusCode::OUT_OF_RANGE, "does not fit an int32"};
  }
  return Answer(sum, Breaks("SaysThatASumDoesNotFit"), reply);
}

grpc::Status FaultyCalculator::Substract(grpc::ServerContext*,
                                         const calc::SubstractRequest* request,
                                         calc::SubstractReply* reply) {
  int64_t difference = int64_t{request->n1()} - request->n2();
  if (Breaks("SubtractsTheSecondFromTheFirst") && Fits(difference)) difference = -difference;
  return Answer(difference, Breaks("SaysThatADifferenceDoesNotFit"), reply);
}

grpc::Status FaultyCalculator::Multiply(grpc::ServerContext*, const calc::MultiplyRequest* request,
                                        calc::MultiplyReply* reply) {
  int64_t product = int64_t{request->n1()} * request->n2();
  if (Breaks("MultipliesTwoNumbers") && Fits(product)) product = std::abs(product);
  return Answer(product, Breaks("SaysThatAProductDoesNotFit"), reply);
}

grpc::Status FaultyCalculator::Divide(grpc::ServerContext*, const calc::DivideRequest* request,
                                      calc::DivideReply* reply) {
  const int32_t n1 = request->n1();
  const int32_t n2 = request->n2();
  failed_ = n2 == 0;
  const bool lets_it_pass = Breaks("RefusesZeroDividedByZero") && n1 == 0;
  if (n2 == 0 && !lets_it_pass) {
    if (Breaks("RefusesToDivideByZero") && n1 != 0) {
      return {grpc::StatusCode::UNKNOWN, "division by zero"};
    }
    return {grpc::StatusCode::INVALID_ARGUMENT, "division by zero"};
  }
  if (Breaks("DividesTheSmallestNumberByMinusOne") && n1 == kMin) {
    return {grpc::StatusCode::OUT_OF_RANGE, "does not fit an int32"};
  }
  const double quotient = static_cast<double>(n1) / n2;
  reply->set_f1(static_cast<float>(Breaks("DividesIntoAFloat") ? std::trunc(quotient) : quotient));
  return grpc::Status::OK;
}

}  // namespace workbook::testing
