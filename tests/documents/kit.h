// A gateway's documents without a network: a store in a folder of its own, peers, a desk; and inputs to send.
#pragma once

#include "gateway/documents/fetch.h"
#include "gateway/store/store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace renkei::documents {

class TestClock final : public base::Clock {
public:
    base::Millis now() const override { return now_; }
    void pass(base::Millis time) { now_ += time; }

private:
    std::atomic<base::Millis> now_ = 1'800'000'000'000;
};

// Removed with everything in it.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

template <class T>
T must(diag::Result<T> result) {
    if (!result) {
        ADD_FAILURE() << diag::to_text(result.error(), diag::Language::english);
        std::abort();
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

std::shared_ptr<const Knowledge> knowledge(); // the product's forms and FHIR's definitions, read once

std::string file(const std::string& name);                                          // below fixtures/
std::string replaced(std::string text, std::string_view from, std::string_view to); // every time; there must be one

// Offices of the fixtures: 9970100013 sends admissions to the hospital 9910100016.
std::vector<policy::Peer> usual_peers();

class Site {
public:
    explicit Site(Limits limits = {}, std::vector<policy::Peer> peers = usual_peers());

    Caller caller(std::string_view peer = "manager") const;
    const policy::Peer& peer(std::string_view id) const;
    Receipt submit(std::string_view bytes, std::string_view peer = "manager");
    Receipt submit(Submission submission, std::string_view peer = "manager");
    const Intake& intake() const { return intake_; }
    store::Store& store() { return *store_; }
    Desk& desk() { return desk_; }

    std::uint64_t documents() const;
    std::vector<store::Version> versions(const std::string& document) const;
    std::vector<store::Delivery> deliveries(const std::string& peer) const;
    std::vector<std::string> events() const; // AuditEvents, oldest first
    Rendered render(const store::Version& version, const std::string& syntax, const std::string& media_type = "");

    TestClock clock{};

private:
    Folder folder_;
    seal::KeyRing ring_;
    std::unique_ptr<store::Store> store_;
    std::shared_ptr<const std::vector<policy::Peer>> peers_;
    Intake intake_;
    Desk desk_;
};

std::string told(const diag::Report& report); // errors and warnings, one a line
#define EXPECT_TAKEN(receipt) EXPECT_EQ((receipt).refusal, Refusal::none) << told((receipt).report)

} // namespace renkei::documents
