// A store with documents about persons of an insurer that takes part in the care hub, and peers that read.
#pragma once

#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/document_access.h"
#include "gateway/network/access/find_documents.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/store/rows/uuid7.h"
#include "gateway/network/store/store.h"

#include "tests/support/clock.h"
#include "tests/support/folder.h"
#include "tests/support/must.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::access {

using policy::VersionAccess;
using store::Hash;
using test::must;

inline const std::string insurer = "990010";
// Shared by the matrix; read by receivers because they are named; known to no matrix.
inline const std::string opinion_form = "opinion";
inline const std::string admission_form = "admission";
inline const std::string unknown_form = "summary-of-none";

inline std::shared_ptr<const Hub> hub() {
    static const auto out = std::make_shared<const Hub>(
        Hub{must(sharing::Matrix::load(std::filesystem::path(RENKEI_SOURCE) / "mappings/access"))});
    return out;
}

inline std::shared_ptr<const Hub> hub_with_emergencies() {
    Hub out = *hub();
    out.emergency = true;
    return std::make_shared<const Hub>(std::move(out));
}

inline Hash person_of(std::string_view name) { return seal::keyed_hash(Hash{}, {"person", name}); }

// The clinic makes the opinion, the town is the insurer, the office makes the person's plan.
inline std::vector<policy::Peer> usual_peers() {
    return {{.id = "clinic", .role = policy::Role::clinic, .numbers = {{"institution", "1319999981"}}},
            {.id = "town", .role = policy::Role::municipality, .numbers = {{"insurer", insurer}}},
            {.id = "office", .role = policy::Role::care_manager, .numbers = {{"office", "9970100013"}}},
            {.id = "stranger", .role = policy::Role::care_manager, .numbers = {{"office", "9970100021"}}}};
}

class Sharing : public testing::Test {
protected:
    // `postgres`: libpq's connection; empty: SQLite.
    explicit Sharing(std::string postgres = {})
        : ring_(must(seal::KeyRing::create(folder_.path() / "keys"))) {
        store::StoreSettings settings;
        settings.file = folder_.path() / "store.db";
        settings.engine = postgres.empty() ? store::Engine::sqlite : store::Engine::postgres;
        settings.connection = std::move(postgres);
        settings.node = "a";
        clock.set(must_day("2026-06-15"));
        store = must(store::Store::open(settings, ring_, clock));
        put(sharing::Insurer{.number = insurer,
                             .state = sharing::InsurerState::live,
                             .live_from = time::parse_date("2026-04-01")});
    }
    static base::Millis must_day(std::string_view text) { return *time::parse_instant_or_day(text); }

    const policy::Peer& peer(std::string_view id) const {
        return *std::ranges::find(peers, id, &policy::Peer::id);
    }
    // As care managers work there.
    Reader reader(std::string_view id, std::shared_ptr<const Hub> rules = hub()) const {
        return {.peer = peer(id), .hub = std::move(rules), .at = clock.now(), .job = "care_manager"};
    }

    template <class Record>
    void put(const Record& record) {
        must(store->write([&](store::Transaction& it) { return store::put(it, record); }));
    }
    void consent(std::string_view person = "hanako") {
        put(store::Kept<sharing::Consent>{person_of(person),
                                          {.id = store::new_uuid7(clock.now()),
                                           .insurer = insurer,
                                           .taker = {"insurer", insurer},
                                           .given_at = clock.now()}});
    }
    void registration(std::string_view person = "hanako", std::string_view number = "9970100013") {
        put(store::Kept<sharing::Registration>{person_of(person),
                                               {.id = store::new_uuid7(clock.now()),
                                                .insurer = insurer,
                                                .office = {"office", std::string(number)},
                                                .service_type = "43",
                                                .identity = sharing::IdentityCheck{.at = clock.now()},
                                                .from = time::day_in_japan(clock.now()),
                                                .makes_plan = true}});
    }
    // Asked of the clinic.
    void opinion_request(std::string_view person = "hanako") {
        put(store::Kept<sharing::OpinionRequest>{person_of(person),
                                                 {.id = store::new_uuid7(clock.now()),
                                                  .insurer = insurer,
                                                  .institution = {"institution", "1319999981"},
                                                  .sent = time::day_in_japan(clock.now())}});
    }
    void state(const sharing::PersonState& state, std::string_view person = "hanako") {
        put(store::Kept<sharing::PersonState>{person_of(person), state});
    }

