#include "tests/store/kit.h"

#include "gateway/core/base/filesystem.h"
#include "gateway/network/audit/verify.h"
#include "gateway/network/store/migrate.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <map>

namespace renkei::store {

Site::Site(Engine which, ServerOfTest server) : engine(which), ring() {
    ring = must(seal::KeyRing::create(folder_.path() / "keys"));
    if (engine == Engine::postgres) {
        database_ = server().new_database();
    }
}

StoreSettings Site::settings(const std::string& node) const {
    StoreSettings out;
    out.engine = engine;
    out.file = folder_.path() / "store.db";
    out.connection = database_;
    out.node = node;
    return out;
}

void Contract::SetUp() {
    if (GetParam() == Engine::postgres && !PostgresServer::is_installed()) {
        const char* const ci = std::getenv("CI");
        if (ci != nullptr && std::string_view(ci) == "true") {
            FAIL() << "no PostgreSQL server here; tools/install-needs installs it";
        }
        GTEST_SKIP() << "no PostgreSQL server here; tools/install-needs installs it";
    }
    site = std::make_unique<Site>(GetParam(), server());
    store = site->open();
}

std::string engine_name(const testing::TestParamInfo<Engine>& about) {
    return about.param == Engine::sqlite ? "sqlite" : "postgres";
}

void bring_back_to(std::size_t layout, Connection& sql) {
    static const std::map<std::size_t, std::vector<std::string_view>> undone = {
        {5,
         {"DROP INDEX person_record_changed", "ALTER TABLE person_record DROP COLUMN taken",
          "ALTER TABLE person_record DROP COLUMN changed"}},
        {6, {"DROP TABLE audit_access"}},
        {7,
         {"DROP INDEX delivery_mailbox_open", "ALTER TABLE delivery DROP COLUMN closed_until",
          "ALTER TABLE delivery DROP COLUMN changes"}},
        {8, {"ALTER TABLE version DROP COLUMN plan"}},
        {9, {"DROP TABLE draft"}}};
    for (std::size_t last = must(layout_of(sql)); last > layout; --last) {
        for (const std::string_view step : undone.at(last)) {
            must(sql.run(std::string(step), {}));
        }
        must(sql.run(fmt::format("DELETE FROM store_layout WHERE number = {}", last), {}));
    }
}
void write(Store& store, const Store::WriteJob& job) { must(store.write(job)); }

Hash hash_of(std::string_view text) { return seal::sha256(text); }

policy::Identifier office(std::string_view number) { return {"urn:office", std::string(number)}; }

NewVersion document(const Store& store, const std::string& name, const std::string& bytes) {
    NewVersion out;
    out.key = {hash_of("office 1"), hash_of(name)};
    Version& version = out.version;
    version.revision = "1.0.1";
    version.sha = hash_of(bytes);
    version.form = "admission";
    version.form_version = "2024";
    version.syntax = "json";
    version.media_type = "application/json";
    version.type_system = "urn:types";
    version.type_code = "admission";
    version.title = "title of " + name;
    version.date = "2026-11-20";
    version.submitter = "hospital";
    version.size = bytes.size();
    version.sha1 = "sha1";
    version.has_fhir = true;
    out.content = must(
        store.prepare(version.title, {{BodyKind::original, bytes}, {BodyKind::fhir, "fhir of " + bytes}}));
    out.parties = {.senders = {office("1")}, .receivers = {office("2")}, .persons = {hash_of("person")}};
    return out;
}

Version add(Store& store, const NewVersion& version, std::uint32_t expected) {
    Version out;
    write(store, [&](Transaction& transaction) -> diag::Result<void> {
        TRY(out, transaction.add(version, expected));
        return {};
    });
    return out;
}

Version add(Store& store, const std::string& name, const std::string& bytes) {
    return add(store, document(store, name, bytes));
}

Delivery delivery(const Version& version, const std::string& peer, const std::string& order, Millis created) {
    Delivery out;
    out.id = new_uuid7(created);
    out.document = version.document;
    out.version = version.number;
    out.peer = peer;
    out.order = hash_of(order);
    out.created = created;
    out.changed = created;
    out.due = created;
    return out;
}

audit::Event event(const std::string& document) {
    audit::Event out;
    out.at = 1'800'000'000'000;
    out.interaction = "create";
    out.peer = "hospital";
    out.document = document;
    return out;
}

std::uint64_t audit_count(const Store& store) {
    std::map<std::string, audit::Verifier> nodes;
    const Hash key = audit::key_of_seals(store.search_key());
    diag::Report report;
    std::uint64_t count = 0;
    must(store.read([&](const Snapshot& snapshot) {
        return snapshot.audit([&](const AuditRow& row) {
            nodes.try_emplace(row.node, row.node, key)
                .first->second.add({row.sequence, row.event, row.before, row.hash, row.seal}, report);
            ++count;
            return true;
        });
    }));
    for (const diag::Finding& finding : report.findings()) {
        ADD_FAILURE() << diag::to_text(finding, diag::Language::english);
    }
    return count;
}

diag::Message message_of(const diag::Result<void>& result) {
    EXPECT_FALSE(result.has_value());
    return result ? diag::Message{} : result.error().message;
}

} // namespace renkei::store
