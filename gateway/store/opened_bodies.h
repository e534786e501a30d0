// Bodies that were opened lately. A document that has come is mostly read soon, by several, and opening it is about a third of a read. Who asks has been let in by the rows of the database, and asks them too whether the body is still there.
#pragma once

#include "gateway/store/rows.h"

#include <chrono>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace renkei::store {

class OpenedBodies {
public:
    using Time = std::chrono::steady_clock::time_point;

    OpenedBodies() = default;
    OpenedBodies(const OpenedBodies&) = delete;
    OpenedBodies& operator=(const OpenedBodies&) = delete;
    ~OpenedBodies(); // leaves nothing in memory

    // `bound_to`: random, of one content (SealedContent), which never changes under it. Null: it is not known, or not any more.
    std::shared_ptr<const std::string> find(std::string_view bound_to, BodyKind kind, Time now);
    void keep(std::string_view bound_to, BodyKind kind, const std::string& bytes, Time now);
    // For a clock: else what nobody reads any more would stay until the next one is read.
    void forget_old(Time now);

    static constexpr std::size_t most_bytes = 4U << 20U;         // of all together
    static constexpr std::size_t largest = most_bytes / 8;       // of one; greater ones come seldom
    static constexpr std::chrono::seconds kept_for{60};          // what a person's file says does not lie open for long

private:
    struct Opened {
        std::string name;
        std::shared_ptr<const std::string> bytes; // leaves nothing in memory, either
        Time since;
    };
    using Order = std::list<Opened>; // the youngest first
    void forget_until(Time now);
    void forget_oldest();

    std::mutex mutex_;
    Order order_;
    std::unordered_map<std::string_view, Order::iterator> by_name_; // views names in order_
    std::size_t bytes_ = 0;
};

} // namespace renkei::store
