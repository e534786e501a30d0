// The store of a pilot with one document of each of two persons, and events about them.
#pragma once

#include "gateway/app/online/setup/command_setup.h"
#include "gateway/core/time/date_time.h"
#include "gateway/network/documents/intake.h"

#include "tests/online/command.h"
#include "tests/support/must.h"

#include <optional>
#include <string>

namespace renkei::online {

inline const std::string hanako = "insurer:990010|0000000001";
inline const std::string taro = "insurer:990010|0000000002";

class AuditTrail {
public:
    AuditTrail() {
        installation_ = test::must(Installation::open(
            *read_configuration(pilot.file("renkei.yaml"), Language::english), daemon::Opener::command));
        of_hanako = document_of(hanako);
        of_taro = document_of(taro);
    }

    store::Store& store() { return installation_->store(); }
    std::string hash(const std::string& person) { return seal::to_hex(hash_of(person)); }
    // "2026-11-20T12:00:00+09:00"
    void add(audit::Event event, std::string_view at) {
        event.at = *time::parse_instant(at);
        test::must(store().append_audit(event));
    }
    void add_read(const std::string& peer, const std::string& document, std::string_view at) {
        add({.interaction = "read", .peer = peer, .address = "192.0.2.7", .document = document, .version = 1},
            at);
    }
    CommandResult report(const std::string& words, const std::string& language = "en") const {
        return pilot("audit report " + words, language);
    }

    Pilot pilot{};
    std::string of_hanako{};
    std::string of_taro{};

private:
    store::Hash hash_of(const std::string& person) {
        return documents::person_hash(store().search_key(), *documents::parse_person(person));
    }
    std::string document_of(const std::string& person) {
        store::NewVersion fresh;
        fresh.key = {hash_of("office:9970100013|1"), hash_of(person)};
        fresh.version.form = "admission";
        fresh.version.syntax = "json";
        fresh.version.submitter = "care-office";
        fresh.content =
            test::must(store().prepare("secret title", {{store::BodyKind::original, "secret content"}}));
        fresh.parties.persons = {hash_of(person)};
        std::string out;
        test::must(store().write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY(const store::Version added, transaction.add(fresh, 0));
            out = added.document;
            return {};
        }));
        return out;
    }

    std::unique_ptr<Installation> installation_{};
};

} // namespace renkei::online
