// A store with one office, and a person.
#pragma once

#include "gateway/core/time/japan_day.h"
#include "gateway/network/audit/facts.h"
#include "gateway/network/documents/intake.h"
#include "gateway/network/ledger/subject.h"

#include "tests/support/clock.h"
#include "tests/support/folder.h"
#include "tests/support/must.h"
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace renkei::ledger {

using test::must;

inline const policy::Number office{"office", "9970100013"};

class Registry : public testing::Test {
protected:
    Registry() : ring_(must(seal::KeyRing::create(folder_.path() / "keys"))) {
        store::StoreSettings settings;
        settings.file = folder_.path() / "store.db";
        settings.node = "a";
        store = must(store::Store::open(settings, ring_, clock));
        policy::Peer peer{.id = "plan-office", .numbers = {office}};
        must(store->write([&](store::Transaction& it) { return it.put(peer); }));
    }
    static documents::PersonNumber number(const std::string& text) { return *documents::parse_person(text); }
    Subject subject(const std::string& text = "insurer:990010|0000000001") const {
        return must(subject_of(*store, number(text), {}));
    }
    store::PersonRecords records(const Subject& of) const {
        return must(store->read_value<store::PersonRecords>(
            [&](const store::Snapshot& it) { return store::person_records(it, of.person, of.insurer); }));
    }
    // Facts of all audit events.
    std::vector<audit::Event> events() const {
        std::vector<audit::Event> out;
        must(store->read([&](const store::Snapshot& it) {
            return it.audit([&](const store::AuditRow& row) {
                out.push_back(audit::event_of(row.event)->event);
                return true;
            });
        }));
        return out;
    }
    template <class T>
    static diag::Message message_of(const diag::Result<T>& result) {
        EXPECT_FALSE(result.has_value());
        return result.has_value() ? diag::Message{} : result.error().message;
    }
    base::Millis now() const { return clock.now(); }
    sharing::Consent consent() const { return {.taker = {"insurer", "990010"}, .given_at = now()}; }
    sharing::Registration registration() const {
        return {.office = office,
                .identity = sharing::IdentityCheck{.at = now(), .user = "suzuki"},
                .from = time::day_in_japan(now())};
    }

    test::Folder folder_;
    test::Clock clock;
    seal::KeyRing ring_;
    std::unique_ptr<store::Store> store;
};

} // namespace renkei::ledger
