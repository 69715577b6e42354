// What a completion queue's tag points to: gRPC hands the pointer back with each event.
#pragma once

namespace workbook::chat {

class Tag {
 public:
  virtual ~Tag() = default;
  /// The operation ended, on the thread of its queue. `ok` is false when it did not happen.
  virtual void Proceed(bool ok) = 0;
};

/// A tag whose event is a method of the object that it is a member of: one that has several kinds
/// of operation needs several tags.
template <typename Object, void (Object::*method)(bool ok)>
class MemberTag final : public Tag {
 public:
  explicit MemberTag(Object* object) : object_(object) {}
  void Proceed(bool ok) override { (object_->*method)(ok); }

 private:
  Object* const object_;
};

}  // namespace workbook::chat
