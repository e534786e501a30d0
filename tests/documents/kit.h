// A gateway's documents without a network: a store in a folder of its own, peers, a worker; and inputs to
// send.
#pragma once

#include "gateway/network/audit/facts.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/extracted_metadata.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/documents/intake.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/documents/worker_pool.h"
#include "gateway/network/store/store.h"

#include "tests/support/clock.h"
#include "tests/support/folder.h"
#include "tests/support/must.h"
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace renkei::documents {

using test::Folder;
using test::must;
using TestClock = test::Clock;

std::shared_ptr<const LoadedDefinitions> loaded(); // the product's forms and FHIR's definitions, read once

std::string file(const std::string& name); // below fixtures/
std::string replaced(std::string text, std::string_view from,
                     std::string_view to); // replaces all occurrences; there must be at least one

// Offices of the fixtures: 9970100013 sends admissions to the hospital 9910100016.
std::vector<policy::Peer> usual_peers();

class Site {
public:
    // `postgres`: libpq's, of an empty database; empty: the store is a file
    explicit Site(Limits limits = {}, std::vector<policy::Peer> peers = usual_peers(),
                  const std::string& postgres = {});

    Caller caller(std::string_view peer = "manager") const;
    const policy::Peer& peer(std::string_view id) const;
    Receipt submit(std::string_view bytes, std::string_view peer = "manager");
    Receipt submit(Submission submission, std::string_view peer = "manager");
    void use(std::vector<policy::Peer> peers) {
        peers_ = std::make_shared<const std::vector<policy::Peer>>(std::move(peers));
    }
    const Intake& intake() const { return intake_; }
    store::Store& store() { return *store_; }
    ConversionWorker& worker() { return worker_; }

    std::uint64_t documents() const;
    std::vector<store::Version> versions(const std::string& document) const;
    std::vector<store::Delivery> deliveries(const std::string& peer) const;
    void fetch(const std::string& peer);     // all that waits in its mailbox, without acknowledging it
    std::vector<std::string> events() const; // AuditEvents, oldest first
    Rendered render(const store::Version& version, const std::string& syntax,
                    const std::string& media_type = "");
    diag::Result<Rendered> try_render(const store::Version& version, const Representation& as);

    TestClock clock{};

private:
    Folder folder_{Folder::Where::memory};
    seal::KeyRing ring_;
    std::unique_ptr<store::Store> store_;
    std::shared_ptr<const std::vector<policy::Peer>> peers_;
    Intake intake_;
    ConversionWorker worker_;
};

// What the last audit event is about.
audit::EventSummary last_event_noted(const store::Store& store);

std::string recorded(const diag::Report& report); // errors and warnings, one a line
#define EXPECT_TAKEN(receipt) EXPECT_EQ((receipt).refusal, Refusal::none) << recorded((receipt).report)

} // namespace renkei::documents