    struct Wanted {
        std::string name = "document";
        std::string form = opinion_form;
        std::string sender = "clinic";
        std::vector<std::string> receivers{"town"};
        std::vector<std::string> uninsured{}; // persons by numbers of which no insurer is known
        std::vector<std::string> persons{"hanako"};
        std::uint32_t expected = 0; // the version before
    };
    store::Version add(const Wanted& wanted) {
        store::NewVersion fresh;
        fresh.key = {seal::keyed_hash(Hash{}, {wanted.sender}), seal::keyed_hash(Hash{}, {wanted.name})};
        fresh.version.form = wanted.form;
        fresh.version.media_type = "application/json";
        fresh.version.date = "2026-06-01";
        fresh.version.submitter = wanted.sender;
        fresh.version.sha = seal::keyed_hash(Hash{}, {wanted.name, std::to_string(wanted.expected)});
        fresh.content = must(store->prepare("title", {{store::BodyKind::original, "{}"}}));
        fresh.parties.senders = policy::identifiers_of(peer(wanted.sender).numbers);
        for (const std::string& each : wanted.receivers) {
            const auto numbers = policy::identifiers_of(peer(each).numbers);
            fresh.parties.receivers.insert(fresh.parties.receivers.end(), numbers.begin(), numbers.end());
        }
        for (const std::string& each : wanted.uninsured) {
            fresh.parties.persons.push_back(person_of(each));
        }
        for (const std::string& each : wanted.persons) {
            fresh.parties.persons.push_back(person_of(each));
            fresh.parties.insured.push_back({person_of(each), insurer});
        }
        store::Version out;
        must(store->write([&](store::Transaction& it) -> diag::Result<void> {
            TRY(out, it.add(fresh, wanted.expected));
            return {};
        }));
        return out;
    }

    VersionAccess seen_by(const Reader& who, const store::Version& version) const {
        return must(store->read_value<VersionAccess>(
            [&](const store::Snapshot& snapshot) -> diag::Result<VersionAccess> {
                TRY(const DocumentAccess access, DocumentRights(snapshot, who).of_document(version.document));
                return access.of(who.peer, version.number);
            }));
    }
    VersionAccess seen_by(std::string_view id, const store::Version& version) const {
        return seen_by(reader(id), version);
    }
    static diag::Result<bool> any_part(const store::Version&) { return true; }
    bool sees_part(const Reader& who, const store::Version& version) const {
        return must(store->read_value<bool>([&](const store::Snapshot& snapshot) -> diag::Result<bool> {
            TRY(const DocumentAccess access,
                DocumentRights(snapshot, who, Parts::shown).of_document(version.document));
            return access.part_of_newest(who.peer) != nullptr && access.history.newest == version.number;
        }));
    }
    std::vector<std::string> found_by(const Reader& who, store::DocumentQuery query,
                                      Parts parts = Parts::left_out) const {
        const auto page = must(store->read_value<store::DocumentPage>([&](const store::Snapshot& snapshot) {
            return find_documents(snapshot, who, query, parts == Parts::left_out ? IsPartThere() : any_part);
        }));
        std::vector<std::string> out;
        std::ranges::transform(page.versions, std::back_inserter(out), &store::Version::document);
        return out;
    }
    std::vector<std::string> found_by(std::string_view id, store::DocumentQuery query) const {
        return found_by(reader(id), std::move(query));
    }
    static store::DocumentQuery about(std::string_view person = "hanako") {
        return {.persons = {person_of(person)}};
    }

    test::Folder folder_;
    test::Clock clock;
    seal::KeyRing ring_;
    std::unique_ptr<store::Store> store;
    std::vector<policy::Peer> peers = usual_peers();
};

} // namespace renkei::access
