#include "tests/mutants/calculator_mutants.h"

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "rpc/status.h"
#include "tests/mutants/exchanger.h"

namespace workbook::tests {
namespace {

constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
constexpr int32_t kMin = std::numeric_limits<int32_t>::min();

absl::Status DoesNotFit() { return absl::OutOfRangeError("does not fit an int32"); }

absl::StatusOr<int32_t> Fit(int64_t result) {
  if (result < kMin || result > kMax) return DoesNotFit();
  return static_cast<int32_t>(result);
}

// The lower 32 bits, as int32 arithmetic without a check gives them.
int32_t Wrapped(int64_t result) { return static_cast<int32_t>(result); }

}  // namespace

absl::StatusOr<int32_t> CorrectCalculator::Sum(int32_t n1, int32_t n2) {
  return Fit(int64_t{n1} + n2);
}

absl::StatusOr<int32_t> CorrectCalculator::Difference(int32_t n1, int32_t n2) {
  return Fit(int64_t{n1} - n2);
}

absl::StatusOr<int32_t> CorrectCalculator::Product(int32_t n1, int32_t n2) {
  return Fit(int64_t{n1} * n2);
}

absl::StatusOr<float> CorrectCalculator::Quotient(int32_t n1, int32_t n2) {
  if (n2 == 0) return absl::InvalidArgumentError("division by zero");
  return static_cast<float>(static_cast<double>(n1) / n2);
}

grpc::Status CorrectCalculator::Add(grpc::ServerContext*, const calc::AddRequest* request,
                                    calc::AddReply* reply) {
  return rpc::Answer(Sum(request->n1(), request->n2()), [reply](int32_t n) { reply->set_n1(n); });
}

grpc::Status CorrectCalculator::Substract(grpc::ServerContext*,
                                          const calc::SubstractRequest* request,
                                          calc::SubstractReply* reply) {
  return rpc::Answer(Difference(request->n1(), request->n2()),
                     [reply](int32_t n) { reply->set_n1(n); });
}

grpc::Status CorrectCalculator::Multiply(grpc::ServerContext*, const calc::MultiplyRequest* request,
                                         calc::MultiplyReply* reply) {
  return rpc::Answer(Product(request->n1(), request->n2()),
                     [reply](int32_t n) { reply->set_n1(n); });
}

grpc::Status CorrectCalculator::Divide(grpc::ServerContext*, const calc::DivideRequest* request,
                                       calc::DivideReply* reply) {
  return rpc::Answer(Quotient(request->n1(), request->n2()),
                     [reply](float f) { reply->set_f1(f); });
}

// ---- The mutants: each class has the name of the behaviour that it breaks ----

namespace {
namespace breaks {

class AddsTwoNumbers final : public CorrectCalculator {
  absl::StatusOr<int32_t> Sum(int32_t n1, int32_t n2) override {
    if (n1 == 20 && n2 == 10) return 31;
    return CorrectCalculator::Sum(n1, n2);
  }
};

class ReadsUnsetNumbersAsZero final : public CorrectCalculator {
  absl::StatusOr<int32_t> Sum(int32_t n1, int32_t n2) override {
    if (n1 == 0 && n2 == 0) return absl::InvalidArgumentError("n1 is missing");
    return CorrectCalculator::Sum(n1, n2);
  }
};

class GoesOnAfterAFailedCall final : public CorrectCalculator {
  absl::StatusOr<int32_t> Sum(int32_t n1, int32_t n2) override {
    if (failed_.exchange(false)) return absl::InternalError("out of order since the last failure");
    return CorrectCalculator::Sum(n1, n2);
  }
  absl::StatusOr<float> Quotient(int32_t n1, int32_t n2) override {
    failed_ = n2 == 0;
    return CorrectCalculator::Quotient(n1, n2);
  }

  std::atomic<bool> failed_ = false;  // the last division
};

class KeepsConcurrentCallsApart final : public CorrectCalculator {
  absl::StatusOr<int32_t> Sum(int32_t n1, int32_t n2) override {
    return CorrectCalculator::Sum(first_.Exchange(n1), n2);
  }

  Exchanger<int32_t> first_;
};

class AddsUpToTheEdgesOfInt32 final : public CorrectCalculator {
  absl::StatusOr<int32_t> Sum(int32_t n1, int32_t n2) override {
    const absl::StatusOr<int32_t> sum = CorrectCalculator::Sum(n1, n2);
    if (sum.ok() && *sum == kMax) return DoesNotFit();
    return sum;
  }
};

class RefusesASumThatDoesNotFit final : public CorrectCalculator {
  absl::StatusOr<int32_t> Sum(int32_t n1, int32_t n2) override { return Wrapped(int64_t{n1} + n2); }
};

class SubtractsTheSecondFromTheFirst final : public CorrectCalculator {
  absl::StatusOr<int32_t> Difference(int32_t n1, int32_t n2) override {
    const absl::StatusOr<int32_t> difference = CorrectCalculator::Difference(n1, n2);
    if (!difference.ok()) return difference;
    return Fit(-int64_t{*difference});
  }
};

class RefusesADifferenceThatDoesNotFit final : public CorrectCalculator {
  absl::StatusOr<int32_t> Difference(int32_t n1, int32_t n2) override {
    return Wrapped(int64_t{n1} - n2);
  }
};

class MultipliesTwoNumbers final : public CorrectCalculator {
  absl::StatusOr<int32_t> Product(int32_t n1, int32_t n2) override {
    const absl::StatusOr<int32_t> product = CorrectCalculator::Product(n1, n2);
    if (!product.ok()) return product;
    return Fit(std::abs(int64_t{*product}));
  }
};

class RefusesAProductThatDoesNotFit final : public CorrectCalculator {
  absl::StatusOr<int32_t> Product(int32_t n1, int32_t n2) override {
    return Wrapped(int64_t{n1} * n2);
  }
};

class DividesIntoAFloat final : public CorrectCalculator {
  absl::StatusOr<float> Quotient(int32_t n1, int32_t n2) override {
    const absl::StatusOr<float> quotient = CorrectCalculator::Quotient(n1, n2);
    if (!quotient.ok()) return quotient;
    return std::trunc(*quotient);
  }
};

class RefusesToDivideByZero final : public CorrectCalculator {
  absl::StatusOr<float> Quotient(int32_t n1, int32_t n2) override {
    if (n1 != 0 && n2 == 0) return absl::UnknownError("division by zero");
    return CorrectCalculator::Quotient(n1, n2);
  }
};

class RefusesZeroDividedByZero final : public CorrectCalculator {
  absl::StatusOr<float> Quotient(int32_t n1, int32_t n2) override {
    if (n1 == 0 && n2 == 0) return std::numeric_limits<float>::quiet_NaN();
    return CorrectCalculator::Quotient(n1, n2);
  }
};

class DividesTheSmallestNumberByMinusOne final : public CorrectCalculator {
  absl::StatusOr<float> Quotient(int32_t n1, int32_t n2) override {
    if (n1 == kMin && n2 == -1) return DoesNotFit();
    return CorrectCalculator::Quotient(n1, n2);
  }
};

}  // namespace breaks
}  // namespace

const MutantTable& CalculatorMutants() {
  static const auto* mutants = new MutantTable{
      {"AddsTwoNumbers", Make<breaks::AddsTwoNumbers>},
      {"ReadsUnsetNumbersAsZero", Make<breaks::ReadsUnsetNumbersAsZero>},
      {"GoesOnAfterAFailedCall", Make<breaks::GoesOnAfterAFailedCall>},
      {"KeepsConcurrentCallsApart", Make<breaks::KeepsConcurrentCallsApart>},
      {"AddsUpToTheEdgesOfInt32", Make<breaks::AddsUpToTheEdgesOfInt32>},
      {"RefusesASumThatDoesNotFit", Make<breaks::RefusesASumThatDoesNotFit>},
      {"SubtractsTheSecondFromTheFirst", Make<breaks::SubtractsTheSecondFromTheFirst>},
      {"RefusesADifferenceThatDoesNotFit", Make<breaks::RefusesADifferenceThatDoesNotFit>},
      {"MultipliesTwoNumbers", Make<breaks::MultipliesTwoNumbers>},
      {"RefusesAProductThatDoesNotFit", Make<breaks::RefusesAProductThatDoesNotFit>},
      {"DividesIntoAFloat", Make<breaks::DividesIntoAFloat>},
      {"RefusesToDivideByZero", Make<breaks::RefusesToDivideByZero>},
      {"RefusesZeroDividedByZero", Make<breaks::RefusesZeroDividedByZero>},
      {"DividesTheSmallestNumberByMinusOne", Make<breaks::DividesTheSmallestNumberByMinusOne>},
  };
  return *mutants;
}

}  // namespace workbook::tests
